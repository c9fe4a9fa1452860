import {afterEach, expect, test} from 'vitest';
import type {Answers} from '../../../source/core/answers/answers.ts';
import {startBoard} from '../../../source/session/start-board.ts';
import type {ClusterApi, KubernetesObject} from '../../../source/ports/cluster-api.ts';
import {followBoard} from '../../../source/workflow/board/follow-board.ts';
import {clientCsr, csrPki, nodeManifest} from '../../support/csr-objects.ts';
import {commandResult} from '../../support/fake-remote-shell.ts';
import {fakeCluster} from '../../support/fake-cluster.ts';
import {liveWatch} from '../../support/live-watch.ts';
import {memoryFiles} from '../../support/memory-files.ts';
import {answersFacts, nodeAnswers} from '../../support/plan-facts.ts';
import {ago, token} from '../../support/requests.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const csrPath = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const secretsPath = '/api/v1/namespaces/kube-system/secrets';

const encode = (text: string): string => Buffer.from(text).toString('base64');

const tokenSecret: KubernetesObject = {
	metadata: {name: token.secretName, namespace: 'kube-system', labels: {'kubenroll.dev/node': 'node-1'}},
	type: token.type,
	data: {'token-id': encode(token.tokenId), 'token-secret': encode('0123456789abcdef'), expiration: encode('2026-05-04T13:00:00Z'), 'usage-bootstrap-authentication': encode('true'), 'auth-extra-groups': encode(token.extraGroups.join(','))},
};

let close = (): void => undefined;
afterEach(() => close());

/** A board on a cluster whose requests and Nodes the test tells; every other list is empty, every permission is there. */
const openBoard = async (answers: Answers, {denied = [], onHost}: {readonly denied?: readonly string[]; /** What a look at any host prints. */ readonly onHost?: string} = {}) => {
	const [requests, nodes] = [liveWatch(), liveWatch()];
	const secrets: KubernetesObject[] = [];
	const objects = new Map<string, KubernetesObject>();
	const puts: unknown[] = [];
	const clock = virtualClock();
	const base = fakeCluster({}, {denied, server: {host: '10.0.0.100'}}).api;
	const call: ClusterApi['call'] = async (method, path, body) => {
		const name = path.startsWith(`${csrPath}/`) ? path.slice(csrPath.length + 1).replace('/approval', '') : undefined;
		if (method === 'PUT') {
			puts.push(body);
			return {status: 200, body};
		}
		if (method === 'POST') {
			return {status: 201, body: {status: {allowed: false}}};
		}
		const known = name === undefined ? undefined : objects.get(decodeURIComponent(name));
		if (known !== undefined) {
			return {status: 200, body: known};
		}
		const bare = path.replace(/\?.*$/, '');
		if (bare === '/version') {
			return {status: 200, body: {major: '1', minor: '36', gitVersion: 'v1.36.3'}, serverTimeMs: clock.nowMs()};
		}
		const isList = /\/(?:nodes|secrets|pods|services|endpointslices|servicecidrs|clusterrolebindings|certificatesigningrequests|configmaps)$/.test(bare);
		return isList ? {status: 200, body: {items: bare === secretsPath ? secrets : []}, serverTimeMs: clock.nowMs()} : {status: 404, body: {}, serverTimeMs: clock.nowMs()};
	};
	const api: ClusterApi = {
		...base,
		call,
		list: async (path) => {
			const {body} = await call('GET', path);
			return (body as {items?: readonly KubernetesObject[]}).items ?? [];
		},
		watch: (path, signal) => (path === csrPath ? requests : nodes).watch(signal),
	};
	const files = memoryFiles();
	const session = startBoard(followBoard({api, pki: csrPki({readCertificates: () => [], sha256: () => ''}), clock, files, ...(onHost === undefined ? {} : {openShell: async () => ({run: async () => commandResult({stdout: onHost})})})}, answers, {recordFolder: '.kubenroll', operator: 'me@here', apiServerAddresses: ['10.0.0.100']}), clock);
	close = session.close;
	const put = (object: KubernetesObject): void => {
		objects.set(object.metadata.name, object);
		requests.tell({type: 'put', item: object});
	};
	nodes.tell({type: 'synced', items: []});
	requests.tell({type: 'synced', items: []});
	await clock.settle();
	return {session, clock, requests, nodes, secrets, puts, put, files, verdicts: () => [...session.getSnapshot().requests.values()].map(({view}) => `${view.name} ${view.verdict}`)};
};

const planned = answersFacts({cluster: {controlPlane: [], controlPlaneChanges: 'needed', serviceCidrs: ['10.96.0.0/12'], podCidrs: [], apiServer: {host: '10.0.0.100', port: 6443}}, nodes: [nodeAnswers('node-1', {address: '10.0.0.11'})]});

test('looks once more for an unknown token before a request is shown, and judges it again once the token is known', async () => {
	const {clock, secrets, put, verdicts} = await openBoard(planned);
	put(clientCsr('node-1'));
	await clock.advance(50);
	expect(verdicts()).toEqual([]);
	await clock.advance(4000);
	expect(verdicts()).toEqual(['csr-c1ccc ASK']);
	secrets.push(tokenSecret);
	await clock.advance(31_000);
	expect(verdicts()).toEqual(['csr-c1ccc PASS']);
});

test('reads the cluster at once for a token that it does not know', async () => {
	const {clock, secrets, put, verdicts} = await openBoard(planned);
	await clock.advance(10_000);
	secrets.push(tokenSecret);
	put(clientCsr('node-1'));
	await clock.advance(500);
	expect(verdicts()).toEqual(['csr-c1ccc PASS']);
});

test('approves what a person approves, exactly as it was judged, and writes it down', async () => {
	const {session, clock, secrets, put, puts, files} = await openBoard(planned);
	secrets.push(tokenSecret);
	put(clientCsr('node-1'));
	await clock.advance(31_000);
	session.send({type: 'approve', uids: ['uid-of-csr-c1ccc']});
	await clock.settle();
	expect(puts).toMatchObject([{status: {conditions: [{type: 'Approved', reason: 'KubenrollApproved'}]}}]);
	expect(session.getSnapshot().lastDecision).toMatchObject({decision: 'approved', names: ['csr-c1ccc']});
	expect(files.contents.get('.kubenroll/decisions.jsonl')).toContain('"request":"csr-c1ccc"');
});

test('approves nothing that is not PASS without a reason, and says why', async () => {
	const {session, clock, put, puts} = await openBoard(planned);
	put(clientCsr('node-1'));
	await clock.advance(50);
	session.send({type: 'approve', uids: ['uid-of-csr-c1ccc', 'uid-of-nothing']});
	await clock.settle();
	expect(session.getSnapshot().decisions.get('uid-of-csr-c1ccc')).toMatchObject({state: 'failed', problems: [{code: 'request-not-alone'}, {code: 'request-needs-reason'}]});
	session.send({type: 'approve', uids: ['uid-of-csr-c1ccc'], reason: ' '});
	await clock.settle();
	expect(puts).toEqual([]);
	session.send({type: 'approve', uids: ['uid-of-csr-c1ccc'], reason: 'seen on the console'});
	await clock.settle();
	expect(puts).toHaveLength(1);
});

test('passes nothing in a cluster that kubenroll has never touched', async () => {
	const {session, clock, nodes, secrets, put, verdicts} = await openBoard(answersFacts());
	secrets.push(tokenSecret);
	nodes.tell({type: 'put', item: nodeManifest('node-9', 'True')});
	put(clientCsr('node-1'));
	await clock.advance(31_000);
	expect(verdicts()).toEqual(['csr-c1ccc ASK']);
	expect([...session.getSnapshot().nodes.keys()]).toEqual(['node-9']);
});

test('tells what is gone, and that the connection is lost and back', async () => {
	const {session, clock, requests, put} = await openBoard(planned);
	put(clientCsr('node-1'));
	await clock.advance(4000);
	requests.tell({type: 'disconnected', cause: 'reset'});
	await clock.settle();
	expect(session.getSnapshot().connection).toMatchObject({state: 'reconnecting', cause: 'reset'});
	requests.tell({type: 'synced', items: []});
	requests.tell({type: 'connected'});
	await clock.advance(50);
	expect(session.getSnapshot().connection.state).toBe('live');
	expect(session.getSnapshot().requests.size).toBe(0);
	expect(session.getSnapshot().history.map(({request}) => request.view.name)).toEqual(['csr-c1ccc']);
});

test('ends with the reason when requests may no longer be watched', async () => {
	const {session, clock, requests} = await openBoard(planned);
	requests.fail(new Error('forbidden'));
	await clock.settle();
	await expect(session.finished).rejects.toThrow('forbidden');
});

test('decides nothing by itself until automatic approval is switched on, and then what is PASS, within its limits', async () => {
	const board = await openBoard(planned);
	board.secrets.push(tokenSecret);
	board.put(clientCsr('node-1'));
	await board.clock.advance(40_000);
	expect(board.puts).toEqual([]);
	board.session.send({type: 'automatic', isOn: true});
	await board.clock.advance(100);
	expect(board.puts).toHaveLength(1);
	expect(board.session.getSnapshot().automatic).toMatchObject({state: 'on', approved: 1, limit: 2, flooders: []});
	board.session.send({type: 'automatic', isOn: false});
	expect(board.session.getSnapshot().automatic).toEqual({state: 'ended', because: 'operator', approved: 1});
	expect(board.files.contents.get('.kubenroll/decisions.jsonl')).toContain('"decision":"approved"');
});

test('says that nothing is planned instead of switching automatic approval on', async () => {
	const board = await openBoard({...planned, nodes: []});
	board.session.send({type: 'automatic', isOn: true});
	expect(board.session.getSnapshot()).toMatchObject({lastAction: {kind: 'failed', problems: [{code: 'nothing-planned'}]}});
	expect(board.session.getSnapshot().automatic).toBeUndefined();
});

test('takes a token away, and says so where there is none of that id', async () => {
	const board = await openBoard(planned);
	board.secrets.push(tokenSecret);
	board.put(clientCsr('node-1'));
	await board.clock.advance(40_000);
	board.session.send({type: 'revoke', tokenId: token.tokenId});
	await board.clock.settle();
	expect(board.session.getSnapshot().lastAction).toMatchObject({kind: 'revoked', tokenId: token.tokenId});
	expect(board.files.contents.get('.kubenroll/decisions.jsonl')).toContain('"decision":"revoked"');
	board.session.send({type: 'revoke', tokenId: 'nobody'});
	await board.clock.settle();
	expect(board.session.getSnapshot().lastAction).toMatchObject({kind: 'failed', problems: [{code: 'token-not-found'}]});
});

test('P24 sweeps away what is superseded still, and leaves the rest alone', async () => {
	const board = await openBoard(planned);
	board.secrets.push(tokenSecret);
	const old = clientCsr('node-1', {name: 'csr-oldaa', createdAt: ago(60)});
	board.put(old);
	board.put(clientCsr('node-1', {name: 'csr-newaa', resourceVersion: '2'}));
	await board.clock.advance(40_000);
	board.session.send({type: 'sweep', uids: ['uid-of-csr-oldaa', 'uid-of-csr-newaa']});
	await board.clock.settle();
	const {lastDecision, decisions} = board.session.getSnapshot();
	expect(lastDecision).toMatchObject({decision: 'deleted', names: ['csr-oldaa']});
	expect(decisions.get('uid-of-csr-newaa')).toMatchObject({state: 'failed', problems: [{code: 'request-changed'}]});
});

const keyOfNode = Buffer.from('client node-1').toString('hex').padEnd(64, '0').slice(0, 64);

test.each([
	['its key lies there', `${keyOfNode}\n`, ['csr-c1ccc PASS'], 'key-on-host'],
	['another one lies there', `${'ab'.repeat(32)}\n`, ['csr-c1ccc REFUSE'], 'key-not-on-host'],
])('P30 compares a request with its host when a person asks for it: %s', async (_title, onHost, expected, code) => {
	const {session, clock, secrets, put, verdicts} = await openBoard(planned, {onHost});
	secrets.push(tokenSecret);
	put(clientCsr('node-1'));
	await clock.advance(31_000);
	session.send({type: 'prove', uid: 'uid-of-csr-c1ccc'});
	await clock.advance(500);
	expect(verdicts()).toEqual(expected);
	expect([...session.getSnapshot().requests.values()].flatMap(({view}) => view.reasons.filter(({rule}) => rule === 'P30').map((reason) => reason.code))).toEqual([code]);
});

test('P30 looks at no host that is not in the plan', async () => {
	const {session, clock, put} = await openBoard(planned, {onHost: ''});
	const told: unknown[] = [];
	session.subscribe((event) => event.type === 'action-failed' && told.push(...event.problems.map((each) => each.code)));
	put(clientCsr('node-7'));
	await clock.advance(500);
	session.send({type: 'prove', uid: `uid-of-${clientCsr('node-7').metadata.name}`});
	await clock.advance(500);
	expect(told).toEqual(['proof-without-plan']);
});

test('P33 writes down what was decided just before somebody leaves', async () => {
	const {session, clock, secrets, put, files} = await openBoard(planned);
	secrets.push(tokenSecret);
	put(clientCsr('node-1'));
	await clock.advance(31_000);
	session.send({type: 'approve', uids: ['uid-of-csr-c1ccc']});
	session.close();
	await clock.settle();
	await session.finished;
	expect(files.contents.get('.kubenroll/decisions.jsonl')).toContain('"request":"csr-c1ccc"');
});

test('P28 approves against a REFUSE only where the node\'s name was typed', async () => {
	const {session, clock, secrets, put, puts} = await openBoard(planned, {onHost: `${'ab'.repeat(32)}\n`});
	secrets.push(tokenSecret);
	put(clientCsr('node-1'));
	await clock.advance(31_000);
	session.send({type: 'prove', uid: 'uid-of-csr-c1ccc'});
	await clock.advance(500);
	for (const node of [undefined, 'node-2']) {
		session.send({type: 'approve', uids: ['uid-of-csr-c1ccc'], reason: 'known', ...(node === undefined ? {} : {node})});
		await clock.settle();
		expect(session.getSnapshot().decisions.get('uid-of-csr-c1ccc')).toMatchObject({state: 'failed', problems: [{code: 'request-needs-node'}]});
	}
	expect(puts).toEqual([]);
	session.send({type: 'approve', uids: ['uid-of-csr-c1ccc'], reason: 'known', node: 'node-1'});
	await clock.settle();
	expect(puts).toHaveLength(1);
});
