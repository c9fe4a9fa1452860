import type {AnswersReading} from '../../../source/core/answers/parse-answers.ts';
import {parseAnswers} from '../../../source/core/answers/parse-answers.ts';
import type {AddressFound, ClusterFound, HostKeysFound} from '../../../source/core/wizard/discoveries.ts';
import {addressKey, clusterKey, hostKeysKey} from '../../../source/core/wizard/questions.ts';
import {updateWizard} from '../../../source/core/wizard/update-wizard.ts';
import type {WizardMessage} from '../../../source/core/wizard/wizard-message.ts';
import {startWizard} from '../../../source/core/wizard/start-wizard.ts';
import type {WizardState} from '../../../source/core/wizard/wizard-state.ts';
import {certificateFacts, clusterFacts, nodeObject} from '../../support/plan-facts.ts';

/** A wizard whose outside answers at once, as a hand-built cluster of two control-plane hosts would; the ground that wizard tests vary. */

export const clusterFound = (change: Partial<ClusterFound> = {}): ClusterFound => ({
	facts: clusterFacts({
		server: 'https://10.0.0.11:6443',
		version: {major: 1, minor: 32, patch: 4, gitVersion: 'v1.32.4'},
		permissions: Array.from({length: 24}, () => ({verb: 'get', group: '', resource: 'nodes', isAllowed: true, neededFor: 'plan'})),
		servingCa: [certificateFacts({commonName: 'kubernetes-ca', sha256: '5f9a00112233445566778899aabbccddeeff00112233445566778899aabb00c1'})],
		nodes: [nodeObject('node04')],
		bootstrapTokenAuthentication: {state: 'unknown', evidence: 'none'},
	}),
	problems: [],
	server: {host: '10.0.0.11', port: 6443},
	context: 'prod-a',
	...change,
});

export const addressFound = (change: Partial<AddressFound> = {}): AddressFound => ({
	facts: {
		host: '10.0.0.100',
		port: 6443,
		resolvedAddresses: ['10.0.0.100'],
		latencyMs: 3.2,
		tlsVersion: 'TLS 1.3',
		isTrusted: true,
		dnsNames: ['kubernetes', 'kubernetes.default', 'lb.example.com'],
		ipAddresses: ['10.0.0.11', '10.0.0.12', '10.0.0.100', '10.96.0.1'],
		isNamed: true,
		issuer: 'kubernetes-ca',
		notAfter: '2030-01-01T00:00:00Z',
		readyz: 'ok',
	},
	endpoints: {answering: 2, total: 2},
	problems: [],
	...change,
});

export const keysFound = (change: Partial<HostKeysFound> = {}): HostKeysFound => ({known: ['node01', 'node02'], fresh: [], problems: [], ...change});

const read = (text: string): AnswersReading => parseAnswers(text, 'kubenroll.yaml');

/** Sends messages one after another. */
export const send = (state: WizardState, ...messages: readonly WizardMessage[]): WizardState => messages.reduce(updateWizard, state);

/** Answers everything that is asked just now. */
export const answer = (state: WizardState, {cluster = clusterFound(), address = addressFound(), hostKeys = keysFound()}: {readonly cluster?: ClusterFound; readonly address?: AddressFound; readonly hostKeys?: HostKeysFound} = {}): WizardState => {
	let next = state;
	const tell = (key: string | undefined, make: (key: string) => WizardMessage): void => {
		next = key === undefined ? next : updateWizard(next, make(key));
	};
	tell(clusterKey(next), (key) => ({type: 'cluster-answered', key, found: cluster}));
	tell(addressKey(next), (key) => ({type: 'address-answered', key, found: address}));
	tell(next.file.text, (text) => ({type: 'answers-read', text, reading: read(text)}));
	tell(next.file.text, (text) => ({type: 'saved', text}));
	tell(hostKeysKey(next), (key) => ({type: 'host-keys-shown', key, found: hostKeys}));
	return next;
};

/** A wizard in an empty folder that has found one kubeconfig. */
export const freshWizard = (): WizardState =>
	send(startWizard({path: 'kubenroll.yaml', text: undefined}), {type: 'kubeconfigs-found', kubeconfigs: [{path: '/etc/kubernetes/admin.conf', contexts: ['prod-a'], current: 'prod-a'}]});

/** The same, all steps answered up to the SSH form. */
export const wizardAtSsh = (outside: Parameters<typeof answer>[1] = {}): WizardState => {
	const atMode = send(answer(freshWizard()), {type: 'next'});
	const atAddress = answer(send(atMode, {type: 'next'}));
	const atNodes = send(answer(send(atAddress, {type: 'type-text', field: 'apiServer', text: '10.0.0.100:6443'})), {type: 'next'});
	return answer(send(atNodes, {type: 'type-text', field: 'nodes', text: 'node[01-02]=10.0.0.[51-52]'}, {type: 'next'}), outside);
};
