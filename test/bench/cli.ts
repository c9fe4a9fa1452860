// npm run bench -- [--nodes 50,100] [--rounds 5] [--concurrency 32]: prints figures, asserts nothing about them.
import {spawnSync} from 'node:child_process';
import {cpus, loadavg} from 'node:os';
import {parseArgs} from 'node:util';
import {hasSshd, openSshdLab} from '../support/sshd.ts';
import {startFleet} from './fleet.ts';
import {measurePlacing} from './place-files.ts';
import {measurePureWork} from './pure-work.ts';
import {measureStartUp} from './start-up.ts';
import {printHeading, printRows} from './table.ts';

const {values} = parseArgs({options: {nodes: {type: 'string', default: '50,100'}, rounds: {type: 'string', default: '5'}, concurrency: {type: 'string', default: '32'}}});
const rounds = Number(values.rounds);
const concurrency = Number(values.concurrency);

/** Ends what runs, in the order that it was started last. */
const cleanUps = new Set<() => Promise<void>>();
const cleanUp = async (): Promise<void> => {
	for (const end of [...cleanUps].toReversed()) {
		await end();
	}
	cleanUps.clear();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => {
		void cleanUp().finally(() => process.exit(130));
	});
}

const version = spawnSync('ssh', ['-V'], {encoding: 'utf8'}).stderr?.trim() ?? 'no ssh';
console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node.js ${process.versions.node}, ${version}, load ${loadavg()[0]?.toFixed(1)} at the start`);
console.log(`medians of ${rounds} rounds, ways in turn; × is the ratio of the medians (least–most of a round)`);

try {
	printHeading('Start');
	printRows(await measureStartUp(rounds * 3));
	printHeading('Without a network');
	printRows(await measurePureWork(rounds));
	for (const count of hasSshd ? values.nodes.split(',').map(Number) : []) {
		const lab = await openSshdLab();
		const stop = async (): Promise<void> => lab.stop();
		cleanUps.add(stop);
		const fleet = await startFleet(lab, count);
		printHeading(`Four files to ${count} sshd on loopback, ${concurrency} at once`);
		printRows(await measurePlacing(fleet, {rounds, concurrency, cleanUps}));
		await stop();
		cleanUps.delete(stop);
	}
} finally {
	await cleanUp();
}
