import type {Mode} from '../answers/answers.ts';
import {assessControlPlane} from '../control-plane/assess-control-plane.ts';
import {findComponent, type Component, type ComponentName, type MasterFacts} from '../control-plane/component.ts';
import {editFlags} from '../control-plane/edit-flags.ts';
import type {ChangeLevel, Finding} from '../control-plane/finding.ts';
import type {ComponentEdit, FlagEdit, SourceChange, WantedFlagChange} from '../control-plane/flag-change.ts';
import {mergeChanges} from '../control-plane/merge-changes.ts';
import type {ClusterFacts, KubernetesVersion} from '../facts/cluster-facts.ts';
import {formatHostPort} from '../facts/format-host-port.ts';
import {canonicalIp} from '../net/ip-address.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {MasterTokenFile} from '../token-file/plan-token-file.ts';
import type {ComponentPlan, ControlPlanePlan, MasterPlan} from './control-plane-plan.ts';
import {canonicalJson} from './canonical-json.ts';
import {diffText} from './diff-text.ts';
import type {FileChange} from './file-change.ts';

/** A host of the control plane as far as it could be looked at. */
export type MasterRead = {
	readonly name: string;
	readonly address: string;
	/** undefined where nobody could look; then `problems` says why. */
	readonly facts?: MasterFacts;
	/** How many milliseconds longer its API server takes for a read that goes through etcd; undefined where that could not be measured. */
	readonly etcdMilliseconds?: number;
	readonly problems: readonly Problem[];
};

/** What the control plane's part of a plan is made of. */
export type ControlPlaneInput = {
	readonly masters: readonly MasterRead[];
	readonly mode: Mode;
	readonly level: ChangeLevel;
	/** A node of this run needs a token or a certificate. */
	readonly isEnrolling: boolean;
	readonly version: Pick<KubernetesVersion, 'minor'>;
	/** Where API servers answer, as the cluster tells. */
	readonly endpoints: ClusterFacts['apiServerEndpoints'];
	/** What is to be done about token files, by core/token-file; empty where there are none. */
	readonly tokenFiles: readonly MasterTokenFile[];
};

const components: readonly ComponentName[] = ['kube-apiserver', 'kube-controller-manager'];

const toFileChange = ({path, before, beforeSha256, content, mode, owner}: SourceChange): FileChange => {
	const diff = diffText(path, beforeSha256 === '' ? undefined : before, content);
	return {artifact: 'control-plane-source', path, action: beforeSha256 === '' ? 'create' : 'change', mode, owner, isSecret: false, ...(diff === undefined ? {} : {diff}), content, before: beforeSha256, wasEditedByHand: false};
};

// What is wanted is written already, and only the process does not know of it.
const waitsForRestart = ({staleness}: Component, wanted: readonly WantedFlagChange[]): boolean => staleness.drifts.some(({flag}) => wanted.some((change) => change.flag === flag));

type ComponentDecision = {readonly plan: ComponentPlan; readonly problems: readonly Problem[]};

const changesOf = (findings: readonly Finding[], level: Finding['level']): readonly WantedFlagChange[] => findings.filter((finding) => finding.level === level).flatMap(({changes}) => changes);

type Wishes = {readonly needed: readonly WantedFlagChange[]; readonly advised: readonly WantedFlagChange[]};

type Edit = {readonly edit: ComponentEdit; readonly wanted: readonly WantedFlagChange[]; readonly problems: readonly Problem[]};

/** What is only advised is left out where it cannot be done, and stops nothing. */
const makeEdit = (component: Component, {needed, advised}: Wishes): Edit => {
	const all = mergeChanges([...needed, ...advised]);
	const whole = editFlags(component, all);
	if (whole.isPossible || advised.length === 0) {
		return {edit: whole, wanted: all, problems: whole.isPossible ? [] : whole.problems};
	}
	const least = mergeChanges(needed);
	const edit = editFlags(component, least);
	return {edit, wanted: least, problems: edit.isPossible ? whole.problems.map((each): Problem => ({...each, severity: 'warning'})) : edit.problems};
};

const noEdit: Edit = {edit: {isPossible: true, changes: [], flags: []}, wanted: [], problems: []};

const showFlag = ({flag, action, was, value}: FlagEdit): FlagEdit => ({flag, action, ...(was === undefined ? {} : {was: escapeControls(was)}), ...(value === undefined ? {} : {value: escapeControls(value)})});

/** `refused` are the findings that hold where the edit is refused. */
const planComponent = (component: Component, findings: readonly Finding[], refused: readonly Finding[], tokenFile: MasterTokenFile | undefined): ComponentDecision => {
	const {name, restart} = component;
	const own = tokenFile === undefined || name !== 'kube-apiserver' ? undefined : tokenFile;
	const wishes = {needed: [...changesOf(findings, 'needed'), ...(own?.flags ?? [])], advised: changesOf(findings, 'advised')};
	const {edit, wanted, problems} = wishes.needed.length + wishes.advised.length === 0 ? noEdit : makeEdit(component, wishes);
	const changes = edit.isPossible ? edit.changes : [];
	const restartReason = changes.length > 0 ? 'changed' : waitsForRestart(component, wanted) ? 'stale' : own?.file !== undefined || own?.isStale === true ? 'token-file' : 'never';
	const isRestarted = edit.isPossible && restartReason !== 'never';
	const supervisor = component.setup.kind === 'other' ? escapeControls(component.setup.supervisor) : '';
	return {
		plan: {component: name, flags: edit.isPossible ? edit.flags.map(showFlag) : [], files: changes.map(toFileChange), restart, restartReason: isRestarted ? restartReason : 'never'},
		problems: [
			...(edit.isPossible ? findings : refused).map(({problem: found, stopsRestart}): Problem => (isRestarted && stopsRestart === true ? {...found, severity: 'error'} : found)),
			...problems,
			...(isRestarted && restart.how === 'none' ? [problem('component-not-understood', component.host, {component: name, path: supervisor, reason: 'unknown-way', detail: supervisor})] : []),
		],
	};
};

// The API server itself calls a request slow from here on: apiserver pkg/storage/etcd3/store.go, LogIfLong. Its start reads everything through etcd.
const slowEtcdMs = 500;

/** What an operator should know of the restart of a host's API server before it is confirmed. */
const foreseeRestart = ({name, facts, etcdMilliseconds = 0}: MasterRead): readonly Problem[] => [
	...(etcdMilliseconds >= slowEtcdMs ? [problem('etcd-slow', name, {milliseconds: Math.round(etcdMilliseconds)}, {severity: 'warning'})] : []),
	...(facts?.holdsVip === true ? [problem('address-lost-ahead', name, {}, {severity: 'notice'})] : []),
];

const hasErrors = (problems: readonly Problem[]): boolean => problems.some(({severity}) => severity === 'error');

const planMaster = (read: MasterRead, findings: readonly Finding[], refused: readonly Finding[], tokenFile: MasterTokenFile | undefined): MasterPlan => {
	const {name, address, facts, problems} = read;
	if (facts === undefined) {
		// Nobody could look, which is no reason to stop what goes on without it.
		return {name, address, holdsVip: false, state: 'unread', files: [], components: [], problems: problems.map((each): Problem => ({...each, severity: 'warning'}))};
	}
	const decisions = components.flatMap((component): readonly ComponentDecision[] => {
		const found = findComponent(facts, component);
		const ofComponent = (finding: Finding): boolean => finding.component === component;
		return found === undefined ? [] : [planComponent(found, findings.filter(ofComponent), refused.filter(ofComponent), tokenFile)];
	});
	// Of what is not there, and of what is only looked at.
	const others = findings.filter(({component}) => !components.includes(component) || findComponent(facts, component) === undefined).map((finding) => finding.problem);
	const restartsApiServer = decisions.some(({plan}) => plan.component === 'kube-apiserver' && plan.restartReason !== 'never');
	const all = [...problems, ...facts.problems, ...others, ...decisions.flatMap((decision) => decision.problems), ...(tokenFile?.problems ?? []), ...(restartsApiServer ? foreseeRestart(read) : [])];
	const isChanging = tokenFile?.file !== undefined || decisions.some(({plan}) => plan.restartReason !== 'never');
	return {
		name,
		address,
		holdsVip: facts.holdsVip,
		state: hasErrors(all) ? 'blocked' : isChanging ? 'change' : 'keep',
		files: tokenFile?.file === undefined ? [] : [tokenFile.file],
		components: decisions.map(({plan}) => plan).filter(({restartReason, flags}) => restartReason !== 'never' || flags.length > 0),
		problems: all,
	};
};

// A load balancer of the cloud is no host; an address on none of the hosts read may be one that was forgotten.
const findUnlisted = ({endpoints, masters}: ControlPlaneInput): readonly Problem[] => {
	const known = new Set(masters.flatMap(({address, facts}) => [address, ...(facts?.addresses ?? [])].map((each) => canonicalIp(each) ?? each)));
	return masters.every(({facts}) => facts !== undefined)
		? endpoints.filter(({host}) => !known.has(canonicalIp(host) ?? host)).map((endpoint) => problem('master-unlisted', 'control plane', {endpoint: escapeControls(formatHostPort(endpoint))}, {severity: 'warning'}))
		: [];
};

/** Says once what is the same on several masters, of all of them. */
const gatherCommon = (masters: readonly MasterPlan[]): {readonly masters: readonly MasterPlan[]; readonly common: readonly Problem[]} => {
	const keyOf = ({code, severity, params}: Problem): string => canonicalJson({code, severity, params});
	const hosts = new Map<string, string[]>();
	const shared = masters.flatMap(({name, problems}) => problems.filter(({severity}) => severity !== 'error').map((each) => ({name, each})));
	for (const {name, each} of shared) {
		hosts.set(keyOf(each), [...new Set([...(hosts.get(keyOf(each)) ?? []), name])]);
	}
	const isCommon = (each: Problem): boolean => (hosts.get(keyOf(each))?.length ?? 0) > 1;
	const common = new Map(shared.filter(({each}) => isCommon(each)).map(({each}): readonly [string, Problem] => [keyOf(each), {...each, subject: (hosts.get(keyOf(each)) ?? []).join(', ')}]));
	return {masters: masters.map((master) => ({...master, problems: master.problems.filter((each) => !isCommon(each))})), common: [...common.values()]};
};

/** Plans what is to be done on the hosts of the control plane: which flags and files change, who is restarted and in what order. Pure, and without a secret. */
export const planControlPlane = (input: ControlPlaneInput): ControlPlanePlan => {
	const {masters, level} = input;
	const asked = input.tokenFiles.filter(({file, flags, isStale}) => file !== undefined || isStale || flags.length > 0);
	const tokenFiles = level === 'none' ? [] : input.tokenFiles;
	const read = masters.flatMap(({facts}) => facts ?? []);
	const assessment = assessControlPlane({...input, masters: read});
	const refused = assessControlPlane({...input, masters: read, isRefused: true});
	const planned = masters.map((master) => {
		const ofMaster = ({host}: Finding): boolean => host === master.name;
		return planMaster(master, assessment.findings.filter(ofMaster), refused.findings.filter(ofMaster), tokenFiles.find(({name}) => name === master.name));
	});
	const {masters: told, common} = gatherCommon(planned);
	const blocked = planned.filter(({state}) => state === 'blocked').map(({name}) => name);
	const unread = planned.filter(({state}) => state === 'unread').map(({name}) => name);
	return {
		masters: [...told.filter(({holdsVip}) => !holdsVip), ...told.filter(({holdsVip}) => holdsVip)],
		problems: [
			...(level === 'none' && asked.length > 0 ? [problem('control-plane-changes-forbidden', 'control plane', {masters: asked.map(({name}) => escapeControls(name))})] : []),
			...(blocked.length > 0 ? [problem('control-plane-blocked', 'control plane', {masters: blocked.map(escapeControls)})] : []),
			...(unread.length > 0 ? [problem('masters-unread', 'control plane', {masters: unread.map(escapeControls)}, {severity: 'warning'})] : []),
			...findUnlisted(input),
			...assessment.problems,
			...common,
		],
	};
};
