// Runs on a thread of its own: reads the arguments and environment of every process of the machine, over and over, and keeps each text once.
// Processes in the hosts of a lab are processes of the machine as well; their cgroup tells them apart.
import {readdirSync, readFileSync} from 'node:fs';
import {parentPort, workerData} from 'node:worker_threads';
import type {MessagePort} from 'node:worker_threads';

/** Text → where it was first seen. */
export type ProcessSamples = ReadonlyMap<string, string>;

const pauseMs = 1;

function sample(seen: Map<string, string>): void {
	for (const pid of readdirSync('/proc')) {
		if (!/^\d+$/.test(pid)) {
			continue;
		}

		for (const kind of ['cmdline', 'environ']) {
			const text = readOrNothing(`/proc/${pid}/${kind}`);
			if (text !== '' && !seen.has(text)) {
				seen.set(text, `${kind} of process ${pid} ${nameHost(pid)}`);
			}
		}
	}
}

function readOrNothing(path: string): string {
	try {
		return readFileSync(path, 'latin1');
	} catch {
		// Ended meanwhile, or none of ours to read.
		return '';
	}
}

function nameHost(pid: string): string {
	const host = /kubenroll-lab\/[^/\n]+\/(\w+)/.exec(readOrNothing(`/proc/${pid}/cgroup`))?.[1];
	return host === undefined ? 'on this machine' : `on ${host}`;
}

function samplePeriodically(port: MessagePort, seen: Map<string, string>): void {
	let isStopped = false;
	port.on('message', () => {
		isStopped = true;
		port.postMessage(seen);
		port.close();
	});
	const again = () => {
		if (!isStopped) {
			sample(seen);
			setTimeout(again, pauseMs);
		}
	};

	sample(seen);
	port.postMessage('ready');
	again();
}

if (parentPort && workerData === 'process-sampler') {
	samplePeriodically(parentPort, new Map());
}
