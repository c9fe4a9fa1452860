import {normalizeFlagName} from '../kubernetes-versions/kubelet-flags.ts';
import {readFlags} from '../artifacts/unit/read-flags.ts';
import type {WordList} from '../artifacts/unit/read-service-command.ts';
import {parseKubernetesVersion} from '../kubernetes-versions/kubernetes-version.ts';
import type {KubernetesVersion} from '../facts/cluster-facts.ts';
import type {SurveyOutput} from '../survey/read-survey-output.ts';
import {isBooleanFlag} from './component-flags.ts';
import {componentNames, type ComponentName, type ComponentProcess, type Flag} from './component.ts';
import {entriesAfter} from './read-files.ts';

/** A process of a component, and what it says of where it came from. */
export type FoundProcess = {
	readonly name: ComponentName;
	readonly process: ComponentProcess;
	/** The service that it runs in, by its cgroup; undefined for a container, a session or a supervisor of its own kind. */
	readonly unit?: string;
	readonly isInPod: boolean;
	readonly parent: string;
	readonly version?: KubernetesVersion;
};

/** True for a name of `componentNames`. */
export const isComponentName = (name: string): name is ComponentName => componentNames.some((one) => one === name);

// Go's own flag package takes `-name value` as well (etcd).
const readGoFlags = (words: readonly string[]): readonly Flag[] =>
	words.flatMap((word, index) => {
		const [, name, , value] = /^--?([^=-][^=]*)(=(.*))?$/s.exec(word) ?? [];
		return name === undefined ? [] : [{name: normalizeFlagName(name), value: value ?? words[index + 1] ?? ''}];
	});

const readArguments = (component: ComponentName, words: readonly string[]): readonly Flag[] => {
	const list: WordList = {kind: 'command', path: '/proc', variable: '', words: [], isExtensible: false};
	const flags = readFlags({arguments: words.map((text, index) => ({text, isOpaque: false, list, index}))}, (name) => isBooleanFlag(component, name));
	return 'reason' in flags ? readGoFlags(words) : flags.map(({name, value}) => ({name, value}));
};

const readUnit = (cgroup: string): Pick<FoundProcess, 'unit' | 'isInPod'> => {
	const unit = cgroup.split('\n').flatMap((line) => /^.*\/([^/]+\.service)(?:\/|$)/.exec(line)?.[1] ?? [])[0];
	const isInPod = cgroup.includes('kubepods');
	return {isInPod, ...(unit === undefined || isInPod ? {} : {unit})};
};

const processEnds: ReadonlySet<string> = new Set(['process', 'unit', 'manifest', 'file', 'token-file']);

/** Reads the processes of the control plane's programs; one whose arguments are no text is left out. */
export const readProcesses = (output: SurveyOutput): readonly FoundProcess[] => {
	const [bootMs, ticks] = [Number(output.value('boot')) * 1000, Number(output.value('ticks')) || 100];
	return output.entries.flatMap(({name: entry, value, isBlock}, index) => {
		const [, name = '', pid, started, owner, parent = ''] = /^(\S+) (\d+) (\d+) (\S+:\S+) (.*)$/.exec(entry === 'process' && !isBlock ? value : '') ?? [];
		if (!isComponentName(name) || pid === undefined || owner === undefined) {
			return [];
		}
		const own = entriesAfter(output.entries, index, processEnds);
		const blockOf = (key: string): string | undefined => own.find((one) => one.name === key && one.isBlock)?.value;
		const words = blockOf('arguments')?.replace(/\u0000$/, '').split('\u0000');
		if (words === undefined) {
			return [];
		}
		const told = own.find((one) => one.name === 'version' && one.value.startsWith(`${name} `))?.value.slice(name.length + 1);
		const version = told === undefined ? undefined : parseKubernetesVersion(told);
		return [
			{
				name,
				process: {pid: Number(pid), owner, binary: words[0] ?? '', startedAtMs: bootMs + Math.round((Number(started) / ticks) * 1000), flags: readArguments(name, words.slice(1))},
				...readUnit(blockOf('cgroup') ?? ''),
				parent,
				...(version === undefined ? {} : {version}),
			},
		];
	});
};
