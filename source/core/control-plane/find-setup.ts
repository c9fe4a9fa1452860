import type {SurveyOutput} from '../survey/read-survey-output.ts';
import type {ComponentName, Setup, SourceFile} from './component.ts';
import {entriesAfter, readSources} from './read-files.ts';
import {readManifest} from './read-manifest.ts';
import {isComponentName, type FoundProcess} from './read-processes.ts';

type Service = {readonly name: ComponentName; readonly unit: string; readonly isLoaded: boolean; readonly isActive: boolean; readonly needsReload: boolean; readonly mainPid: number; readonly files: readonly SourceFile[]};
type Pod = {readonly name: ComponentName; readonly manifest: SourceFile};

/** Everything on a host that starts programs of the control plane. */
export type Starters = {readonly services: readonly Service[]; readonly pods: readonly Pod[]};

const ends: ReadonlySet<string> = new Set(['unit', 'manifest', 'file', 'process']);

const readProperties = (text: string): ReadonlyMap<string, string> => new Map(text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const));

/** Reads units and static pod manifests; a manifest that only mentions a program is none of it. */
export const readStarters = (output: SurveyOutput): Starters => {
	const named = output.entries.flatMap(({name: kind, value, isBlock}, index) => {
		const [, name = '', rest = ''] = /^(\S+) (.+)$/.exec(value) ?? [];
		return isBlock || !isComponentName(name) ? [] : [{kind, name, rest, own: entriesAfter(output.entries, index, ends)}];
	});
	return {
		services: named
			.filter(({kind}) => kind === 'unit')
			.map(({name, rest: unit, own}) => {
				const properties = readProperties(own.find((entry) => entry.name === 'service' && entry.isBlock)?.value ?? '');
				const state = properties.get('ActiveState');
				return {name, unit, isLoaded: properties.get('LoadState') === 'loaded', isActive: state === 'active' || state === 'activating' || state === 'reloading', needsReload: properties.get('NeedDaemonReload') === 'yes', mainPid: Number(properties.get('MainPID') ?? 0), files: readSources(own)};
			}),
		pods: named
			.filter(({kind}) => kind === 'manifest')
			.flatMap(({name, own}) => {
				const [manifest] = readSources(own);
				if (manifest === undefined) {
					return [];
				}
				const read = readManifest(manifest.path, manifest.content ?? '', name);
				// A text that cannot be read is of the program that its file is named after.
				return !('reason' in read) || (read.reason !== 'wrapper' && manifest.path.includes(name)) ? [{name, manifest}] : [];
			}),
	};
};

const toSystemd = ({unit, files, needsReload, isActive}: Service): Setup => ({kind: 'systemd', unit, files, needsReload, isActive});

/** Decides what starts a program: the service that its process runs in where that is its own, else a manifest, else a service that stands still. undefined: the host has nothing of it. */
export const findSetup = (name: ComponentName, {services, pods}: Starters, processes: readonly FoundProcess[]): Setup | undefined => {
	const own = services.filter((service) => service.name === name && service.isLoaded && service.files.length > 0);
	// A process started out of a session or by cron runs in the service of those.
	const running = own.find(({unit, mainPid}) => processes.some((found) => found.unit === unit && (unit.includes(name) || mainPid === found.process.pid)));
	if (running !== undefined) {
		return toSystemd(running);
	}
	const pod = pods.find((one) => one.name === name);
	if (pod !== undefined) {
		return {kind: 'static-pod', manifest: pod.manifest};
	}
	const [found] = processes;
	if (found !== undefined) {
		return {kind: 'other', supervisor: found.unit ?? found.parent};
	}
	const [still] = own;
	return still === undefined ? undefined : toSystemd(still);
};
