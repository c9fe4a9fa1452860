// npm run bench -- [--nodes 50,100] [--requests 1000] [--rounds 5] [--concurrency 32]: prints figures, asserts nothing about them.
import {spawnSync} from 'node:child_process';
import {cpus, loadavg} from 'node:os';
import {parseArgs} from 'node:util';
import {hasSshd, openSshdLab} from '../support/sshd.ts';
import {measureApproving} from './approve-requests.ts';
import {measureFiveHundredNodes} from './five-hundred-nodes.ts';
import {startFleet} from './fleet.ts';
import {measurePlacing} from './place-files.ts';
import {measurePureWork} from './pure-work.ts';
import {measureBusyBoards} from './screens/busy-board.ts';
import {measureFirstFrames} from './screens/first-frame.ts';
import {measureStartUp} from './start-up.ts';
import {printHeading, printRows} from './table.ts';

const {values} = parseArgs({options: {nodes: {type: 'string', default: '50,100'}, rounds: {type: 'string', default: '5'}, requests: {type: 'string', default: '1000'}, kubeconfig: {type: 'string'}, concurrency: {type: 'string', default: '32'}}});
const rounds = Number(values.rounds);
const concurrency = Number(values.concurrency);

// Whatever runs ends itself, and what it started, when it is told so.
const interrupt = new AbortController();
const {signal} = interrupt;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(name, () => interrupt.abort());
}

const version = spawnSync('ssh', ['-V'], {encoding: 'utf8'}).stderr?.trim() ?? 'no ssh';
console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node.js ${process.versions.node}, ${version}, load ${loadavg()[0]?.toFixed(1)} at the start`);
console.log(`medians of ${rounds} rounds, ways in turn; × is the ratio of the medians (least–most of a round)`);

const measureFleet = async (count: number): Promise<void> => {
	const lab = await openSshdLab();
	try {
		const fleet = await startFleet(lab, count, signal);
		printHeading(`Four files to ${count} sshd on loopback, ${concurrency} at once`);
		printRows(await measurePlacing(fleet, {rounds, concurrency, signal}));
	} finally {
		await lab.stop();
	}
};

try {
	if (values.kubeconfig !== undefined) {
		printHeading(`Approve ${values.requests} requests of the cluster of ${values.kubeconfig}`);
		printRows(await measureApproving(Number(values.requests), {rounds, signal, cluster: values.kubeconfig}));
		process.exit();
	}
	printHeading('Start');
	printRows(await measureStartUp(rounds * 3, signal));
	printHeading('First frame on a terminal');
	printRows(await measureFirstFrames(rounds * 2, signal));
	printHeading('The board, against a practice API server in another process');
	printRows(await measureBusyBoards(signal));
	printHeading('Five hundred practice nodes');
	printRows(await measureFiveHundredNodes(signal));
	printHeading('Without a network');
	printRows(await measurePureWork(rounds, signal));
	printHeading(`Approve ${values.requests} requests of a practice API server in a process of its own`);
	printRows(await measureApproving(Number(values.requests), {rounds, signal}));
	for (const count of hasSshd ? values.nodes.split(',').map(Number) : []) {
		await measureFleet(count);
	}
} catch (error) {
	if (!signal.aborted) {
		throw error;
	}
	process.exitCode = 130;
}
