import {expect, test} from 'vitest';
import type {TokenFacts} from '../../../source/core/facts/cluster-facts.ts';
import {assemblePlan} from '../../../source/core/plan/assemble-plan.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import type {RunEvent} from '../../../source/core/run/event.ts';
import type {ApiResponse} from '../../../source/ports/cluster-api.ts';
import {openTokenPurse} from '../../../source/workflow/enroll/token-purse.ts';
import {answersFacts, clusterFacts, nodeAnswers, nodeFacts, planInput, planNodeInput} from '../../support/plan-facts.ts';
import {fakeCluster, type FakeRoutes} from '../../support/fake-cluster.ts';
import {token} from '../../support/requests.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const secrets = '/api/v1/namespaces/kube-system/secrets';
const reviews = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const created: Partial<ApiResponse> = {status: 201};

/** A purse for two nodes; ids and secrets are drawn from the list. */
const openPurse = (given: {readonly scope?: 'per-node' | 'shared'; readonly draws?: readonly string[]; readonly routes?: FakeRoutes; readonly tokens?: readonly TokenFacts[]} = {}) => {
	const clock = virtualClock();
	const draws = [...(given.draws ?? ['aaaaaa', 'a'.repeat(16), 'bbbbbb', 'b'.repeat(16), 'cccccc', 'c'.repeat(16)])];
	const cluster = fakeCluster({
		[`POST ${secrets}`]: created,
		...Object.fromEntries(['aaaaaa', 'bbbbbb', 'cccccc'].map((id) => [`DELETE ${secrets}/bootstrap-token-${id}`, {status: 200}])),
		[reviews]: created,
		...given.routes,
	});
	const plan = assemblePlan(planInput(['node-1', 'node-2'].map((name) => planNodeInput(nodeAnswers(name), nodeFacts(name)))));
	const events: RunEvent[] = [];
	const abort = new AbortController();
	const entropy = {
		draw: (_alphabet: string, length: number): string => {
			const drawn = draws.shift();
			if (drawn?.length !== length) {
				throw new Error('unexpected draw');
			}
			return drawn;
		},
	};
	const purse = openTokenPurse(
		{api: cluster.api, clock, entropy},
		{token: {...answersFacts().token, scope: given.scope ?? 'per-node'}},
		{plan, cluster: clusterFacts({tokens: given.tokens ?? []}), apiServer: {host: '10.0.0.9', port: 6443}, clockSkewMs: 5000},
		{emit: (event) => events.push(event), signal: abort.signal, cutOff: abort.signal},
	);
	return {
		purse, clock, abort, events, ...cluster,
		changes: () => cluster.calls.filter(({path}) => path.startsWith(secrets)).map(({method, path, body}) => `${method} ${method === 'POST' ? (body as {metadata: {name: string}}).metadata.name : path.slice(secrets.length + 1)}`),
		problems: () => events.flatMap((event) => (event.type === 'problem-found' ? [event.problem] : [])),
	};
};

test('a node gets a token of its own, stored before it is handed out, bound to it and told without its secret', async () => {
	const {purse, calls, events, clock} = openPurse();
	expect(await purse.tokenFor('node-1')).toBe(`aaaaaa.${'a'.repeat(16)}`);
	expect(await purse.tokenFor('node-2')).toBe(`bbbbbb.${'b'.repeat(16)}`);
	expect(await purse.tokenFor('node-1')).toBe(`aaaaaa.${'a'.repeat(16)}`);
	expect(calls).toHaveLength(2);
	expect(calls[0]?.body).toMatchObject({metadata: {name: 'bootstrap-token-aaaaaa'}, stringData: {'auth-extra-groups': 'system:bootstrappers:kubenroll,system:bootstrappers:kubenroll:node:node-1'}});
	expect(purse.facts()).toMatchObject([{tokenId: 'aaaaaa', node: 'node-1', canSign: false}, {tokenId: 'bbbbbb', node: 'node-2'}]);
	// By the API server's clock, five seconds ahead of ours: it is the one that says when a token is over.
	expect(Date.parse(purse.facts()[0]?.expiration ?? '')).toBe(clock.nowMs() + 5000 + 3_600_000);
	expect(JSON.stringify([events, purse.facts()])).not.toContain('a'.repeat(16));
});

test('P34 a token is deleted when its node is done with it, and no other', async () => {
	const {purse, changes} = openPurse();
	await purse.tokenFor('node-1');
	await purse.tokenFor('node-2');
	await purse.spend('node-1');
	await purse.spend('node-1');
	expect(changes().slice(2)).toEqual(['DELETE bootstrap-token-aaaaaa']);
	expect(purse.facts()).toMatchObject([{node: 'node-2'}]);
});

test('a shared token is made once and deleted with the last node, even one that never drew it', async () => {
	const {purse, changes} = openPurse({scope: 'shared'});
	const [one, other] = await Promise.all([purse.tokenFor('node-1'), purse.tokenFor('node-1')]);
	expect(one).toBe(other);
	await purse.spend('node-1');
	expect(changes()).toEqual(['POST bootstrap-token-aaaaaa']);
	await purse.spend('node-2');
	expect(changes()).toEqual(['POST bootstrap-token-aaaaaa', 'DELETE bootstrap-token-aaaaaa']);
});

test('no id is drawn that is in use, was used in this run, or makes a published token', async () => {
	const {purse} = openPurse({
		tokens: [token],
		draws: [token.tokenId, 'x'.repeat(16), 'abcdef', '0123456789abcdef', 'aaaaaa', 'a'.repeat(16), 'aaaaaa', 'y'.repeat(16), 'bbbbbb', 'b'.repeat(16)],
	});
	expect(await purse.tokenFor('node-1')).toMatch(/^aaaaaa/);
	await purse.spend('node-1');
	expect(await purse.tokenFor('node-2')).toMatch(/^bbbbbb/);
});

test('the token that proves the cluster is the one that its node gets', async () => {
	const {purse, changes, events} = openPurse();
	await purse.prove();
	expect(events.at(-1)).toEqual({type: 'token-proved', endpoints: ['10.0.0.9:6443', '10.0.0.1:6443']});
	await purse.tokenFor('node-1');
	await purse.close();
	expect(changes()).toEqual(['POST bootstrap-token-aaaaaa']);
});

test('one server alone is asked with the token that its node gets later', async () => {
	const {purse, calls, changes} = openPurse();
	await purse.proveOn({host: '10.0.0.1', port: 6443});
	expect(calls.filter(({path}) => path.endsWith('reviews')).map(({options}) => [options.server?.host, options.token])).toEqual([['10.0.0.1', `aaaaaa.${'a'.repeat(16)}`]]);
	await purse.tokenFor('node-1');
	expect(changes()).toEqual(['POST bootstrap-token-aaaaaa']);
});

test('where the proof fails nothing is left behind, and what failed is told', async () => {
	const {purse, clock, changes} = openPurse({routes: {[reviews]: {status: 401}}});
	await expect(clock.run(purse.prove())).rejects.toMatchObject({problems: [{code: 'bootstrap-auth-off'}]});
	expect(changes()).toEqual(['POST bootstrap-token-aaaaaa', 'DELETE bootstrap-token-aaaaaa']);
	expect(purse.facts()).toEqual([]);
});

test('where the token of a failed proof cannot be deleted, both are told', async () => {
	const {purse, clock, problems} = openPurse({routes: {[reviews]: {status: 401}, [`DELETE ${secrets}/bootstrap-token-aaaaaa`]: {status: 403, body: {message: 'no\u001b[2J'}}}});
	await expect(clock.run(purse.prove())).rejects.toMatchObject({problems: [{code: 'bootstrap-auth-off'}]});
	expect(problems()).toMatchObject([{code: 'token-stays', subject: 'node-1', params: {secret: 'bootstrap-token-aaaaaa'}, cause: 'no\\x1b[2J'}]);
});

test('a token that cannot be created is a failure of its node, and may be there all the same', async () => {
	const {purse, changes} = openPurse({routes: {[`POST ${secrets}`]: {status: 500}}});
	await expect(purse.tokenFor('node-1')).rejects.toMatchObject({problems: [{code: 'object-refused', params: {verb: 'create', status: 500}}]});
	await purse.spend('node-1');
	expect(changes()).toEqual(['POST bootstrap-token-aaaaaa', 'DELETE bootstrap-token-aaaaaa']);
});

test('a token that cannot be deleted is said to stay, and until when', async () => {
	const {purse} = openPurse({routes: {[`DELETE ${secrets}/bootstrap-token-aaaaaa`]: {status: 403}}});
	await purse.tokenFor('node-1');
	await expect(purse.spend('node-1')).rejects.toMatchObject({problems: [{code: 'token-stays', subject: 'node-1', params: {secret: 'bootstrap-token-aaaaaa', expiration: expect.stringMatching(/Z$/)}}]});
});

test('when a run is given up, tidying goes on, in a bounded time', async () => {
	const {purse, abort, calls} = openPurse();
	await purse.prove();
	abort.abort();
	await purse.close();
	expect(calls.at(-1)).toMatchObject({method: 'DELETE', options: {timeoutMs: 2000}});
	expect(calls.at(-1)?.options.signal).toBeUndefined();
});

test('a token whose creation is under way when it is spent is deleted after it', async () => {
	const storing = Promise.withResolvers<void>();
	const {purse, api, changes, clock} = openPurse();
	const call = api.call.bind(api);
	api.call = async (...request) => {
		const answer = await call(...request);
		if (request[0] === 'POST') {
			await storing.promise;
		}
		return answer;
	};
	const drawing = purse.tokenFor('node-1');
	const spending = purse.spend('node-1');
	await clock.settle();
	expect(changes()).toEqual(['POST bootstrap-token-aaaaaa']);
	storing.resolve();
	await Promise.all([drawing, spending]);
	expect(changes()).toEqual(['POST bootstrap-token-aaaaaa', 'DELETE bootstrap-token-aaaaaa']);
});

test('closing keeps what kubelets run with', async () => {
	const {purse, changes} = openPurse();
	await purse.prove();
	await purse.tokenFor('node-2');
	await purse.close();
	expect(changes()).toEqual(['POST bootstrap-token-aaaaaa', 'POST bootstrap-token-bbbbbb', 'DELETE bootstrap-token-aaaaaa']);
});

test('a failure of the purse is always a Failure', async () => {
	const {purse} = openPurse({routes: {[`POST ${secrets}`]: {status: 403}}});
	await expect(purse.prove()).rejects.toBeInstanceOf(Failure);
});

test('a token whose deletion gets no answer is deleted at another try', async () => {
	let tries = 0;
	const busy = new Failure(problem('address-timeout', '10.0.0.100:6443', {host: '10.0.0.100', port: 6443, timeoutMs: 15_000}));
	const {purse, clock} = openPurse({
		routes: {
			[`DELETE ${secrets}/bootstrap-token-aaaaaa`]: () => {
				tries += 1;
				if (tries < 3) {
					throw busy;
				}
				return {status: 200};
			},
		},
	});
	await purse.tokenFor('node-1');
	await clock.run(purse.spend('node-1'));
	expect(tries).toBe(3);
	expect(purse.facts()).toEqual([]);
});
