// A practice API server in a process of its own, so that it does not take turns with what is measured. Speaks by messages: `reset` stores all requests anew.
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {startApiServer} from '../../source/sandbox/api-server/start-api-server.ts';
import {bootstrapperOf, clientRequest, plannedNodes, putToken, requestName} from '../support/planned-requests.ts';

/** The server as the benchmark sees it. */
export type RequestsServer = {
	/** Stores every request anew, pending. */
	readonly reset: () => Promise<void>;
	/** How many requests are approved. */
	readonly countApproved: () => Promise<number>;
	readonly stop: () => Promise<void>;
};

/** Starts it with so many planned nodes, each with its token; the admin's kubeconfig is at `path`. */
export const startRequestsServer = async (count: number, path: string): Promise<RequestsServer> => {
	const child = fork(fileURLToPath(import.meta.url), [String(count), path], {stdio: ['ignore', 'inherit', 'inherit', 'ipc']});
	const ask = async (what: string): Promise<number> => {
		const answered = once(child, 'message');
		child.send(what);
		const [answer] = await answered;
		return answer as number;
	};
	await once(child, 'message');
	return {reset: async () => void (await ask('reset')), countApproved: async () => ask('count'), stop: async () => void child.kill()};
};

const plural = 'certificatesigningrequests';

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send !== undefined) {
	const [count = '0', path = ''] = process.argv.slice(2);
	const nodes = plannedNodes(Number(count));
	// Signing is the controller-manager's, at 20 a second by default: it is no part of approving.
	const server = await startApiServer({controllers: {signs: false, approves: false}});
	const requests = await Promise.all(nodes.map(async (node, index) => ({object: await clientRequest(requestName(index), node.name), as: bootstrapperOf(node)})));
	const reset = (): void => {
		for (const [index, {object, as}] of requests.entries()) {
			server.remove(plural, requestName(index));
			server.put(plural, object, {as});
		}
	};
	nodes.forEach((node) => putToken(server, node));
	await writeFile(path, await server.kubeconfig(), {mode: 0o600});
	const answers: Readonly<Record<string, () => number>> = {
		reset: () => {
			reset();
			return 0;
		},
		count: () => server.list(plural).filter(({status}) => JSON.stringify(status ?? {}).includes('Approved')).length,
	};
	process.on('message', (what: string) => process.send?.(answers[what]?.() ?? -1));
	process.on('disconnect', () => process.exit());
	process.send(0);
}
