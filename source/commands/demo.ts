import {spawnSync} from 'node:child_process';
import {createPaint} from '../headless/paint.ts';
import {openPractice} from '../sandbox/scenes/open-practice.ts';
import {type SceneName, scenes} from '../sandbox/scenes/scenes.ts';
import {chooseFrontEnd} from './choose-front-end.ts';
import {makeDemoFolder, removeDemoFolder, sweepDemoFolders} from './demo-folder.ts';
import {type DemoTour, type Pace, tell} from './demo-tour.ts';
import type {Invocation, RunCommand} from './invocation.ts';

// For who looks on, and for recordings.
const forPeople: Pace = {readMs: 1800, keyMs: 90, mendMs: 5000};

let foundSsh: boolean | undefined;

// Asked late: starting a program takes longer than a frame.
const hasSsh = (): boolean => {
	foundSsh ??= spawnSync('ssh', ['-V'], {stdio: 'ignore'}).error === undefined;
	return foundSsh;
};

const practiceProgram = (programFolder: URL): URL => new URL(import.meta.url.endsWith('.ts') ? 'practice.ts' : 'practice.js', programFolder);

const lead = async (invocation: Invocation, name: SceneName, folder: string): Promise<number> => {
	const {line, programFolder} = invocation;
	const frontEnd = chooseFrontEnd({isTerminal: process.stdin.isTTY && process.stdout.isTTY, env: process.env, wantsLines: line.flags.has('plain')});
	const practice = openPractice({scene: name, folder, program: practiceProgram(programFolder), onBug: (error) => process.emit('uncaughtException', error)});
	const demo: DemoTour = {invocation, name, scene: scenes[name], practice, folder, isAuto: line.flags.has('auto'), pace: forPeople, terminal: process, hasSsh};
	try {
		return frontEnd === 'screen' ? await (await import('./demo-screens.ts')).tourScreens(demo) : await (await import('./demo-lines.ts')).tourLines(demo);
	} finally {
		await practice.stop();
	}
};

/** `kubenroll demo`: the real wizard, run and board on a practice cluster in one temporary folder, which is gone afterwards; in lines where there is no screen. */
export const runDemo: RunCommand = async (invocation) => {
	const {line, text, stderr} = invocation;
	const words = text.demo;
	// The command line takes no other word.
	const name = (line.values.get('scene') ?? 'default') as SceneName;
	const swept = await sweepDemoFolders();
	if (swept.length > 0) {
		tell(invocation, words.swept(swept));
	}
	const {title, guide} = words.scenes[name];
	stderr.write(`${createPaint(stderr.hasColour)('strong', title)}\n`);
	tell(invocation, guide);
	const folder = await makeDemoFolder();
	try {
		tell(invocation, words.starting(folder));
		return await lead(invocation, name, folder);
	} finally {
		await removeDemoFolder(folder);
		tell(invocation, words.removed(folder));
	}
};
