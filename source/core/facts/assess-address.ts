import type {Answers, ApiServerAddress} from '../answers/answers.ts';
import {isLoopback} from '../net/is-loopback.ts';
import {type Problem, problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {AddressFacts, CertificateFacts} from './cluster-facts.ts';
import {formatHostPort} from './format-host-port.ts';

/** What dialling one API server came to: what it showed, or why it showed nothing. */
export type Dialling = ApiServerAddress & ({readonly facts: AddressFacts} | {readonly problems: readonly Problem[]});

// Soon enough to plan for, late enough not to nag: kubeadm renews what expires within 180 days of a yearly certificate only on upgrade.
const soonDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

// Names of the outcome of a verification: https://nodejs.org/api/tls.html#x509-certificate-error-codes.
const assessTrust = (facts: AddressFacts, servingCa: readonly CertificateFacts[]): readonly Problem[] => {
	const {host, port, notAfter, issuer, trustError} = facts;
	const at = formatHostPort({host, port});
	if (facts.isTrusted) {
		return [];
	}
	switch (trustError ?? '') {
		case 'CERT_HAS_EXPIRED':
			return [problem('address-expired', at, {host, port, notAfter})];
		case 'CERT_NOT_YET_VALID':
			return [problem('address-not-yet-valid', at, {host, port})];
		default:
			return [problem('address-untrusted', at, {host, port, issuer, expected: servingCa.map(({subject}) => escapeControls(subject.replaceAll('\n', ', ')))}, trustError === undefined ? {} : {cause: trustError})];
	}
};

const readinessCodes = {'ok': undefined, 'unauthorized': undefined, 'not-ready': 'address-not-ready', 'unreachable': 'address-silent'} as const;

/**
 * Finds an address at which every node would dial itself. That is right where each runs a load balancer of its own, which only the operator can know:
 * a warning where the answers say so, an error where it only stands in the kubeconfig. A rehearsal with all nodes on this machine is fine.
 */
export const assessLoopback = ({host, port}: ApiServerAddress, {cluster, nodes}: Answers): readonly Problem[] =>
	isLoopback(host) && nodes.some(({address}) => !isLoopback(address)) ? [problem('address-loopback', formatHostPort({host, port}), {host, port}, {severity: cluster.apiServer === undefined ? 'error' : 'warning'})] : [];

/** Finds what is wrong with the address that kubelets will dial. */
export const assessAddress = (facts: AddressFacts, servingCa: readonly CertificateFacts[], nowMs: number): readonly Problem[] => {
	const {host, port, notAfter, dnsNames, ipAddresses} = facts;
	const at = formatHostPort({host, port});
	const days = Math.floor((Date.parse(notAfter) - nowMs) / dayMs);
	const readiness = readinessCodes[facts.readyz];
	return [
		...assessTrust(facts, servingCa),
		...(facts.isNamed ? [] : [problem('address-unnamed', at, {host, port, names: [...dnsNames, ...ipAddresses]})]),
		...(facts.isTrusted && days <= soonDays ? [problem('address-expires-soon', at, {host, port, notAfter, days}, {severity: 'warning'})] : []),
		...(readiness === undefined ? [] : [problem(readiness, at, {host, port})]),
	];
};

const answers = (dialling: Dialling): boolean => 'facts' in dialling && dialling.facts.isTrusted && readinessCodes[dialling.facts.readyz] === undefined;

/** Finds which API servers behind the address do not answer as one of this cluster: warnings, as the address may work without them and they may be out of our reach. */
export const assessEndpoints = (endpoints: readonly Dialling[]): readonly Problem[] => {
	const others = endpoints.filter(answers).length;
	return endpoints.filter((endpoint) => !answers(endpoint)).map((endpoint) => {
		const {host, port} = endpoint;
		const cause = 'facts' in endpoint ? (endpoint.facts.trustError ?? endpoint.facts.readyz) : endpoint.problems.map((found) => (found.cause === undefined ? found.code : `${found.code}: ${found.cause}`)).join('; ');
		return problem('endpoint-not-answering', formatHostPort({host, port}), {host, port, others, total: endpoints.length}, {severity: 'warning', cause});
	});
};
