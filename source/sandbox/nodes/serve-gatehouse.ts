import {type Gatehouse, keepGatehouse} from './gatehouse.ts';
import type {GatehouseNews, GatehouseOrder} from './gatehouse-messages.ts';

const tell = (news: GatehouseNews): void => {
	if (process.connected) {
		process.send?.(news, () => undefined);
	}
};

const tellBug = (error: unknown): void => tell({type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error)});

/**
 * Keeps the gates of a practice cluster until that says so or is gone. Called in a process of its own, which stays small: every session is a fork of it,
 * and a fork costs by the memory of who forks.
 */
export const serveGatehouse = async (): Promise<void> => {
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => undefined);
	}
	process.on('uncaughtException', tellBug);
	const isOver = Promise.withResolvers<void>();
	process.once('disconnect', () => isOver.resolve());
	const waiting = new Map<number, (text: string) => void>();
	let lastId = 0;
	let gatehouse: Gatehouse | undefined;
	const ask = async (name: string, request: string): Promise<string> =>
		new Promise((resolve) => {
			lastId += 1;
			waiting.set(lastId, resolve);
			tell({type: 'asked', id: lastId, name, request});
		});
	process.on('message', (order: GatehouseOrder) => {
		switch (order.type) {
			case 'begin': {
				const {entry, clientKey} = order;
				gatehouse = keepGatehouse({entry, clientKey, answer: ask});
				break;
			}
			case 'open': {
				const {gate} = order;
				gatehouse?.open(gate).then((port) => tell({type: 'opened', name: gate.name, port}), tellBug);
				break;
			}
			case 'run': {
				gatehouse?.run(order.name, order.command);
				break;
			}
			case 'answer': {
				waiting.get(order.id)?.(order.text);
				waiting.delete(order.id);
				break;
			}
			case 'stop': {
				isOver.resolve();
				break;
			}
		}
	});
	await isOver.promise;
	await gatehouse?.stop();
};
