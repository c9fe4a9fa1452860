import {spawnSync} from 'node:child_process';
import {inquirerPrompter} from '../adapters/inquirer/inquirer-prompter.ts';
import {quoteShell} from '../core/untrusted/quote-shell.ts';
import {wrapHanging} from '../text/typeset.ts';
import {createPaint} from '../headless/paint.ts';
import {type Scene, type SceneName, sceneNames, scenes} from '../sandbox/scenes/scenes.ts';
import {type RunningScene, startScene} from '../sandbox/scenes/start-scene.ts';
import type {SceneId} from '../text/demo-text.ts';
import {runCsrList} from './csr-list.ts';
import {runCsrShow} from './csr-show.ts';
import {makeDemoFolder, removeDemoFolder, sweepDemoFolders} from './demo-folder.ts';
import {runEnroll} from './enroll.ts';
import type {Invocation, RunCommand} from './invocation.ts';
import {openDirectShell} from './open-direct-shell.ts';
import {parseCommandLine} from './parse-command-line.ts';

type Tour = {readonly invocation: Invocation; readonly scene: Scene; readonly running: RunningScene; readonly isAuto: boolean};

const cancelled = 130;

const hasSsh = (): boolean => spawnSync('ssh', ['-V'], {stdio: 'ignore'}).error === undefined;

const isSceneName = (name: string): name is SceneName & SceneId => sceneNames.some((each) => each === name);

const tell = ({stderr}: Pick<Invocation, 'stderr'>, ...lines: readonly string[]): void => {
	stderr.write(lines.flatMap((line) => wrapHanging('', line, stderr.columns)).map((line) => `${line}\n`).join(''));
};

// What a person would type, and then the very command.
const runTyped = async ({invocation, running}: Tour, command: RunCommand, words: readonly string[], title: string): Promise<number> => {
	const {stderr} = invocation;
	const paint = createPaint(stderr.hasColour);
	stderr.write(`\n${paint('strong', title)}\n${paint('faint', `$ kubenroll ${words.map(quoteShell).join(' ')}`)}\n`);
	const argv = [...words, '--config', running.configPath];
	return command({...invocation, line: parseCommandLine(argv), argv});
};

/** The request most worth a look: one that was filed for a node that is none of ours. */
const findSuspect = ({scene, running}: Tour): string | undefined =>
	scene.showsRequest ? running.server.list('certificatesigningrequests').find((request) => JSON.stringify(request['status'] ?? {}) === '{}')?.metadata.name : undefined;

const enrollBefore = async ({invocation, scene, running}: Tour): Promise<void> => {
	if (scene.enrolledBefore.length === 0) {
		return;
	}
	const argv = ['enroll', '--yes', '--accept-new-host-keys', '--nodes', scene.enrolledBefore.join(','), '--config', running.configPath];
	const silent = {...invocation.stderr, write: () => undefined};
	await runEnroll({...invocation, stderr: silent, stdout: silent, line: parseCommandLine(argv), argv});
	tell(invocation, invocation.text.demo.enrolledBefore(scene.enrolledBefore));
};

const stay = async ({invocation, running}: Tour): Promise<void> => {
	const {text, stderr, signal} = invocation;
	const words = text.demo;
	stderr.write(`\n${words.tryNext}\n`);
	for (const {command, says} of words.commands(quoteShell(running.configPath), quoteShell(running.sshConfigPath), running.nodes.doors[0]?.name ?? '')) {
		stderr.write(`  ${command}\n      ${says}\n`);
	}
	tell(invocation, words.endless);
	const prompter = inquirerPrompter();
	while (!signal.aborted && !(await prompter.confirm(words.end))) {
		tell(invocation, words.endless);
	}
};

const tour = async (journey: Tour): Promise<number> => {
	const {invocation, scene, isAuto} = journey;
	const {text, signal} = invocation;
	const {chapters} = text.demo;
	await enrollBefore(journey);
	const code = await runTyped(journey, runEnroll, ['enroll', '--accept-new-host-keys', ...(isAuto ? ['--yes'] : [])], chapters.enroll);
	if (code === cancelled || signal.aborted) {
		return cancelled;
	}
	if (scene.exitCode !== 1) {
		await runTyped(journey, runCsrList, ['csr', 'list'], chapters.list);
		const suspect = findSuspect(journey);
		if (suspect !== undefined) {
			await runTyped(journey, runCsrShow, ['csr', 'show', suspect], chapters.show);
		}
	}
	if (!isAuto) {
		await stay(journey);
		return 0;
	}
	if (code !== scene.exitCode) {
		tell(invocation, text.demo.otherwise(scene.exitCode, code));
		return 1;
	}
	return 0;
};

const start = async (invocation: Invocation, scene: Scene, folder: string): Promise<RunningScene> => {
	const {text} = invocation;
	const beganAtMs = Date.now();
	tell(invocation, text.demo.starting(folder));
	const running = await startScene(scene, {folder, onBug: (error) => process.emit('uncaughtException', error instanceof Error ? error : new Error(String(error)))});
	tell(invocation, text.demo.started({server: running.server.vip.url, version: running.version, nodes: scene.nodes.length, seconds: `${((Date.now() - beganAtMs) / 1000).toFixed(1)} s`}));
	if (running.nodes.entry.kind === 'rewrite') {
		tell(invocation, text.demo.withoutNamespaces);
	}
	return running;
};

/** `kubenroll demo`: the real enrolment on a practice cluster in one temporary folder, which is gone afterwards. */
export const runDemo: RunCommand = async (invocation) => {
	const {line, text, stderr} = invocation;
	const words = text.demo;
	const name = line.values.get('scene') ?? 'default';
	const swept = await sweepDemoFolders();
	if (swept.length > 0) {
		tell(invocation, words.swept(swept));
	}
	if (!isSceneName(name)) {
		throw new TypeError(`no scene ${name}`);
	}
	const {title, guide} = words.scenes[name];
	stderr.write(`${createPaint(stderr.hasColour)('strong', title)}\n`);
	tell(invocation, guide);
	if (name === 'token-file') {
		tell(invocation, words.notYet);
		return 0;
	}
	const scene = scenes[name];
	const isAuto = line.flags.has('auto') || !inquirerPrompter().canAsk;
	const folder = await makeDemoFolder();
	try {
		const running = await start(invocation, scene, folder);
		try {
			if (hasSsh()) {
				return await tour({invocation, scene, running, isAuto});
			}
			tell(invocation, words.withoutSsh);
			return await tour({invocation: {...invocation, shell: openDirectShell(running.nodes)}, scene, running, isAuto});
		} finally {
			await running.stop();
		}
	} finally {
		await removeDemoFolder(folder);
		tell(invocation, words.removed(folder));
	}
};
