import {readFile} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {localFiles} from '../../../source/adapters/local/local-files.ts';
import {cryptoPki} from '../../../source/adapters/pki/crypto-pki.ts';
import type {RunEvent} from '../../../source/core/run/event.ts';
import type {ClusterApi} from '../../../source/ports/cluster-api.ts';
import type {Clock} from '../../../source/ports/clock.ts';
import {startSession} from '../../../source/session/session.ts';
import {watchRequests} from '../../../source/workflow/csr/watch-requests.ts';
import {openFolder} from '../../adapters/kubernetes/kubeconfig-folder.ts';
import {openPractice, type Practice} from '../../sandbox/api-server/open-practice.ts';
import {answersFacts, nodeAnswers} from '../../support/plan-facts.ts';
import {bootstrapperOf, clientRequest, plannedNodes, type PlannedNode, putNode, putToken, requestName} from '../../support/planned-requests.ts';

// Time runs so much faster, for the cluster too: what takes ten seconds is over in a fraction of one.
const speed = 40;
const tickMs = 5;
let nowMs = Date.now();
let tickedMs = performance.now();
let ticking: NodeJS.Timeout;
beforeAll(() => {
	ticking = setInterval(() => {
		const passedMs = performance.now() - tickedMs;
		tickedMs += passedMs;
		// It stands still while this process has to wait for the processor, or a minute would be over before anybody could look.
		nowMs += Math.min(passedMs, tickMs * 2) * speed;
	}, tickMs);
});
afterAll(() => clearInterval(ticking));
const clock: Clock = {
	nowMs: () => nowMs,
	sleep: async (durationMs, signal) => sleep(durationMs / speed, undefined, signal === undefined ? {} : {signal}).catch(() => undefined),
};

/** Watches the requests of these nodes; `until` resolves with the first event that is meant. */
const watch = async (practice: Practice, nodes: readonly PlannedNode[], {approvesPassing = true} = {}) => {
	const folder = openFolder();
	const answers = answersFacts({nodes: nodes.map(({name, address}) => nodeAnswers(name, {address}))});
	const settings = {version: '0.0.0', recordFolder: folder.path, operator: 'me@here', apiServerAddresses: [practice.server.vip.host], approvesPassing};
	const api = await practice.connect();
	// The server's Date header keeps the time of the machine.
	const call: ClusterApi['call'] = async (...how) => ({...(await api.call(...how)), serverTimeMs: clock.nowMs()});
	const session = startSession(watchRequests({api: {...api, call}, pki: cryptoPki, clock, files: localFiles}, answers, settings), clock);
	const events: RunEvent[] = [];
	session.subscribe((event) => events.push(event));
	const until = async (isMeant: (event: RunEvent) => boolean): Promise<RunEvent> =>
		new Promise((resolve) => {
			const known = events.find(isMeant);
			if (known !== undefined) {
				resolve(known);
			}
			session.subscribe((event) => {
				if (isMeant(event)) {
					resolve(event);
				}
			});
		});
	return {session, events, until, log: async () => readFile(`${folder.path}/decisions.jsonl`, 'utf8'), [Symbol.dispose]: folder[Symbol.dispose]};
};

const planNode = (index = 0): PlannedNode => {
	const node = plannedNodes(index + 1)[index];
	if (node === undefined) {
		throw new Error(`${index + 1} nodes were asked for`);
	}
	return node;
};

/** Watches the requests of one node, and approves none. */
const watchOnly = async () => {
	const practice = await openPractice({nowMs: () => clock.nowMs()});
	const one = planNode();
	const watching = await watch(practice, [one], {approvesPassing: false});
	return {
		practice, one, watching,
		[Symbol.asyncDispose]: async (): Promise<void> => {
			watching[Symbol.dispose]();
			await practice[Symbol.asyncDispose]();
		},
	};
};

const decided = (name: string) => (event: RunEvent): boolean => event.type === 'request-decided' && event.request === name;
const observed = (name: string) => (event: RunEvent): boolean => event.type === 'request-observed' && event.request.name === name;

describe('csr watch against the practice API server', () => {
	it('approves what is PASS, leaves a stolen token to a person, and ends when every planned node is Ready', async () => {
		await using practice = await openPractice({nowMs: () => clock.nowMs()});
		const [one, two] = [planNode(0), planNode(1)];
		putToken(practice.server, one, clock.nowMs());
		putToken(practice.server, two, clock.nowMs());
		practice.server.put('certificatesigningrequests', await clientRequest(requestName(1), one.name), {as: bootstrapperOf(one)});
		practice.server.put('certificatesigningrequests', await clientRequest(requestName(2), one.name), {as: bootstrapperOf(two)});
		using watching = await watch(practice, [one, two]);
		await watching.until(decided(requestName(1)));
		practice.server.put('certificatesigningrequests', await clientRequest(requestName(3), two.name), {as: bootstrapperOf(two)});
		await watching.until(decided(requestName(3)));
		expect(await watching.until(observed(requestName(2)))).toMatchObject({request: {verdict: 'REFUSE'}});
		putNode(practice.server, one, 'True');
		putNode(practice.server, two, 'True');
		const report = await watching.session.finished;
		expect(report).toMatchObject({exitCode: 0, outcomes: [{node: one.name, outcome: 'ready'}, {node: two.name, outcome: 'ready'}]});
		expect(watching.events.findLast(({type}) => type === 'automatic-changed')).toEqual({type: 'automatic-changed', automatic: {state: 'ended', because: 'all-ready', approved: 2}});
		expect(practice.server.get('certificatesigningrequests', requestName(2))?.['status']).toEqual({});
		expect((await watching.log()).trimEnd().split('\n')).toHaveLength(2);
	});

	it('P26 tells its limits at the beginning, and who is not Ready when it is stopped', async () => {
		await using practice = await openPractice({nowMs: () => clock.nowMs()});
		const nodes = plannedNodes(1);
		using watching = await watch(practice, nodes);
		await watching.until(({type}) => type === 'automatic-changed');
		const view = watching.events.find((event) => event.type === 'automatic-changed')?.automatic;
		expect(view).toMatchObject({state: 'on', limit: 2, approved: 0});
		watching.session.send({type: 'abort'});
		expect(await watching.session.finished).toMatchObject({exitCode: 130, outcomes: [{outcome: 'waiting'}]});
	});

	it('only tells requests without --approve', async () => {
		await using practice = await openPractice({nowMs: () => clock.nowMs()});
		const one = planNode();
		putToken(practice.server, one, clock.nowMs());
		practice.server.put('certificatesigningrequests', await clientRequest(requestName(1), one.name), {as: bootstrapperOf(one)});
		using watching = await watch(practice, [one], {approvesPassing: false});
		expect(await watching.until(observed(requestName(1)))).toMatchObject({request: {verdict: 'PASS'}});
		watching.session.send({type: 'abort'});
		await watching.session.finished;
		expect(practice.server.get('certificatesigningrequests', requestName(1))?.['status']).toEqual({});
		expect(watching.events.some(({type}) => type === 'automatic-changed')).toBe(false);
	});

	it('P13 tells a request with a token newer than what was read by what is read again, with no false alarm', async () => {
		await using begun = await watchOnly();
		const {practice, one, watching} = begun;
		await watching.until(({type}) => type === 'cluster-read');
		putToken(practice.server, one, clock.nowMs());
		practice.server.put('certificatesigningrequests', await clientRequest(requestName(1), one.name), {as: bootstrapperOf(one)});
		expect(await watching.until(observed(requestName(1)))).toMatchObject({request: {verdict: 'PASS'}});
		watching.session.send({type: 'abort'});
		await watching.session.finished;
	});

	it('P13 tells a request whose token is really gone, after one more look for it', async () => {
		await using begun = await watchOnly();
		const {practice, one, watching} = begun;
		await watching.until(({type}) => type === 'cluster-read');
		practice.server.put('certificatesigningrequests', await clientRequest(requestName(1), one.name), {as: bootstrapperOf(one)});
		expect(await watching.until(observed(requestName(1)))).toMatchObject({request: {verdict: 'ASK', reasons: expect.arrayContaining([expect.objectContaining({code: 'token-missing'})])}});
		watching.session.send({type: 'abort'});
		await watching.session.finished;
	});

	it('P25 leaves a token that floods to a person while the others go on', async () => {
		await using practice = await openPractice({nowMs: () => clock.nowMs()});
		const [one, two] = [planNode(0), planNode(1)];
		putToken(practice.server, one, clock.nowMs());
		putToken(practice.server, two, clock.nowMs());
		const filed = await Promise.all([...Array.from({length: 8}, (_, index) => [requestName(100 + index), `stranger-${index}`, two] as const), [requestName(2), two.name, two] as const, [requestName(1), one.name, one] as const].map(async ([name, asked, by]) => ({request: await clientRequest(name, asked), as: bootstrapperOf(by)})));
		using watching = await watch(practice, [one, two]);
		await watching.until(({type}) => type === 'automatic-changed');
		// All at once: a flood is one of the last minute, which is soon over here.
		filed.forEach(({request, as}) => practice.server.put('certificatesigningrequests', request, {as}));
		const held = await watching.until((event) => event.type === 'automatic-changed' && event.automatic.state === 'on' && event.automatic.flooders.length > 0);
		expect(held).toMatchObject({automatic: {flooders: [{tokenId: two.tokenId, cause: 'strangers-too-fast'}]}});
		await watching.until(decided(requestName(1)));
		// The strangers are of more than a minute ago by then.
		await watching.until(decided(requestName(2)));
		watching.session.send({type: 'abort'});
		await watching.session.finished;
	});

	it('P2 never decides what somebody else has decided: two watches share the work', async () => {
		await using practice = await openPractice({nowMs: () => clock.nowMs()});
		const nodes = plannedNodes(20);
		for (const [index, node] of nodes.entries()) {
			putToken(practice.server, node, clock.nowMs());
			practice.server.put('certificatesigningrequests', await clientRequest(requestName(index), node.name), {as: bootstrapperOf(node)});
		}
		using first = await watch(practice, nodes);
		using second = await watch(practice, nodes);
		await Promise.all(nodes.map(async (_, index) => Promise.race([first.until(decided(requestName(index))), second.until(decided(requestName(index)))])));
		const all = [...first.events, ...second.events].flatMap((event) => (event.type === 'request-decided' ? [event.request] : []));
		expect(all.toSorted()).toEqual(nodes.map((_, index) => requestName(index)).toSorted());
		for (const {session} of [first, second]) {
			session.send({type: 'abort'});
			await session.finished;
		}
	});
});
