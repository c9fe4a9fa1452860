import {draftAnswers} from '../answers/answers-draft.ts';
import {collectControlPlane} from '../answers/collect-control-plane.ts';
import {readYaml} from '../answers/read-yaml.ts';
import {isIp} from '../answers/node-item.ts';
import {isLoopback} from '../net/is-loopback.ts';
import {problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {foundFor} from './check.ts';
import {type Finding, say, tell} from './finding.ts';
import {isOfMode} from './is-of-mode.ts';
import {listMasterItems} from './list-master-items.ts';
import {wantsMasters} from './mode-rows.ts';
import {clusterKey} from './questions.ts';
import type {WizardState} from './wizard-state.ts';

type Hosts = ReturnType<typeof collectControlPlane>;

const collect = (text: string): Hosts => {
	const tree = readYaml(text, '');
	return collectControlPlane(draftAnswers(tree.value).cluster?.controlPlane, {tree, path: '', includes: new Map()});
};

// Those that were typed, and those that the file describes by fields of their own.
const collectMasters = ({draft, file}: WizardState): {readonly typed: Hosts; readonly hosts: Hosts['hosts']} => {
	const items = listMasterItems(draft.masters);
	const typed = collect(JSON.stringify({cluster: {controlPlane: items}}));
	const written: unknown = draftAnswers(readYaml(file.text ?? '', '').value).cluster?.controlPlane;
	const others = Array.isArray(written) ? written.filter((item) => typeof item === 'object') : [];
	return {typed, hosts: [...typed.hosts, ...collect(JSON.stringify({cluster: {controlPlane: others}})).hosts]};
};

const mostSpareRows = 500;

const checkRows = ({draft: {mode, rows, spareRows, approval}}: WizardState): readonly Finding[] => {
	if (mode !== 'token-file') {
		return [];
	}
	const field = 'tokenFile.spareRows';
	const typed = spareRows.trim();
	const isWrong = rows === 'per-node' && typed !== '' && (!/^\d+$/.test(typed) || Number(typed) > mostSpareRows);
	return [
		...(isWrong ? [tell('rows', problem('field-range', field, {field, value: escapeControls(typed), minimum: '0', maximum: String(mostSpareRows)}))] : []),
		...(rows === 'shared' && approval !== 'manual' ? [say('attention', 'rows', 'mode-shared-row', {})] : []),
		say('note', 'tokens', 'mode-token-file', {}),
	];
};

/** Which hosts of the control plane a run would look at, and which of them somebody has forgotten. */
const checkMasters = (state: WizardState): readonly Finding[] => {
	const {draft, cluster} = state;
	const isNeeded = wantsMasters(draft);
	const {typed, hosts} = collectMasters(state);
	if (typed.problems.length > 0) {
		return typed.problems.map((each) => tell('masters', each.problem));
	}
	const key = clusterKey(state);
	const facts = foundFor(cluster, key)?.facts;
	if (facts === undefined) {
		return !isNeeded || draft.source === 'offline' ? [] : cluster.state === 'failed' && cluster.key === key ? cluster.problems.map((each) => tell('server', each)) : [say('waiting', 'masters', 'masters-asking', {})];
	}
	const endpoints = facts.apiServerEndpoints.map(({host}) => host).filter((host) => !isLoopback(host));
	if (hosts.length === 0) {
		return isNeeded ? [endpoints.length === 0 ? say('wrong', 'masters', 'masters-unknown', {}) : say('good', 'masters', 'masters-found', {hosts: endpoints.map(escapeControls)})] : [];
	}
	const addresses = hosts.map(({name, address = name}) => address);
	// A name may stand for any of them: then only their number can tell.
	const missing = addresses.every(isIp) ? endpoints.filter((host) => !addresses.includes(host)) : endpoints.length > hosts.length ? endpoints : [];
	return [
		say('good', 'masters', 'masters-named', {hosts: hosts.map(({name}) => escapeControls(name))}),
		...(missing.length === 0 ? [] : [say('attention', 'masters', 'masters-missing', {hosts: missing.map(escapeControls)})]),
	];
};

const checkTokens = (state: WizardState): readonly Finding[] => {
	if (state.draft.mode === 'token-file') {
		return [];
	}
	if (state.draft.source === 'offline') {
		return [say('note', 'tokens', 'offline-mode', {})];
	}
	const found = foundFor(state.cluster, clusterKey(state));
	if (found === undefined) {
		return [];
	}
	const {bootstrapTokenAuthentication: authentication, bootstrapAccess} = found.facts;
	const problems = found.problems.filter(isOfMode);
	return [
		...(authentication.state === 'off' ? [] : [say(authentication.state === 'on' ? 'good' : 'note', 'tokens', 'mode-authentication', {state: authentication.state, source: escapeControls(authentication.source ?? '')})]),
		...problems.map((each) => tell('tokens', each)),
		say(bootstrapAccess.canRequest === 'yes' ? 'good' : 'note', 'bindings', 'mode-bindings', {canRequest: bootstrapAccess.canRequest}),
		...(bootstrapAccess.isAutoApproved === 'yes' ? [say('attention', 'bindings', 'mode-auto-approval', {})] : []),
	];
};

/** What the chosen mode rests upon: what the cluster has switched on, the hosts of its control plane, the rows of a token file. */
export const checkModeStep = (state: WizardState): readonly Finding[] => [...checkMasters(state), ...checkRows(state), ...checkTokens(state)];
