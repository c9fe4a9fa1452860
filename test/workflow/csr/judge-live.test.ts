/* A docket judges only what has to do with what changed. Whatever comes, and in whatever order, its verdicts are those of a look at everything there is. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {findFlood} from '../../../source/core/csr/breaker.ts';
import {buildJudgeContext, type JudgeContextInput} from '../../../source/core/csr/build-judge-context.ts';
import type {Judgement} from '../../../source/core/csr/judgement.ts';
import {createJudge} from '../../../source/core/csr/judge-csr.ts';
import type {ClusterApi, KubernetesObject} from '../../../source/ports/cluster-api.ts';
import {type DocketView, openDocket} from '../../../source/workflow/csr/open-docket.ts';
import {clientCsr, csrPki, nodeManifest, servingCsr} from '../../support/csr-objects.ts';
import {fakeCluster} from '../../support/fake-cluster.ts';
import {liveWatch} from '../../support/live-watch.ts';
import {answersFacts, clusterFacts, nodeAnswers} from '../../support/plan-facts.ts';
import {ago, nowMs, token} from '../../support/requests.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const nodeNames = ['node-1', 'node-2', 'node-3'] as const;

const answers = answersFacts({
	cluster: {controlPlane: [], controlPlaneChanges: 'needed', serviceCidrs: ['10.96.0.0/12'], podCidrs: [], apiServer: {host: '10.0.0.100', port: 6443}},
	nodes: [nodeAnswers('node-1', {address: '10.0.0.11'}), nodeAnswers('node-2', {address: '10.0.0.12', mayReenroll: true})],
});

// node-1 has a token of its own; `gone99` is one that nobody knows any more.
const judgeFor = ({nodes, siblings}: DocketView, atMs: number) => {
	const input: JudgeContextInput = {answers, cluster: clusterFacts({tokens: [token], serviceCidrs: ['10.96.0.0/12']}), nodeFacts: new Map(), nodes, siblings, nowMs: atMs, clockSkewMs: 0};
	return buildJudgeContext(input);
};

type Step =
	| {readonly type: 'put'; readonly object: KubernetesObject}
	| {readonly type: 'gone'; readonly name: string}
	| {readonly type: 'node'; readonly object: KubernetesObject}
	| {readonly type: 'node-gone'; readonly name: string}
	/** The watch begins anew: what it does not list is gone. */
	| {readonly type: 'listed'; readonly without: string};

// The same request with the key that node-1 asks with: a cloned disk.
const withKeyOf = (node: string, object: KubernetesObject): KubernetesObject => {
	const read = ({spec}: KubernetesObject): {readonly spkiSha256: string} => JSON.parse(Buffer.from((spec as {readonly request: string}).request, 'base64').toString()) as {readonly spkiSha256: string}; // what csr-objects.ts wrote
	const {spkiSha256} = read(clientCsr(node));
	return {...object, spec: {...(object['spec'] as object), request: Buffer.from(JSON.stringify({...read(object), spkiSha256})).toString('base64')}};
};

// A request's node, requester and key are its name's, as they never change; its state, its object and its time do.
const names = ['csr-aaaaa', 'csr-bbbbb', 'csr-ccccc', 'csr-ddddd', 'csr-eeeee', 'csr-fffff', 'csr-ggggg', 'csr-hhhhh', 'csr-iiiii', 'csr-jjjjj', 'csr-kkkkk', 'csr-lllll', 'csr-mmmmm'] as const;
const build: Readonly<Record<(typeof names)[number], (change: Parameters<typeof clientCsr>[1]) => KubernetesObject>> = {
	'csr-aaaaa': (change) => clientCsr('node-1', change),
	'csr-bbbbb': (change) => withKeyOf('node-7', clientCsr('node-1', change)),
	'csr-ccccc': (change) => clientCsr('node-1', {...change, tokenId: 'gone99'}),
	'csr-ddddd': (change) => clientCsr('node-2', {...change, tokenId: 'gone99'}),
	'csr-eeeee': (change) => servingCsr('node-1', change),
	'csr-fffff': (change) => servingCsr('node-2', {...change, altNames: ['dns:node-2', 'ip:10.0.0.12', 'ip:10.0.0.13']}),
	'csr-ggggg': (change) => clientCsr('Not_a_node', change),
	'csr-hhhhh': (change) => withKeyOf('node-1', clientCsr('node-3', change)),
	// One disk, cloned more often than a verdict has words for.
	'csr-iiiii': (change) => withKeyOf('node-1', clientCsr('node-2', change)),
	'csr-jjjjj': (change) => withKeyOf('node-1', clientCsr('node-0', change)),
	'csr-kkkkk': (change) => withKeyOf('node-1', clientCsr('node-4', change)),
	'csr-lllll': (change) => withKeyOf('node-1', clientCsr('node-5', change)),
	'csr-mmmmm': (change) => withKeyOf('node-1', clientCsr('node-6', change)),
};

const conditions: fc.Arbitrary<Parameters<typeof clientCsr>[1]> = fc.constantFrom({}, {}, {}, {}, {}, {conditions: [{type: 'Approved'}]}, {conditions: [{type: 'Denied'}]}, {isIssued: true});

const step: fc.Arbitrary<Step> = fc.oneof(
	{weight: 6, arbitrary: fc.tuple(fc.constantFrom(...names), fc.constantFrom('1', '2'), fc.nat(5), conditions).map(([name, object, seconds, change]): Step => ({type: 'put', object: build[name]({name, uid: `${name}-${object}`, createdAt: ago(seconds * 100), ...change})}))},
	{weight: 3, arbitrary: fc.constantFrom(...names).map((name): Step => ({type: 'gone', name}))},
	{weight: 2, arbitrary: fc.tuple(fc.constantFrom(...nodeNames), fc.constantFrom('True' as const, 'False' as const), fc.constantFrom(['10.0.0.11'], ['10.0.0.12'], ['10.0.0.13'])).map(([name, ready, addresses]): Step => ({type: 'node', object: nodeManifest(name, ready, addresses)}))},
	{weight: 1, arbitrary: fc.constantFrom(...nodeNames).map((name): Step => ({type: 'node-gone', name}))},
	{weight: 1, arbitrary: fc.constantFrom(...names).map((without): Step => ({type: 'listed', without}))},
);

// Half of the time so many have one key that not each of them is named any more.
const clones: readonly {readonly step: Step; readonly waitMs: number}[] = (['csr-aaaaa', 'csr-hhhhh', 'csr-iiiii', 'csr-kkkkk', 'csr-lllll', 'csr-mmmmm'] as const).map((name) => ({step: {type: 'put', object: build[name]({name, uid: `${name}-1`, createdAt: ago(0)})}, waitMs: 30}));
const beginning = fc.constantFrom([], clones);

const withoutAge = ({reasons, ...rest}: Judgement) => ({...rest, reasons: reasons.map((reason) => (reason.code === 'age-right' ? {...reason, params: {seconds: ''}} : reason))});

const play = async (steps: readonly {readonly step: Step; readonly waitMs: number}[]) => {
	const clock = virtualClock(nowMs);
	const [requests, nodes] = [liveWatch(), liveWatch()];
	const close = new AbortController();
	const api: ClusterApi = {...fakeCluster({}).api, watch: (path, signal) => (path.endsWith('/nodes') ? nodes : requests).watch(signal)};
	const objects = new Map<string, KubernetesObject>();
	let version = 100;
	const docket = openDocket({api, pki: csrPki(), clock}, {createJudge: (live) => createJudge(judgeFor(live, clock.nowMs())), onJudged: () => {}, onNode: () => {}, onConnection: () => {}, signal: close.signal});
	nodes.tell({type: 'synced', items: []});
	requests.tell({type: 'synced', items: []});
	await clock.settle();
	for (const {step: each, waitMs} of steps) {
		switch (each.type) {
			case 'put': {
				version += 1;
				const object: KubernetesObject = {...each.object, metadata: {...each.object.metadata, resourceVersion: String(version)}};
				objects.set(object.metadata.name, object);
				requests.tell({type: 'put', item: object});
				break;
			}
			case 'gone': {
				objects.delete(each.name);
				requests.tell({type: 'gone', name: each.name});
				break;
			}
			case 'listed': {
				objects.delete(each.without);
				requests.tell({type: 'synced', items: [...objects.values()]});
				break;
			}
			case 'node': {
				nodes.tell({type: 'put', item: each.object});
				break;
			}
			case 'node-gone': {
				nodes.tell({type: 'gone', name: each.name});
				break;
			}
		}
		await clock.advance(waitMs);
	}
	// What one look leaves to the next is looked at by then.
	await clock.advance(500);
	close.abort();
	return {docket, objects, atMs: clock.nowMs()};
};

test('P2 P4 P16 P22 P24 P25 judges step by step as it would judge everything at once', {timeout: 30_000}, async () => {
	await fc.assert(
		fc.asyncProperty(beginning, fc.array(fc.record({step, waitMs: fc.constantFrom(0, 5, 30, 30)}), {minLength: 1, maxLength: 25}), async (first, steps) => {
			const {docket, objects, atMs} = await play([...first, ...steps]);
			const live = docket.requests.judged();
			const siblings = live.map(({csr}) => csr);
			const context = judgeFor({nodes: [...docket.nodes.values()], siblings}, atMs);
			const judge = createJudge(context);
			const judged = siblings.map((csr) => ({csr, judgement: judge(csr)}));
			expect(siblings.map(({raw}) => `${raw.uid} ${raw.resourceVersion}`).sort()).toEqual([...objects.values()].map(({metadata}) => `${metadata['uid']} ${metadata['resourceVersion']}`).sort());
			expect(live.map(({judgement}) => withoutAge(judgement))).toEqual(judged.map(({judgement}) => withoutAge(judgement)));
			expect(findFlood(live, context)).toEqual(findFlood(judged, context));
		}),
		{numRuns: 300},
	);
});
