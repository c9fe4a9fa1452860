import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {childEnvironment} from '../child-environment.ts';
import type {NodeDoor} from '../nodes/start-nodes.ts';
import type {PracticeNews, PracticeOrder, StartedPractice} from './practice-messages.ts';
import type {SceneName} from './scenes.ts';

/** A practice cluster in a process of its own. */
export type Practice = {
	/** Starts it, unless it has been: a screen comes up before that. */
	readonly begin: () => void;
	/** Resolves when all of it is up. Rejects with what kept it from starting. */
	readonly started: Promise<StartedPractice>;
	/** Where ssh gets into the nodes, now. */
	readonly doors: () => readonly NodeDoor[];
	/** Mends what the scene has somebody mend; resolves when it is. */
	readonly mend: () => Promise<void>;
	/** Ends it. The folder is left to its owner. */
	readonly stop: () => Promise<void>;
};

/** Where it lives, and whom it tells of its own bugs. */
export type PracticeSetup = {readonly scene: SceneName; readonly folder: string; readonly program: URL; readonly onBug: (error: Error) => void};

type Running = {readonly child: ChildProcess; readonly ended: Promise<void>};

const lastWords = 2000;
// What a terminal sends to all ends it while it is loaded, before it leaves signals to us; we were sent it too.
const toAll: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
// Ending takes a moment; what is not over by then never will be.
const stopsWithinMs = 10_000;

const bug = (stack: string): Error => Object.assign(new Error('practice cluster'), {stack});

/**
 * The practice cluster of a scene beside this process, so that neither waits for the other: what draws and enrols here, what answers and simulates there.
 * It ends with this process, however that ends.
 */
export const openPractice = ({scene, folder, program, onBug}: PracticeSetup): Practice => {
	const started = Promise.withResolvers<StartedPractice>();
	let mended = Promise.withResolvers<void>();
	let doors: readonly NodeDoor[] = [];
	let isStopping = false;
	let running: Running | undefined;
	let said = '';
	const giveUp = (error: Error): void => {
		started.reject(error);
		mended.reject(error);
	};
	const fail = (error: Error): void => {
		giveUp(error);
		onBug(error);
	};
	// Whoever waits for neither has heard of the bug.
	started.promise.catch(() => undefined);
	mended.promise.catch(() => undefined);
	const hear = (news: PracticeNews): void => {
		switch (news.type) {
			case 'started': {
				({doors} = news.practice);
				started.resolve(news.practice);
				break;
			}
			case 'mended': {
				({doors} = news);
				mended.resolve();
				break;
			}
			case 'bug': {
				fail(bug(news.stack));
				break;
			}
		}
	};
	const begin = (): Running => {
		const child = fork(program, [scene, folder], {stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: childEnvironment()});
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said = `${said}${text}`.slice(-lastWords);
		});
		// The program at the other end is ours and says nothing else.
		child.on('message', (message) => hear(message as PracticeNews));
		child.on('error', fail);
		const ended = once(child, 'close').then(
			([code, signal]) => {
				if (toAll.includes(signal)) {
					giveUp(new Failure(problem('run-cancelled', 'kubenroll', {phase: 'read-cluster'}), 'cancelled'));
				} else if (!isStopping) {
					fail(bug(`the practice cluster ended by itself (${signal ?? code}): ${said}`));
				}
			},
			// What could not be started has no end; `error` has told of it.
			() => undefined,
		);
		return {child, ended};
	};
	const order = (what: PracticeOrder): void => {
		if (running?.child.connected === true) {
			running.child.send(what, () => undefined);
		}
	};
	return {
		begin: () => {
			if (!isStopping) {
				running ??= begin();
			}
		},
		started: started.promise,
		doors: () => doors,
		mend: async () => {
			mended = Promise.withResolvers();
			order({type: 'mend'});
			return mended.promise;
		},
		stop: async () => {
			isStopping = true;
			order({type: 'stop'});
			const patience = setTimeout(() => running?.child.kill('SIGKILL'), stopsWithinMs);
			await running?.ended;
			clearTimeout(patience);
		},
	};
};
