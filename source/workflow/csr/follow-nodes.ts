import type {NodeObject} from '../../core/facts/cluster-facts.ts';
import {parseNodeObject} from '../../core/facts/parse-node-object.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';

const isSame = (one: NodeObject | undefined, other: NodeObject): boolean => one !== undefined && JSON.stringify(one) === JSON.stringify(other);

/** Keeps a map of Node objects true to the cluster until the signal aborts, and tells of those whose decisive facts changed: heartbeats do not count. */
export const followNodes = async (
	api: ClusterApi,
	nodes: Map<string, NodeObject>,
	options: {readonly signal: AbortSignal; readonly onOpen: () => void; readonly onChange: (node: string) => void},
): Promise<void> => {
	const put = (node: NodeObject): void => {
		if (!isSame(nodes.get(node.name), node)) {
			nodes.set(node.name, node);
			options.onChange(node.name);
		}
	};
	const drop = (name: string): void => {
		if (nodes.delete(name)) {
			options.onChange(name);
		}
	};
	for await (const event of api.watch('/api/v1/nodes', options.signal)) {
		switch (event.type) {
			case 'synced': {
				const current = event.items.map(parseNodeObject);
				const names = new Set(current.map(({name}) => name));
				for (const name of [...nodes.keys()].filter((each) => !names.has(each))) {
					drop(name);
				}
				for (const node of current) {
					put(node);
				}
				options.onOpen();
				break;
			}
			case 'put': {
				put(parseNodeObject(event.item));
				break;
			}
			case 'gone': {
				drop(event.name);
				break;
			}
			case 'connected':
			case 'disconnected': {
				// The watch of the requests tells of the connection.
				break;
			}
		}
	}
};
