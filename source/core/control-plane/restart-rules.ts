// What a component's next start would be like: whether it runs as it is written, and whether it would start at all.
import {canonicalIp} from '../net/ip-address.ts';
import {isLoopback} from '../net/is-loopback.ts';
import {strikeSecrets, struckOut} from '../plan/strike-secrets.ts';
import {problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {splitItems} from './component-flags.ts';
import {findComponent, type Flag} from './component.ts';
import {findFlag} from './find-flag.ts';
import {tell, type Finding, type RuleInput} from './finding.ts';
import {findRefusedFlag} from './refused-flags.ts';

const isMadeAgain = ({standingOf, component, mode}: RuleInput, flag: string): boolean => flag === 'token-auth-file' && component.name === 'kube-apiserver' && mode === 'token-file' && standingOf('needed') === 'planned';

const checkRunning = (input: RuleInput): readonly Finding[] => {
	const {component, master} = input;
	const {setup} = component;
	const path = setup.kind === 'systemd' ? (setup.files[0]?.path ?? setup.unit) : setup.kind === 'static-pod' ? setup.manifest.path : setup.supervisor;
	return component.process === undefined ? [tell(input, problem('component-stopped', master.name, {component: component.name, path: escapeControls(path)}, {severity: 'warning'}))] : [];
};

const checkPodKubelet = (input: RuleInput): readonly Finding[] => {
	const {component, master} = input;
	return component.setup.kind === 'static-pod' && findComponent(master, 'kubelet')?.process === undefined
		? [{...tell(input, problem('pod-kubelet-stopped', master.name, {component: component.name}, {severity: 'warning'})), stopsRestart: true}]
		: [];
};

/** A value as it may be shown: one of a flag that holds something like a secret is struck out. */
const showValue = (flag: string, value: string): string => {
	const whole = `--${flag}=${value}`;
	return strikeSecrets(whole) === whole ? escapeControls(value) : struckOut;
};

const checkStaleness = (input: RuleInput): readonly Finding[] => {
	const {component: {name, staleness}, master} = input;
	const drifts = staleness.drifts.map(({flag, running, written}) => ({flag: escapeControls(flag), ...(running === undefined ? {} : {running: showValue(flag, running)}), ...(written === undefined ? {} : {written: showValue(flag, written)})}));
	return [
		...(drifts.length === 0 ? [] : [tell(input, problem('component-stale', master.name, {component: name, drifts}, {severity: 'warning'}))]),
		...staleness.newerFiles.map(({flag, path}) => tell(input, problem('flag-file-newer', master.name, {component: name, flag, path: escapeControls(path)}, {severity: 'warning'}))),
	];
};

const checkFiles = (input: RuleInput): readonly Finding[] => {
	const {component, master} = input;
	return component.files.flatMap((file): readonly Finding[] => {
		const [flag = ''] = file.flags;
		const params = {component: component.name, flag, path: escapeControls(file.path)};
		if (!file.exists) {
			// A token file that is gone is made again by a plan that has rows for it.
			return [{...tell(input, problem('flag-file-missing', master.name, params, {severity: 'warning'})), ...(isMadeAgain(input, flag) ? {} : {stopsRestart: true})}];
		}
		return file.isReadable ? [] : [{...tell(input, problem('flag-file-unreadable', master.name, {...params, mode: file.mode.toString(8), owner: escapeControls(file.owner)}, {severity: 'warning'})), stopsRestart: true}];
	});
};

const checkFlags = (input: RuleInput): readonly Finding[] => {
	const {component: {name, written}, master, minor} = input;
	const flags: readonly Flag[] = written.isUnderstood ? written.flags : [];
	return [...new Set(flags.map((flag) => flag.name))].flatMap((flag): readonly Finding[] => {
		const refused = findRefusedFlag(name, flag, minor);
		return refused === undefined ? [] : [{...tell(input, problem('component-flag-refused', master.name, {component: name, flag, minor, ...refused}, {severity: 'warning'})), stopsRestart: true}];
	});
};

const hostOfUrl = (url: string): string => /^https?:\/\/(?:[^@/]*@)?(?:\[([^\]]+)\]|([^:/]+))/.exec(url.trim())?.slice(1).find((host) => host !== undefined) ?? '';

/** Finds that an etcd stands still which the API server of its host is told to ask. `component` of the input is the etcd. */
export const checkEtcd = (input: RuleInput): readonly Finding[] => {
	const {master} = input;
	const apiserver = findComponent(master, 'kube-apiserver');
	const own = new Set([master.address, ...master.addresses]);
	const isAsked = splitItems((apiserver === undefined ? undefined : findFlag(apiserver, 'etcd-servers')) ?? '').map(hostOfUrl).some((host) => isLoopback(host) || own.has(canonicalIp(host) ?? host));
	return isAsked ? checkRunning(input) : [];
};

/** Finds what speaks against restarting a component, or is waiting for its restart. */
export const checkRestart = (input: RuleInput): readonly Finding[] => [...checkRunning(input), ...checkPodKubelet(input), ...checkStaleness(input), ...checkFiles(input), ...checkFlags(input)];
