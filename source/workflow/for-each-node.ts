/** How nodes are worked on at once. */
export type ForEachOptions = {
	/** Most nodes in work at a time. */
	readonly concurrency: number;
	/** Once aborted no further node is begun; those in work end by themselves. */
	readonly signal?: AbortSignal;
};

/**
 * Works on all nodes, some at a time, and yields what each of them tells as soon as it does, in whatever order. `work` keeps a node's failure to
 * itself (yields it); what it throws is a bug, which ends the whole after the nodes in work have ended.
 */
export async function* forEachNode<Node, Event>(nodes: readonly Node[], options: ForEachOptions, work: (node: Node) => AsyncIterable<Event>): AsyncGenerator<Event, void, undefined> {
	const queue = nodes.values();
	const ready: Event[] = [];
	const bugs: unknown[] = [];
	let wake = (): void => {};
	let working = 0;
	let isStopped = false;

	const tell = (): void => {
		wake();
	};
	const takeNodes = async (): Promise<void> => {
		try {
			for (const node of queue) {
				for await (const event of work(node)) {
					ready.push(event);
					tell();
				}
				if (isStopped || options.signal?.aborted === true) {
					return;
				}
			}
		} catch (error) {
			bugs.push(error);
			isStopped = true;
		} finally {
			working -= 1;
			tell();
		}
	};

	const places = options.signal?.aborted === true ? 0 : Math.min(options.concurrency, nodes.length);
	working = places;
	const workers = Array.from({length: places}, takeNodes);
	try {
		for (;;) {
			const event = ready.shift();
			if (event !== undefined) {
				yield event;
			} else if (working === 0) {
				break;
			} else {
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
		}
	} finally {
		isStopped = true;
		await Promise.all(workers);
	}
	if (bugs.length > 0) {
		throw bugs[0];
	}
}
