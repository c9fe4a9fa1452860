import {expect, test} from 'vitest';
import type {AddressFacts} from '../../../source/core/facts/cluster-facts.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem, type ProblemCode} from '../../../source/core/problem/problem.ts';
import {probeAddress} from '../../../source/workflow/cluster/probe-address.ts';
import {fakeClock, fakeCluster, type FakeRoutes} from '../../support/fake-cluster.ts';
import {certificateFacts} from '../../support/plan-facts.ts';

const shown: Omit<AddressFacts, 'host' | 'port'> = {
	resolvedAddresses: ['10.0.0.100'],
	latencyMs: 3,
	tlsVersion: 'TLSv1.3',
	isTrusted: true,
	dnsNames: ['kubernetes'],
	ipAddresses: ['10.0.0.100'],
	isNamed: true,
	issuer: 'CN=kubernetes',
	notAfter: '2027-03-01T12:00:00.000Z',
	readyz: 'ok',
};

/** What each host shows; `refused` does not answer. */
const probe = async (hosts: Readonly<Record<string, Partial<AddressFacts> | 'refused'>>, {host = '10.0.0.100', routes = {}}: {readonly host?: string; readonly routes?: FakeRoutes} = {}) => {
	const {api, calls} = fakeCluster(routes);
	const endpoints = Object.keys(hosts).filter((name) => name !== host);
	const result = await probeAddress({
		api,
		clock: fakeClock(),
		apiServer: {host, port: 6443},
		cluster: {servingCa: [certificateFacts()], apiServerEndpoints: endpoints.map((name) => ({host: name, port: 6443}))},
		probe: {
			probe: async ({host: dialled, port}, {caPem}) => {
				expect(caPem).toBe('serving');
				const facts = hosts[dialled];
				if (facts === undefined || facts === 'refused') {
					throw new Failure(problem('address-refused', `${dialled}:${port}`, {host: dialled, port}));
				}
				return {host: dialled, port, ...shown, ...facts};
			},
		},
	});
	return {...result, calls, codes: result.problems.map(({code, severity}): [ProblemCode, string] => [code, severity])};
};

test('finds nothing wrong with an address where every server answers', async () => {
	const {facts, problems, endpoints} = await probe({'10.0.0.100': {}, '10.0.0.1': {}, '10.0.0.2': {readyz: 'unauthorized'}});
	expect(problems).toEqual([]);
	expect(facts).toMatchObject({host: '10.0.0.100', isNamed: true});
	expect(endpoints).toHaveLength(2);
});

test.each<[string, Partial<AddressFacts> | 'refused', [ProblemCode, string][]]>([
	['that refuses', 'refused', [['address-refused', 'error']]],
	['of another CA', {isTrusted: false, trustError: 'CERT_SIGNATURE_FAILURE'}, [['address-untrusted', 'error']]],
	['whose certificate has expired', {isTrusted: false, trustError: 'CERT_HAS_EXPIRED'}, [['address-expired', 'error']]],
	['whose certificate is yet to come', {isTrusted: false, trustError: 'CERT_NOT_YET_VALID'}, [['address-not-yet-valid', 'error']]],
	['that is not in the certificate', {isNamed: false}, [['address-unnamed', 'error']]],
	['of another CA that is not in the certificate either', {isTrusted: false, trustError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', isNamed: false}, [['address-untrusted', 'error'], ['address-unnamed', 'error']]],
	['whose certificate expires in a month', {notAfter: '2026-03-31T13:00:00Z'}, [['address-expires-soon', 'warning']]],
	['whose certificate expires later', {notAfter: '2026-04-02T12:00:00Z'}, []],
	['that is not ready', {readyz: 'not-ready'}, [['address-not-ready', 'error']]],
	['that is no API server', {readyz: 'unreachable'}, [['address-silent', 'error']]],
])('judges an address %s', async (_title, facts, expected) => {
	expect((await probe({'10.0.0.100': facts})).codes).toEqual(expected);
});

test('says who signed, and which CA and names were expected', async () => {
	const {problems} = await probe({'10.0.0.100': {isTrusted: false, trustError: 'SELF_SIGNED_CERT_IN_CHAIN', issuer: 'CN=lb', isNamed: false}});
	expect(problems).toMatchObject([{params: {issuer: 'CN=lb', expected: ['CN=kubernetes']}, cause: 'SELF_SIGNED_CERT_IN_CHAIN'}, {params: {names: ['kubernetes', '10.0.0.100']}}]);
});

test('warns of each server behind the address that does not answer as one of this cluster', async () => {
	const {problems, codes} = await probe({'10.0.0.100': {}, '10.0.0.1': {}, '10.0.0.2': 'refused', '10.0.0.3': {isTrusted: false, trustError: 'CERT_SIGNATURE_FAILURE'}});
	expect(codes).toEqual([['endpoint-not-answering', 'warning'], ['endpoint-not-answering', 'warning']]);
	expect(problems).toMatchObject([{subject: '10.0.0.2:6443', params: {others: 1, total: 3}, cause: 'address-refused'}, {subject: '10.0.0.3:6443', cause: 'CERT_SIGNATURE_FAILURE'}]);
});

const namespace = (address: string, kubeconfig: string): FakeRoutes => ({'GET /api/v1/namespaces/kube-system': ({options}) => ({body: {metadata: {name: 'kube-system', uid: options.server === undefined ? kubeconfig : address}}})});

test('tells another cluster of the same CA from this one', async () => {
	expect((await probe({'lb.example': {}}, {host: 'lb.example', routes: namespace('b', 'a')})).codes).toEqual([['address-other-cluster', 'error']]);
	expect((await probe({'lb.example': {}}, {host: 'lb.example', routes: namespace('a', 'a')})).codes).toEqual([]);
	expect((await probe({'lb.example': {}}, {host: 'lb.example', routes: {'GET /api/v1/namespaces/kube-system': {status: 403}}})).codes).toEqual([]);
});

test('shows no credentials to an address that it does not trust', async () => {
	const {calls} = await probe({'lb.example': {isTrusted: false, trustError: 'CERT_SIGNATURE_FAILURE'}}, {host: 'lb.example'});
	expect(calls).toEqual([]);
});
