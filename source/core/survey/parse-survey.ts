import type {Answers, NodeAnswers} from '../answers/answers.ts';
import type {CertificateFacts} from '../facts/cluster-facts.ts';
import type {FileFacts, NodeFacts} from '../facts/node-facts.ts';
import {parseKubernetesVersion} from '../kubernetes-versions/kubernetes-version.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {classifyInterfaces, type Link} from './classify-interfaces.ts';
import {decodeUtf8Base64} from './decode-utf8-base64.ts';
import {parseRuntime} from './parse-runtime.ts';
import {readSurveyOutput, type SurveyOutput} from './read-survey-output.ts';
import {listSurveyedPaths} from './surveyed-paths.ts';

/** What parsing needs beside the output. */
export type SurveyInput = {
	readonly node: Pick<NodeAnswers, 'name' | 'address'>;
	readonly answers: Pick<Answers, 'kubelet'>;
	readonly stdout: string;
	/** Our clock when the script was sent and when its first output came: the node's own time lies between, or its clock is wrong. */
	readonly sentAtMs: number;
	readonly firstByteAtMs: number;
	readonly privilege: NodeFacts['privilege'];
	/** ports/pki readCertificates. */
	readonly readCertificates: (pem: string) => readonly CertificateFacts[];
};

// `uname -m` to Go's GOARCH (kubernetes hack/lib/util.sh, kube::util::host_arch).
const architectures: Readonly<Record<string, string>> = {x86_64: 'amd64', amd64: 'amd64', aarch64: 'arm64', arm64: 'arm64', armv7l: 'arm', ppc64le: 'ppc64le', s390x: 's390x', riscv64: 'riscv64', loongarch64: 'loong64'};

const noFile = {sha256: '', exists: false, mode: 0, owner: ''} as const;

// `600 root:root 0123…`, behind it the path for a unit's file.
const readFile = (value: string | undefined, path: string, content: string | undefined): FileFacts => {
	const [, mode, owner, sha256] = /^([0-7]{1,5}) (\S+:\S+) ([\da-f]{64})(?: |$)/.exec(value ?? '') ?? [];
	if (mode === undefined || owner === undefined || sha256 === undefined) {
		return {path, ...noFile, exists: value === 'unreadable'};
	}
	return {path, sha256, exists: true, mode: Number.parseInt(mode, 8), owner: escapeControls(owner), ...(content === undefined ? {} : {content})};
};

const readFiles = (output: SurveyOutput, answers: SurveyInput['answers']): {readonly files: readonly FileFacts[]; readonly unitFiles: readonly FileFacts[]} => {
	const contentAfter = (index: number): string | undefined => {
		const next = output.entries[index + 1];
		return next?.name === 'content' && next.isBlock ? next.value : undefined;
	};
	const files = listSurveyedPaths(answers).map(({path}, place) => {
		const index = output.entries.findIndex(({name, isBlock}) => name === `file${place}` && !isBlock);
		return readFile(output.entries[index]?.value, path, index < 0 ? undefined : contentAfter(index));
	});
	const unitFiles = output.entries.flatMap(({name, value, isBlock}, index) => {
		const path = /^[0-7]{1,5} \S+ [\da-f]{64} (\/.*)$/.exec(value)?.[1];
		return name === 'unit' && !isBlock && path !== undefined ? [readFile(value, path, contentAfter(index))] : [];
	});
	return {files, unitFiles};
};

const readProperties = (text: string): ReadonlyMap<string, string> => new Map(text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const));

const readService = (output: SurveyOutput): NodeFacts['kubeletService'] => {
	const properties = readProperties(output.block('service') ?? '');
	return {
		isActive: properties.get('ActiveState') === 'active' || properties.get('ActiveState') === 'activating',
		isEnabled: properties.get('UnitFileState')?.startsWith('enabled') === true,
		...(properties.get('LoadState') === 'masked' ? {isMasked: true} : {}),
		startedAtUs: Number(properties.get('ExecMainStartTimestampMonotonic') ?? 0) || 0,
		restarts: Number(properties.get('NRestarts') ?? 0) || 0,
		needsReload: properties.get('NeedDaemonReload') === 'yes',
	};
};

const readOs = (output: SurveyOutput): NodeFacts['os'] => {
	const release = readProperties(output.block('os-release') ?? '');
	const text = (key: string): string => escapeControls((release.get(key) ?? '').replace(/^(["'])(.*)\1$/, '$2'));
	return {id: text('ID'), version: text('VERSION_ID'), prettyName: text('PRETTY_NAME'), kernel: escapeControls(output.value('kernel'))};
};

const readKubelet = (output: SurveyOutput, path: string): NodeFacts['kubelet'] => {
	const [, exitCode, words = ''] = /^(\d+) (.*)$/.exec(output.value('kubelet')) ?? [];
	const elsewhere = output.value('kubelet-elsewhere');
	if (exitCode === undefined) {
		return {path, exists: false, ...(elsewhere.startsWith('/') ? {elsewhere: escapeControls(elsewhere)} : {})};
	}
	const version = exitCode === '0' ? parseKubernetesVersion(words) : undefined;
	return {path, exists: true, ...(version === undefined ? {versionError: escapeControls(words).slice(0, 300)} : {version})};
};

const readKubeconfig = (output: SurveyOutput, readCertificates: SurveyInput['readCertificates']): Pick<NodeFacts, 'kubeconfig'> => {
	if (output.values('kubeconfig-credentials').length === 0) {
		return {};
	}
	const server = escapeControls(output.value('kubeconfig-server').trim().replace(/^(["'])(.*)\1$/, '$2'));
	return {kubeconfig: {server, caSha256: readCertificates(output.block('kubeconfig-ca') ?? '').map(({sha256}) => sha256), embedsCredentials: Number(output.value('kubeconfig-credentials')) > 0}};
};

/** The host's clock (`date +%s.%N`) minus ours, in milliseconds. What lies outside of the round trip is wrong for certain; what lies within cannot be told from the way's delay. */
export const measureSkew = (clock: string, sentAtMs: number, firstByteAtMs: number): number => {
	const nodeMs = Math.round(Number(/^\d+(?:\.\d+)?/.exec(clock)?.[0] ?? Number.NaN) * 1000);
	if (Number.isNaN(nodeMs)) {
		return 0;
	}
	// `date` of busybox tells whole seconds.
	const slackMs = clock.includes('.') && !clock.endsWith('.%N') ? 0 : 1000;
	return nodeMs > firstByteAtMs ? nodeMs - firstByteAtMs : Math.min(0, nodeMs + slackMs - sentAtMs);
};

const readFolders = (output: SurveyOutput): Pick<NodeFacts, 'unwritablePaths' | 'freeBytes'> => {
	const folders = output.values('folder').flatMap((value) => {
		const [, state, free, path] = /^(fine|read-only|not-a-directory) (\d+) (\/.*)$/.exec(value) ?? [];
		return path === undefined ? [] : [{state, freeBytes: Number(free) * 1024, path}];
	});
	const measured = folders.filter(({state}) => state !== 'not-a-directory').map(({freeBytes}) => freeBytes);
	return {
		unwritablePaths: folders.flatMap(({state, path}) => (state === 'read-only' || state === 'not-a-directory' ? [{path, reason: state}] : [])),
		freeBytes: measured.length === 0 ? 0 : Math.min(...measured),
	};
};

const readLinks = (output: SurveyOutput): readonly Link[] => output.values('interface').map((value) => ({name: escapeControls(value.split(' ', 1)[0] ?? ''), flags: value.split(' ').slice(1)}));

/** Turns what the survey's script printed into facts, or into the one problem that it cannot be read. Every text in the facts but file contents is stripped of controls. */
export const parseSurvey = (input: SurveyInput): {readonly facts: NodeFacts} | {readonly problems: readonly Problem[]} => {
	const {node, answers, readCertificates} = input;
	const output = readSurveyOutput(input.stdout, decodeUtf8Base64);
	const missing = 'defect' in output ? undefined : ['clock', 'hostname', 'machine', 'cgroup', 'systemd'].find((name) => output.values(name).length === 0);
	if ('defect' in output || missing !== undefined) {
		return {problems: [problem('survey-unreadable', node.name, {detail: 'defect' in output ? output.defect : `${missing} is missing`})]};
	}
	const machine = output.value('machine');
	const certificateOf = (name: string): CertificateFacts | undefined => readCertificates(output.block(name) ?? '')[0];
	const clientCertificate = certificateOf('client-certificate');
	const servingCertificate = certificateOf('server-certificate');
	return {
		facts: {
			name: node.name,
			address: node.address,
			privilege: input.privilege,
			hostname: escapeControls(output.value('hostname')),
			fqdn: escapeControls(output.value('fqdn')),
			machineId: escapeControls(output.value('machine-id')),
			os: readOs(output),
			architecture: architectures[machine] ?? escapeControls(machine),
			kubelet: readKubelet(output, answers.kubelet.paths.binary),
			runtime: parseRuntime(output),
			cgroupVersion: output.value('cgroup') === '2' ? 2 : 1,
			hasSwap: Number(output.value('swap')) > 0,
			hasSystemd: output.value('systemd') === '1',
			clockSkewMs: measureSkew(output.value('clock'), input.sentAtMs, input.firstByteAtMs),
			interfaces: classifyInterfaces({links: readLinks(output), addresses: output.block('addresses') ?? '', routes: output.block('routes') ?? '', arrivedAt: output.value('arrived')}),
			usesSystemdResolved: output.value('resolved') === '1',
			...readFiles(output, answers),
			kubeletService: readService(output),
			...(clientCertificate === undefined ? {} : {clientCertificate}),
			...(servingCertificate === undefined ? {} : {servingCertificate}),
			...readKubeconfig(output, readCertificates),
			...readFolders(output),
		},
	};
};
