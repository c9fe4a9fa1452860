import type {NodeObject} from '../../core/facts/cluster-facts.ts';
import {parseNodeObject} from '../../core/facts/parse-node-object.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';

const isSame = (one: NodeObject | undefined, other: NodeObject): boolean => one !== undefined && JSON.stringify(one) === JSON.stringify(other);

/** Keeps a map of Node objects true to the cluster until the signal aborts, and tells of those whose decisive facts changed: heartbeats do not count. */
export const followNodes = async (
	api: ClusterApi,
	nodes: Map<string, NodeObject>,
	options: {readonly signal: AbortSignal; readonly onOpen: () => void; /** `earlier` is the Node as it was; undefined where it is new. */ readonly onChange: (node: string, earlier: NodeObject | undefined) => void},
): Promise<void> => {
	const put = (node: NodeObject): void => {
		const earlier = nodes.get(node.name);
		if (!isSame(earlier, node)) {
			nodes.set(node.name, node);
			options.onChange(node.name, earlier);
		}
	};
	const drop = (name: string): void => {
		const earlier = nodes.get(name);
		if (nodes.delete(name)) {
			options.onChange(name, earlier);
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
