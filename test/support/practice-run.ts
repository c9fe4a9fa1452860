/* A whole run against the practice cluster and its hosts, through the real session. */
import type {Answers} from '../../source/core/answers/answers.ts';
import type {AddressFacts} from '../../source/core/facts/cluster-facts.ts';
import type {Plan} from '../../source/core/plan/plan.ts';
import type {RunEvent} from '../../source/core/run/event.ts';
import {startSession} from '../../source/session/session.ts';
import type {Edges, Operation, RunSettings} from '../../source/workflow/operation.ts';
import {csrPki} from './csr-objects.ts';
import {memoryFiles} from './memory-files.ts';
import {answersFacts, certificateFacts, digest, nodeAnswers} from './plan-facts.ts';
import {caPem, practiceCluster} from './practice-cluster.ts';
import {practiceHosts} from './practice-hosts.ts';
import {virtualClock} from './virtual-clock.ts';

const alphabetOf = (counter: number, length: number): string => counter.toString(36).padStart(length, 'q').slice(-length);

/** Sets up a cluster with bare hosts; the same ground may be run on again. */
export const practiceGround = (names: readonly string[], change: Partial<Answers> = {}) => {
	const clock = virtualClock();
	const answers = answersFacts({nodes: names.map((name) => nodeAnswers(name, {address: `10.0.0.1${name.slice(-1)}`})), ...change});
	const nowMs = (): number => clock.nowMs();
	const cluster = practiceCluster(nowMs);
	const hosts = practiceHosts(names, answers, cluster, nowMs);
	const files = memoryFiles();
	let drawn = 0;
	const address: AddressFacts = {
		host: '10.0.0.100', port: 6443, resolvedAddresses: ['10.0.0.100'], latencyMs: 1, tlsVersion: 'TLSv1.3', isTrusted: true,
		dnsNames: ['kubernetes'], ipAddresses: ['10.0.0.100'], isNamed: true, issuer: 'CN=kubernetes', notAfter: '2036-01-01T00:00:00Z', readyz: 'ok',
	};
	const probed: {facts: AddressFacts} = {facts: address};
	const edges: Edges = {
		api: cluster.api,
		shell: hosts.shell,
		probe: {probe: async ({host, port}) => ({...probed.facts, host, port})},
		pki: csrPki({
			readCertificates: (pem) => (pem === '' ? [] : [certificateFacts({pem, ...(pem.startsWith('issued ') ? {commonName: pem.slice('issued '.length), sha256: digest(pem)} : {})})]),
			isIssuedBy: (pem, authorities) => pem.startsWith('issued ') && authorities.includes(caPem),
			sha256: digest,
		}),
		files,
		clock,
		entropy: {
			draw: (_alphabet, length) => {
				drawn += 1;
				return alphabetOf(drawn, length);
			},
		},
	};
	const settings: RunSettings = {version: '0.0.0', recordFolder: '/run', operator: 'me@here', acceptsNewHostKeys: false, readyTimeoutMs: 600_000};

	/** Starts an operation as a front end does; `answer` is what whoever is asked says. */
	const start = (createOperation: (edges: Edges, answers: Answers, settings: RunSettings) => Operation, answer: 'confirm' | 'decline' | 'wait' = 'confirm') => {
		const events: RunEvent[] = [];
		const asked: Plan[] = [];
		const operation = createOperation(edges, answers, settings);
		const session = startSession(
			async (control) =>
				operation({
					...control,
					confirm: async (plan) => {
						asked.push(plan);
						if (answer !== 'wait') {
							session.send({type: answer});
						}
						return control.confirm(plan);
					},
				}),
			clock,
		);
		session.finished.catch(() => undefined);
		session.subscribe((event) => events.push(event));
		return {
			session, events, asked,
			end: async () => clock.run(session.finished),
			codes: () => events.flatMap((event) => (event.type === 'problem-found' || event.type === 'node-failed' ? [event.problem.code] : [])),
			stages: (node: string) => events.flatMap((event) => (event.type === 'node-progressed' && event.node === node ? [event.stage] : [])),
		};
	};
	return {clock, answers, cluster, hosts, files, edges, settings, probed, start};
};
