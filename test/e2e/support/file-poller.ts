// Runs on a thread of its own: reads some files about a thousand times a second and keeps every state that was seen of each.
import {closeSync, fstatSync, openSync, readFileSync} from 'node:fs';
import {parentPort, workerData, type MessagePort} from 'node:worker_threads';

/** A file as it was for at least a moment. */
export type SeenFile = {readonly mode: number; readonly uid: number; readonly content: string};

/** What the thread is given. */
export type PollerTask = {readonly name: 'file-poller'; readonly paths: readonly string[]};

/** Every state seen, by path; a path that never was has none. */
export type SeenFiles = ReadonlyMap<string, readonly SeenFile[]>;

const pauseMs = 1;

function look(path: string, seen: Map<string, SeenFile>): void {
	let descriptor: number;
	try {
		descriptor = openSync(path, 'r');
	} catch {
		// Not there now.
		return;
	}

	try {
		const {mode, uid} = fstatSync(descriptor);
		const file = {mode: mode & 0o7777, uid, content: readFileSync(descriptor, 'latin1')};
		seen.set(JSON.stringify(file), file);
	} finally {
		closeSync(descriptor);
	}
}

function poll(port: MessagePort, {paths}: PollerTask): void {
	const seen = new Map(paths.map(path => [path, new Map<string, SeenFile>()] as const));
	const lookAtAll = () => {
		for (const [path, states] of seen) {
			look(path, states);
		}
	};

	const timer = setInterval(lookAtAll, pauseMs);
	port.on('message', () => {
		clearInterval(timer);
		lookAtAll();
		port.postMessage(new Map([...seen].map(([path, states]) => [path, [...states.values()]])));
		port.close();
	});
	lookAtAll();
	port.postMessage('ready');
}

const task = workerData as Partial<PollerTask> | undefined;
if (parentPort && task?.name === 'file-poller') {
	poll(parentPort, task as PollerTask);
}
