/* A board in the middle of an enrolment: nodes at every stage, strangers, a node that is stuck. */
import type {BoardEvent} from '../../source/core/board/board-event.ts';
import {type BoardRequest, type BoardState, initialBoardState} from '../../source/core/board/board-state.ts';
import {describeBoardRequest} from '../../source/core/board/describe-board-request.ts';
import {foldBoard} from '../../source/core/board/fold-board.ts';
import type {Csr} from '../../source/core/csr/csr.ts';
import type {JudgeContext} from '../../source/core/csr/judge-context.ts';
import {judgeCsr} from '../../source/core/csr/judge-csr.ts';
import type {NodeObject} from '../../source/core/facts/cluster-facts.ts';
import {ago, clientRequest, context, names, nodeObject, nowMs, plannedNode, servingRequest, subjectOf, token} from './requests.ts';

export {nowMs};

const ipOf = (node: string): string => `10.0.0.${10 + Number(node.replaceAll(/\D/g, '')) % 200}`;

/** A client request of a node, with a token of its own. */
export const clientOf = (node: string, change: Partial<Csr['raw']> = {}, subject = node): Csr => {
	const id = `tok${node.replaceAll(/\D/g, '').padStart(3, '0')}`;
	return clientRequest({
		raw: {name: `csr-e${node.slice(-2)}ab`, uid: `uid-${node}-${change.name ?? 'client'}`, username: `system:bootstrap:${id}`, groups: ['system:bootstrappers', 'system:bootstrappers:kubenroll', `system:bootstrappers:kubenroll:node:${node}`, 'system:authenticated'], ...change},
		decoded: {subject: subjectOf(subject), spkiSha256: Buffer.from(node.padEnd(32, '.')).toString('hex')},
	});
};

/** A serving request of a node. */
export const servingOf = (node: string, addresses: readonly string[] = [ipOf(node)], change: Partial<Csr['raw']> = {}): Csr =>
	servingRequest({
		raw: {name: `csr-e${node.slice(-2)}sv`, uid: `uid-${node}-serving`, username: `system:node:${node}`, ...change},
		decoded: {subject: subjectOf(node), altNames: names(`dns:${node}`, ...addresses.map((address) => `ip:${address}`)), spkiSha256: Buffer.from(`${node}s`.padEnd(32, '.')).toString('hex')},
	});

/** What is added to a request that has its answer. */
export const approvedBy = (reason: string, seconds: number, certificate = ''): Partial<Csr['raw']> => ({conditions: [{type: 'Approved', status: 'True', reason, message: '', lastUpdateTime: ago(seconds)}], certificate});

const tokenOf = (node: string): JudgeContext['tokens'][number] => {
	const id = `tok${node.replaceAll(/\D/g, '').padStart(3, '0')}`;
	return {...token, secretName: `bootstrap-token-${id}`, tokenId: id, node, extraGroups: ['system:bootstrappers:kubenroll', `system:bootstrappers:kubenroll:node:${node}`]};
};

/** A Node as the watch tells it. */
export const node = (name: string, ready: NodeObject['ready'], seconds: number, notReadyBecause?: string): NodeObject => ({
	name,
	ready,
	isControlPlane: false,
	kubeletVersion: 'v1.32.4',
	addresses: [{type: 'InternalIP', address: ipOf(name)}],
	podCidrs: [],
	createdAt: ago(seconds + 5),
	readySince: ago(seconds),
	...(notReadyBecause === undefined ? {} : {notReadyBecause}),
});

/** Requests as the board holds them, judged among each other. */
export const judgeAll = (requests: readonly Csr[], nodes: readonly NodeObject[], planned: readonly string[]): readonly BoardRequest[] => {
	const judgeContext = context({
		plannedNodes: planned.map((name) => plannedNode(name, [ipOf(name)])),
		nodeObjects: nodes.map(({name, ready}) => nodeObject(name, {ready, addresses: [ipOf(name), '10.0.0.99']})),
		controlPlane: [{name: 'm1', addresses: ['10.0.0.2']}],
		tokens: planned.map(tokenOf),
		siblings: requests,
	});
	return requests.map((csr) => describeBoardRequest(csr, judgeCsr(csr, judgeContext)));
};

const cluster: Extract<BoardEvent, {type: 'cluster-read'}>['cluster'] = {
	server: 'https://10.0.0.100:6443',
	context: 'prod-a',
	version: 'v1.32.4',
	user: 'kubenroll',
	mayDecide: {client: true, serving: true},
	isAutoApproved: 'no',
	clockSkewMs: 0,
};

/** Folds events that all come now. */
export const foldAll = (events: readonly BoardEvent[], from: BoardState = initialBoardState): BoardState => events.reduce((state, event) => foldBoard(state, event, nowMs), from);

/** Twelve planned nodes in a cluster, one stranger's request, one request of another signer. */
export const busyBoard = (planned: readonly string[] = Array.from({length: 12}, (_, index) => `node${String(index + 1).padStart(2, '0')}`)): BoardState => {
	const nodes = [
		...['node01', 'node02', 'node03', 'node06', 'node08', 'node10'].map((name, index) => node(name, 'true', 180 + index)),
		node('node04', 'false', 12, 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'),
		node('node09', 'false', 600, 'container runtime is down'),
	];
	const requests = [
		clientOf('node01', {...approvedBy('KubenrollApproved', 200, 'PEM'), createdAt: ago(202)}),
		servingOf('node04', [ipOf('node04'), '10.0.0.99'], {createdAt: ago(12)}),
		clientOf('node05', {...approvedBy('KubenrollApproved', 8), createdAt: ago(9)}),
		clientOf('node07', {createdAt: ago(2)}),
		clientOf('node07', {name: 'csr-e07ax', createdAt: ago(70)}),
		clientOf('node11', {...approvedBy('AutoApproved', 90), createdAt: ago(95)}),
		clientOf('node04', {name: 'csr-x7k2p', createdAt: ago(4)}, 'm1'),
		clientOf('node02', {name: 'csr-mesh1', uid: 'uid-other', signerName: 'example.com/mesh', createdAt: ago(300)}),
		clientOf('node08', {name: 'csr-q8fzz', uid: 'uid-denied', createdAt: ago(1000), conditions: [{type: 'Denied', status: 'True', reason: 'KubenrollDenied', message: 'wrong host', lastUpdateTime: ago(900)}]}),
	];
	return foldAll([
		{type: 'cluster-read', cluster, planned: planned.map((name) => ({name, address: ipOf(name)})), problems: []},
		{type: 'nodes-changed', put: nodes, gone: []},
		{type: 'requests-changed', put: judgeAll(requests, nodes, planned), gone: []},
	]);
};

/** Names with escape sequences, marks of direction, emoji, wide characters and 300 letters. */
export const hostileBoard = (): BoardState => {
	const ugly = ['csr-\u001B[2J\u001B[31mred', 'csr-\u202Egnp.exe', 'csr-👩‍👩‍👧‍👦-😀-中文名字', `csr-${'x'.repeat(300)}`];
	const requests = ugly.map((name, index) => clientOf('node02', {name, uid: `ugly-${index}`, username: `evil\n\u0007${index}`, createdAt: ago(10 + index)}));
	const nodes = [node('node02', 'false', 10, `line\nbreak \u001B]0;title\u0007 ${'很长'.repeat(80)}`)];
	return foldAll([
		{type: 'cluster-read', cluster: {...cluster, context: `ctx-${'长'.repeat(60)}`}, planned: [{name: 'node02', address: '10.0.0.12'}], problems: []},
		{type: 'nodes-changed', put: nodes, gone: []},
		{type: 'requests-changed', put: judgeAll(requests, nodes, ['node02']), gone: []},
	]);
};
