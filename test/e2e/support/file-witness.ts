import {once} from 'node:events';
import {dirname, join, relative} from 'node:path';
import {Worker} from 'node:worker_threads';
import type {Host} from '../../lab/host.ts';
import type {PollerTask, SeenFile, SeenFiles} from './file-poller.ts';

/** Looks at files of a host all the time, as any program there could. */
export type FileWitness = {
	/** Ends it; resolves to every state that a file was seen in, by its path on the host. */
	readonly testify: () => Promise<ReadonlyMap<string, readonly SeenFile[]>>;
	[Symbol.asyncDispose](): Promise<void>;
};

/** Starts to look, and resolves after the first look. */
export async function witnessFiles(host: Host, paths: readonly string[]): Promise<FileWitness> {
	const diskPaths = new Map(paths.map(path => [findOnDisk(host, path), path]));
	const worker = new Worker(new URL('file-poller.ts', import.meta.url), {workerData: {name: 'file-poller', paths: [...diskPaths.keys()]} satisfies PollerTask});
	await once(worker, 'message');
	return {
		async testify() {
			worker.postMessage('stop', []);
			const [seen] = await once(worker, 'message') as [SeenFiles];
			return new Map([...seen].map(([diskPath, states]) => [diskPaths.get(diskPath) ?? diskPath, states]));
		},
		async [Symbol.asyncDispose]() {
			await worker.terminate();
		},
	};
}

function findOnDisk(host: Host, path: string): string {
	// Lab's README: /var/lib/kubelet is beside the tree.
	return path.startsWith('/var/lib/kubelet/') ? join(dirname(host.root), 'kubelet', relative('/var/lib/kubelet', path)) : join(host.root, path);
}
