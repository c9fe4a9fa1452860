import type {Answers} from '../../core/answers/answers.ts';
import {isAlive, nodeCommonName} from '../../core/plan/assess-credentials.ts';
import type {NodeOutcome} from '../../core/run/event.ts';
import type {RemoteShell} from '../../ports/remote-shell.ts';
import {changeMasters} from '../control-plane/change-masters.ts';
import type {Edges, RunControl, RunSettings} from '../operation.ts';
import {type Prepared, signersOf} from '../plan/prepare-plan.ts';
import {runPhase} from '../run-phase.ts';
import {fillTokenFiles} from '../token-file/fill-token-files.ts';
import {openRowPurse} from '../token-file/row-purse.ts';
import {authorizeBootstrap} from './authorize-bootstrap.ts';
import {enrollNodes, type PlannedNode} from './enroll-nodes.ts';
import {giveGrace} from './give-grace.ts';
import {keepRecord, type RecordKeeper} from './keep-record.ts';
import {limitConcurrency} from '../limit-concurrency.ts';
import {openDesk} from './open-desk.ts';
import {openTokenPurse, type TokenPurse} from './token-purse.ts';

/** What came of performing a plan. */
export type Performed = {readonly outcomes: readonly NodeOutcome[]; readonly changed: {readonly files: number; readonly objects: number}};

type Run = {readonly edges: Edges; readonly answers: Answers; readonly settings: RunSettings; readonly prepared: Prepared; readonly purse: TokenPurse; readonly record: RecordKeeper};

/** Whether a certificate is one of this cluster for the node, and lasts. */
const isOwnCertificate = ({pki, clock}: Edges, {cluster, clockSkewMs}: Prepared, node: string, pem: string): boolean => {
	const [certificate] = pki.readCertificates(pem);
	const authorities = signersOf(cluster).map((authority) => authority.pem);
	return certificate !== undefined && certificate.commonName === nodeCommonName(node) && isAlive(certificate, clock.nowMs() + (clockSkewMs ?? 0)) && pki.isIssuedBy(certificate.pem, authorities);
};

/** Opens the desk for as long as nodes are enrolled. Rejects with why the desk closed, when it does so by itself: then no node would be seen to get on. */
const enrollAtDesk = async (run: Run, nodes: readonly PlannedNode[], control: RunControl, onWritten: (count: number) => void): Promise<readonly NodeOutcome[]> => {
	const {edges, answers, settings, prepared, purse, record} = run;
	const {emit} = control;
	const close = new AbortController();
	const signal = AbortSignal.any([control.signal, close.signal]);
	const grace = giveGrace(edges.clock, signal);
	const desk = openDesk(edges, answers, settings, prepared, {nodes: nodes.map(({node}) => node.name), purse, record, signal, cutOff: grace.signal, emit});
	desk.closed.catch((error: unknown) => close.abort(error));
	try {
		await desk.isOpen;
		const outcomes = await enrollNodes(edges, nodes, {
			desk,
			answers,
			apiServer: prepared.apiServer,
			purse,
			record,
			onWritten,
			emit,
			...(control.onRetry === undefined ? {} : {onRetry: control.onRetry}),
			limit: limitConcurrency(answers.ssh.concurrency),
			readyTimeoutMs: settings.readyTimeoutMs,
			isOwnCertificate: (node, pem) => isOwnCertificate(edges, prepared, node, pem),
			signal,
			cutOff: grace.signal,
		});
		close.abort();
		await desk.closed;
		return outcomes;
	} finally {
		close.abort();
		grace.end();
	}
};

const pickNodes = (answers: Answers, {plan}: Prepared): readonly PlannedNode[] =>
	plan.nodes.flatMap((nodePlan) => {
		const node = nodePlan.state === 'ready' || nodePlan.state === 'blocked' ? undefined : answers.nodes.find(({name}) => name === nodePlan.name);
		return node === undefined ? [] : [{node, plan: nodePlan}];
	});

/**
 * Performs exactly the plan that was confirmed: changes the control plane, proves a first token, authorizes, enrols. However it ends, tokens that no kubelet runs with are
 * deleted. Rejects with Failure, or with the signal's reason before nodes are begun; after that every node has its outcome.
 */
export const performPlan = async (edges: Edges & {readonly quietShell: RemoteShell}, answers: Answers, settings: RunSettings, prepared: Prepared, control: RunControl): Promise<Performed> => {
	control.signal.throwIfAborted();
	let files = 0;
	// A token that was made and deleted again is one object.
	const objects = new Set<string>();
	const counting: RunControl = {
		...control,
		emit: (event) => {
			if (event.type === 'object-changed') {
				objects.add(`${event.kind} ${event.name}`);
			}
			control.emit(event);
		},
	};
	const {quietShell} = edges;
	const {plan} = prepared;
	const nodes = pickNodes(answers, prepared);
	const grace = giveGrace(edges.clock, control.signal);
	const tokenFiles = fillTokenFiles(edges, answers, prepared);
	const purse = answers.mode === 'token-file' ? openRowPurse(edges, prepared, {...tokenFiles, scope: answers.tokenFile.rows}, counting) : openTokenPurse(edges, answers, prepared, {...counting, cutOff: grace.signal});
	const run: Run = {edges, answers, settings, prepared, purse, record: keepRecord(edges, settings, prepared)};
	try {
		files += await changeMasters(edges, answers, prepared, {quietShell, tokenFiles: tokenFiles.contents, proveOn: purse.proveOn}, counting);
		if (plan.tokenRows !== undefined) {
			await run.record.hasRows(tokenFiles.record);
		}
		if (nodes.some((node) => node.plan.needsToken)) {
			await runPhase(edges.clock, control, 'prove-token', purse.prove);
		}
		if (plan.objects.some(({kind, action}) => action === 'delete' || (kind === 'ClusterRoleBinding' && action !== 'keep'))) {
			await runPhase(edges.clock, control, 'authorize', async () => authorizeBootstrap(edges.api, plan, counting));
		}
		const outcomes = await runPhase(edges.clock, control, 'enroll-nodes', async () =>
			enrollAtDesk(run, nodes, counting, (count) => {
				files += count;
			}),
		);
		return {outcomes, changed: {files, objects: objects.size}};
	} finally {
		await purse.close();
		grace.end();
	}
};
