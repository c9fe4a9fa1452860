import type {CertificateFacts} from '../facts/cluster-facts.ts';
import {canonicalIp} from '../net/ip-address.ts';
import {isLoopback} from '../net/is-loopback.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {decodeUtf8Base64} from '../survey/decode-utf8-base64.ts';
import {measureSkew} from '../survey/parse-survey.ts';
import {readSurveyOutput, type SurveyOutput} from '../survey/read-survey-output.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {isFileFlag} from './component-flags.ts';
import {componentNames, type Component, type ComponentName, type ComponentProcess, type Flag, type MasterFacts, type MasterFile, type ReferencedFile, type Restart, type Setup} from './component.ts';
import {findSetup, readStarters, type Starters} from './find-setup.ts';
import {findStaleness} from './find-staleness.ts';
import {entriesAfter, readFileState, type FileState} from './read-files.ts';
import {readProcesses, type FoundProcess} from './read-processes.ts';
import {listWrittenFlags, locateOnHost, readSourceFlags} from './read-source-flags.ts';

/** What parsing needs beside the output. */
export type ControlPlaneInput = {
	readonly master: {readonly name: string; readonly address: string};
	readonly stdout: string;
	/** Our clock when the script was sent and when its first output came. */
	readonly sentAtMs: number;
	readonly firstByteAtMs: number;
	readonly privilege: MasterFacts['privilege'];
	/** What kubelets dial, as IP addresses; empty where that is not known. */
	readonly apiServerAddresses: readonly string[];
	/** ports/pki readCertificates. */
	readonly readCertificates: (pem: string) => readonly CertificateFacts[];
};

// `4: eth0    inet 192.0.2.2/24 brd …`
const readAddresses = (text: string): readonly string[] =>
	text.split('\n').flatMap((line) => {
		const address = canonicalIp(/^\d+: +\S+ +inet6? ([\d.a-f:]+)/.exec(line)?.[1] ?? '');
		return address === undefined || isLoopback(address) ? [] : [address];
	});

const fileEnds: ReadonlySet<string> = new Set(['file', 'token-file']);

const readMasterFiles = (output: SurveyOutput, readCertificates: ControlPlaneInput['readCertificates']): readonly (MasterFile & FileState)[] =>
	output.entries.flatMap(({name, value, isBlock}, index) => {
		const state = name === 'file' && !isBlock ? readFileState(value) : undefined;
		if (state === undefined) {
			return [];
		}
		const own = entriesAfter(output.entries, index, fileEnds);
		const pem = own.find((entry) => entry.name === 'certificates' && entry.isBlock)?.value;
		const pairedKey = own.find((entry) => entry.name === 'pair' && !entry.isBlock)?.value;
		return [{...state, certificates: pem === undefined ? [] : readCertificates(pem), ...(pairedKey?.startsWith('/') ? {pairedKey} : {})}];
	});

const mayRead = ({mode, owner}: FileState, runsAs: string): boolean => {
	const [[user, group], [fileUser, fileGroup]] = [runsAs.split(':'), owner.split(':')];
	return user === 'root' || (user === fileUser ? (mode & 0o400) !== 0 : group === fileGroup ? (mode & 0o040) !== 0 : (mode & 0o004) !== 0);
};

const listReferencedFiles = (flags: readonly Flag[], locate: (path: string) => string | undefined, files: readonly FileState[], runsAs: string): readonly ReferencedFile[] => {
	const flagsByPath = new Map<string, string[]>();
	for (const {name, value} of flags) {
		const path = isFileFlag(name) && value.startsWith('/') ? locate(value) : undefined;
		if (path !== undefined) {
			flagsByPath.set(path, [...new Set([...(flagsByPath.get(path) ?? []), name])]);
		}
	}
	return [...flagsByPath].flatMap(([path, names]) => {
		const state = files.find((file) => file.path === path);
		return state === undefined ? [] : [{path, flags: names, exists: state.exists, mode: state.mode, owner: state.owner, sha256: state.sha256, modifiedAtMs: state.modifiedAtMs, isReadable: !state.exists || mayRead(state, runsAs)}];
	});
};

const restartOf = (setup: Setup): Restart => (setup.kind === 'systemd' ? {how: 'systemd', unit: setup.unit} : setup.kind === 'static-pod' ? {how: 'static-pod', manifest: setup.manifest.linkTarget ?? setup.manifest.path} : {how: 'none'});

const countShared = (process: ComponentProcess, flags: readonly Flag[]): number => flags.filter((flag) => process.flags.some(({name, value}) => name === flag.name && value === flag.value)).length;

/** The processes that a setup may have started: those of a pod are told apart from other clusters' by their flags. */
const chooseProcesses = (setup: Setup, processes: readonly FoundProcess[], written: readonly Flag[]): readonly FoundProcess[] => {
	const fitting = setup.kind === 'systemd' ? processes.filter(({unit}) => unit === setup.unit) : processes.filter(({unit}) => unit === undefined || setup.kind === 'other');
	return setup.kind === 'systemd' ? fitting : fitting.toSorted((a, b) => countShared(b.process, written) - countShared(a.process, written)).slice(0, setup.kind === 'static-pod' ? 1 : undefined);
};

type Found = {readonly component: Component; readonly problems: readonly Problem[]};

const readComponent = (host: string, name: ComponentName, starters: Starters, all: readonly FoundProcess[], files: readonly FileState[]): Found | undefined => {
	const processes = all.filter((found) => found.name === name);
	const setup = findSetup(name, starters, processes);
	if (setup === undefined) {
		return undefined;
	}
	const reading = readSourceFlags(name, setup);
	const written = listWrittenFlags(reading);
	const chosen = chooseProcesses(setup, processes, written.isUnderstood ? written.flags : []);
	const [first] = chosen;
	const flags = [...(first?.process.flags ?? []), ...(written.isUnderstood ? written.flags : [])];
	const referenced = listReferencedFiles(flags, (path) => locateOnHost(reading, path), files, first?.process.owner ?? 'root:root');
	return {
		component: {
			host,
			name,
			...(first?.version === undefined ? {} : {version: first.version}),
			setup,
			...(first === undefined ? {} : {process: first.process}),
			written,
			files: referenced,
			restart: restartOf(setup),
			staleness: findStaleness(name, first?.process, written, referenced),
		},
		problems: chosen.length > 1 ? [problem('component-twice', host, {component: name, pids: chosen.map(({process}) => String(process.pid))}, {severity: 'warning'})] : [],
	};
};

const readConfigs = (output: SurveyOutput): ReadonlyMap<string, string> =>
	new Map(
		output.entries.flatMap(({name, value, isBlock}, index) => {
			const next = output.entries[index + 1];
			return name === 'config' && !isBlock && next?.name === 'content' && next.isBlock ? [[value, next.value] as const] : [];
		}),
	);

type ToldTokenFile = {readonly pid: number; readonly path: string; readonly found: Pick<MasterFacts, 'tokenFile' | 'oversizedTokenFile'>};

/** The token file that this apiserver reads, or will once it is restarted; without a flag for it the one at the usual place. */
const readTokenFile = (output: SurveyOutput, apiserver: Component | undefined): Pick<MasterFacts, 'tokenFile' | 'oversizedTokenFile'> => {
	const told = output.entries.flatMap(({name, value, isBlock}, index): readonly ToldTokenFile[] => {
		const next = output.entries[index + 1];
		const [, pid, path] = /^(\d+) (\/.*)$/.exec(name === 'token-file' && !isBlock ? value : '') ?? [];
		if (path !== undefined && next?.name === 'token-text' && next.isBlock) {
			return [{pid: Number(pid), path, found: {tokenFile: {path, content: next.value}}}];
		}
		const [, ofPid, bytes, longPath] = /^(\d+) (\d+) (\/.*)$/.exec(name === 'token-file-oversized' && !isBlock ? value : '') ?? [];
		return longPath === undefined ? [] : [{pid: Number(ofPid), path: longPath, found: {oversizedTokenFile: {path: longPath, bytes: Number(bytes)}}}];
	});
	const own = told.find(({pid}) => pid === apiserver?.process?.pid);
	const named = apiserver?.files.findLast(({flags}) => flags.includes('token-auth-file'))?.path;
	return (own ?? told.find(({pid, path}) => pid === 0 && (named === undefined || path === named)))?.found ?? {};
};

/** Turns what the look at a control-plane host printed into facts, or into the one problem that it cannot be read. Texts in the facts are as the host said them. */
export const parseControlPlane = (input: ControlPlaneInput): {readonly facts: MasterFacts} | {readonly problems: readonly Problem[]} => {
	const {master, readCertificates} = input;
	const output = readSurveyOutput(input.stdout, decodeUtf8Base64);
	if ('defect' in output) {
		return {problems: [problem('master-survey-unreadable', master.name, {detail: output.defect})]};
	}
	const addresses = readAddresses(output.block('addresses') ?? '');
	const files = readMasterFiles(output, readCertificates);
	const [starters, processes] = [readStarters(output), readProcesses(output)];
	const found = componentNames.map((name) => readComponent(master.name, name, starters, processes, files)).filter((one) => one !== undefined);
	const apiserver = found.find(({component}) => component.name === 'kube-apiserver')?.component;
	return {
		facts: {
			name: master.name,
			address: master.address,
			hostname: escapeControls(output.value('hostname')),
			privilege: input.privilege,
			addresses,
			holdsVip: input.apiServerAddresses.some((address) => addresses.includes(canonicalIp(address) ?? address)),
			clockSkewMs: measureSkew(output.value('clock'), input.sentAtMs, input.firstByteAtMs),
			components: found.map(({component}) => component),
			files: files.map(({path, exists, mode, owner, sha256, certificates, pairedKey}) => ({path, exists, mode, owner, sha256, certificates, ...(pairedKey === undefined ? {} : {pairedKey})})),
			configs: readConfigs(output),
			problems: found.flatMap(({problems}) => problems),
			...readTokenFile(output, apiserver),
		},
	};
};
