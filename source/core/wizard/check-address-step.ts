import {formatApiServerAddress, usualPort} from '../answers/api-server-address.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {foundFor} from './check.ts';
import {type Aspect, type Finding, say, tell} from './finding.ts';
import {addressKey, clusterKey, readAddress} from './questions.ts';
import {shortenDigest} from './shorten-digest.ts';
import type {WizardState} from './wizard-state.ts';

const aspects: Partial<Record<Problem['code'], Aspect>> = {
	'address-untrusted': 'authority',
	'address-expired': 'certificate',
	'address-not-yet-valid': 'certificate',
	'address-expires-soon': 'certificate',
	'address-unnamed': 'certificate',
	'address-other-cluster': 'authority',
	'endpoint-not-answering': 'endpoints',
};

const isAbout = ({code}: Problem, aspect: Aspect): boolean => (aspects[code] ?? 'reachable') === aspect;

/** What answers at the address that kubelets will dial, and whether they could believe it. */
export const checkAddressStep = (state: WizardState): readonly Finding[] => {
	const {address: check} = state;
	const reading = readAddress(state);
	if (!reading.isValid && state.draft.apiServer.trim() === '') {
		return [say('wrong', 'reachable', 'address-none', {})];
	}
	if (!reading.isValid) {
		const {defect} = reading;
		// A value of its own has the password struck out that may stand in what was typed.
		const params = defect.code === 'field-form' ? {...defect.params, value: defect.params.value ?? ''} : {form: 'api-server-address' as const, value: ''};
		return [tell('reachable', problem('field-form', 'cluster.apiServer', {field: 'cluster.apiServer', ...params}))];
	}
	if (state.draft.source === 'offline') {
		return [say('note', 'reachable', 'address-offline', {})];
	}
	const key = addressKey(state);
	if (check.state === 'failed' && check.key === key) {
		return check.problems.map((found) => tell('reachable', found));
	}
	const found = foundFor(check, key);
	if (found === undefined) {
		return [say('waiting', 'reachable', 'address-dialling', {address: formatApiServerAddress(reading.value)})];
	}
	const {facts, endpoints, problems} = found;
	const tellThose = (wanted: Aspect): readonly Finding[] => problems.filter((each) => isAbout(each, wanted)).map((each) => tell(wanted, each));
	const [authority] = foundFor(state.cluster, clusterKey(state))?.facts.servingCa ?? [];
	return [
		...(facts === undefined || problems.some((each) => isAbout(each, 'reachable') && each.severity === 'error') ? [] : [say('good', 'reachable', 'address-reachable', {latencyMs: Math.round(facts.latencyMs), tlsVersion: escapeControls(facts.tlsVersion)})]),
		...tellThose('reachable'),
		...(facts?.isTrusted === true && authority !== undefined ? [say('good', 'authority', 'address-authority', {authority: escapeControls(authority.commonName), sha256: shortenDigest(authority.sha256)})] : []),
		...tellThose('authority'),
		...(facts?.isNamed === true ? [say('good', 'certificate', 'address-named', {host: escapeControls(facts.host), others: [...facts.ipAddresses, ...facts.dnsNames].filter((name) => name !== facts.host).map(escapeControls)})] : []),
		...tellThose('certificate'),
		// These are the cluster's own addresses: nothing is behind one that was not reached.
		...(facts !== undefined && endpoints.total > 0 ? [say(endpoints.answering === endpoints.total ? 'good' : 'attention', 'endpoints', 'address-endpoints', endpoints)] : []),
		...tellThose('endpoints'),
	];
};

/** Addresses to choose from: the names of the certificate that is shown there but those that no node can dial, else what the cluster says of itself. */
export const listAddressNames = (state: WizardState): readonly string[] => {
	const reading = readAddress(state);
	const facts = foundFor(state.address, addressKey(state))?.facts;
	const server = foundFor(state.cluster, clusterKey(state))?.server;
	const port = reading.isValid ? reading.value.port : (server?.port ?? usualPort);
	const inside = new Set(foundFor(state.cluster, clusterKey(state))?.facts.kubernetesServiceIps ?? []);
	// Names of the Service are known inside of Pods only.
	const isOutside = (name: string): boolean => name !== 'localhost' && !/^(?:127\.|::1$)/.test(name) && !name.startsWith('kubernetes') && !inside.has(name);
	const found = foundFor(state.cluster, clusterKey(state));
	// Where nothing answers there is no certificate to read: what the kubeconfig and the cluster itself say is offered instead.
	return facts === undefined
		? [...new Set([...(found === undefined ? [] : [found.server]), ...(found?.facts.apiServerEndpoints ?? [])].map(formatApiServerAddress))]
		: [...facts.ipAddresses, ...facts.dnsNames].filter(isOutside).map((host) => formatApiServerAddress({host, port}));
};
