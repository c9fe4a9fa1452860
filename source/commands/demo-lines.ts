// The tour where there is no screen: what a person would type, and then those very commands.
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {quoteShell} from '../core/untrusted/quote-shell.ts';
import {createPaint} from '../headless/paint.ts';
import {formatSceneAnswers} from '../sandbox/scenes/format-scene-answers.ts';
import type {StartedPractice} from '../sandbox/scenes/practice-messages.ts';
import {runCsrList} from './csr-list.ts';
import {runCsrShow} from './csr-show.ts';
import {type DemoTour, tell} from './demo-tour.ts';
import {runEnroll} from './enroll.ts';
import type {Invocation, RunCommand} from './invocation.ts';
import {openPrompter} from './open-prompter.ts';
import {withReview} from './open-review.ts';
import {parseCommandLine} from './parse-command-line.ts';

type Tour = DemoTour & {readonly started: StartedPractice; readonly configPath: string};

const cancelled = 130;

const runTyped = async ({invocation, configPath}: Tour, command: RunCommand, words: readonly string[], title: string): Promise<number> => {
	const {stderr} = invocation;
	const paint = createPaint(stderr.hasColour);
	stderr.write(`\n${paint('strong', title)}\n${paint('faint', `$ kubenroll ${words.map(quoteShell).join(' ')}`)}\n`);
	const argv = [...words, '--config', configPath];
	return command({...invocation, line: parseCommandLine(argv), argv});
};

const silence = (invocation: Invocation): Invocation => {
	const silent = {...invocation.stderr, write: () => undefined};
	return {...invocation, stderr: silent, stdout: silent};
};

/** The request most worth a look: one that nobody should approve. */
const findSuspect = async ({invocation, configPath}: Tour): Promise<string | undefined> => {
	let suspect: string | undefined;
	await withReview({...silence(invocation), line: parseCommandLine(['csr', 'list', '--config', configPath])}, ['requests', 'nodes', 'tokens'], async ({requests}) => {
		suspect = requests.find(({judgement}) => judgement.verdict === 'REFUSE')?.judgement.name;
		return 0;
	});
	return suspect;
};

/** Enrols what a scene has enrolled before it begins; tells nothing but that it went wrong. */
export const enrollBefore = async ({invocation, scene}: DemoTour, configPath: string): Promise<void> => {
	const argv = ['enroll', '--yes', '--accept-new-host-keys', '--nodes', scene.enrolledBefore.join(','), '--config', configPath];
	const code = await runEnroll({...silence(invocation), line: parseCommandLine(argv), argv});
	if (code !== 0 && code !== cancelled) {
		tell(invocation, invocation.text.demo.otherwise(0, code));
	}
};

const stay = async ({invocation, configPath, started}: Tour): Promise<void> => {
	const {text, stderr, signal} = invocation;
	const words = text.demo;
	stderr.write(`\n${words.tryNext}\n`);
	for (const {command, says} of words.commands(quoteShell(configPath), quoteShell(started.sshConfigPath), started.doors[0]?.name ?? '')) {
		stderr.write(`  ${command}\n      ${says}\n`);
	}
	const prompter = openPrompter(signal);
	while (!signal.aborted && !(await prompter.confirm(words.end))) {
		tell(invocation, words.endless);
	}
};

const tour = async (journey: Tour): Promise<number> => {
	const {invocation, scene, configPath} = journey;
	const {text, signal} = invocation;
	const {chapters} = text.demo;
	const isAuto = journey.isAuto || !openPrompter(signal).canAsk;
	if (scene.enrolledBefore.length > 0) {
		await enrollBefore(journey, configPath);
		tell(invocation, text.demo.enrolledBefore(scene.enrolledBefore));
	}
	const code = await runTyped(journey, runEnroll, ['enroll', '--accept-new-host-keys', ...(isAuto ? ['--yes'] : [])], chapters.enroll);
	if (code === cancelled || signal.aborted) {
		tell(invocation, text.demo.goesOn);
		return cancelled;
	}
	if (scene.exitCode !== 1) {
		await runTyped(journey, runCsrList, ['csr', 'list'], chapters.list);
		const suspect = scene.showsRequest ? await findSuspect(journey) : undefined;
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

/** Leads through a scene in lines. */
export const tourLines = async (demo: DemoTour): Promise<number> => {
	const {invocation, scene, practice, folder, hasSsh} = demo;
	const {text} = invocation;
	const beganAtMs = Date.now();
	practice.begin();
	const started = await practice.started;
	tell(invocation, text.demo.started({server: started.apiServer, version: started.version, nodes: scene.nodes.length, seconds: `${((Date.now() - beganAtMs) / 1000).toFixed(1)} s`}));
	if (started.entry === 'rewrite') {
		tell(invocation, text.demo.withoutNamespaces);
	}
	if (started.masters.length < scene.masters.length) {
		tell(invocation, text.demo.withoutMasters);
	}
	const configPath = join(folder, 'kubenroll.yaml');
	await writeFile(configPath, formatSceneAnswers({scene, apiServer: started.apiServer, masters: started.masters, nodes: started.doors.slice(0, scene.nodes.length).map(({name, address}) => `${name}=${address}`)}));
	if (hasSsh()) {
		return tour({...demo, started, configPath});
	}
	tell(invocation, text.demo.withoutSsh);
	const {openDirectShell} = await import('./open-direct-shell.ts');
	const shell = openDirectShell(practice.doors, await readFile(started.identityPath, 'utf8'));
	return tour({...demo, invocation: {...invocation, shell}, started, configPath});
};
