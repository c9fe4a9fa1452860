import {rm} from 'node:fs/promises';
import type {PracticeNews, PracticeOrder} from './practice-messages.ts';
import {type SceneName, scenes} from './scenes.ts';
import {type RunningScene, startScene} from './start-scene.ts';

const tell = (news: PracticeNews): void => {
	if (process.connected) {
		process.send?.(news, () => undefined);
	}
};

const tellBug = (error: unknown): void => tell({type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error)});

/**
 * Runs the practice cluster of a scene until its kubenroll says so or is gone. Called in a process of its own with the arguments that openPractice gives.
 * Signals are kubenroll's affair: what a terminal sends to all goes to this process too.
 */
export const servePractice = async (scene: SceneName, folder: string, gatesProgram: URL): Promise<void> => {
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => undefined);
	}
	process.on('uncaughtException', tellBug);
	const isOver = Promise.withResolvers<'stopped' | 'orphaned'>();
	let running: RunningScene | undefined;
	process.once('disconnect', () => isOver.resolve('orphaned'));
	process.on('message', (order: PracticeOrder) => {
		if (order.type === 'stop') {
			isOver.resolve('stopped');
		} else {
			running?.mend().then((doors) => tell({type: 'mended', doors}), tellBug);
		}
	});
	try {
		running = await startScene(scenes[scene], {folder, gatesProgram, onBug: tellBug});
		tell({type: 'started', practice: running.practice});
		const end = await isOver.promise;
		await running.stop();
		if (end === 'orphaned') {
			// Nobody is left to do it.
			await rm(folder, {recursive: true, force: true, maxRetries: 3});
		}
	} catch (error) {
		tellBug(error);
	}
};
