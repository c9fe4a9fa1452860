import {type ChildProcess, fork, type ForkOptions} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {childEnvironment} from '../child-environment.ts';
import {enterNamespace, type TreeEntry} from './enter-tree.ts';
import type {Gatehouse, GatehouseSetup} from './gatehouse.ts';
import type {GatehouseNews, GatehouseOrder} from './gatehouse-messages.ts';

/** A gatehouse in a process of its own: `folder` is private to the nodes, whose trees are all there. */
export type GatehousePlace = GatehouseSetup & {readonly program: URL; readonly folder: string; readonly trees: readonly string[]; readonly onBug: (error: Error) => void};

const stopsWithinMs = 10_000;

const bug = (stack: string): Error => Object.assign(new Error('gates of the practice cluster'), {stack});

// It needs no large young generation: what sessions print goes through and is gone.
const nodeOptions = ['--max-semi-space-size=1'];

const start = async ({entry, program, folder, trees}: GatehousePlace): Promise<{readonly child: ChildProcess; readonly within: TreeEntry}> => {
	// A session of its own: a Ctrl-C at the terminal is none of its affairs, from the first moment on. The end of the channel is.
	const options: ForkOptions = {stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: childEnvironment(), detached: true};
	if (entry.kind !== 'namespace') {
		return {child: fork(program, [], {...options, execArgv: [...nodeOptions]}), within: entry};
	}
	const [execPath, ...words] = await enterNamespace(trees, join(folder, 'mounts'));
	return {child: fork(program, [], {...options, execPath, execArgv: [...words, process.execPath, ...nodeOptions]}), within: {kind: 'entered'}};
};

/** Opens the gatehouse in a process that is small and, where there are namespaces, in one of them with all trees mounted: sessions start several times as fast as from here. The caller stops it. */
export const openGatehouse = async (place: GatehousePlace): Promise<Gatehouse> => {
	const {clientKey, answer, onBug} = place;
	const {child, within} = await start(place);
	const opening = new Map<string, PromiseWithResolvers<number>>();
	// Who waits for a gate hears of what keeps it shut, whether that comes before or has been.
	const failed = Promise.withResolvers<never>();
	failed.promise.catch(() => undefined);
	let isStopping = false;
	const fail = (error: Error): void => {
		failed.reject(error);
		onBug(error);
	};
	const order = (what: GatehouseOrder): void => {
		if (child.connected) {
			child.send(what, () => undefined);
		}
	};
	// The program at the other end is ours and says nothing else.
	child.on('message', (message) => {
		const news = message as GatehouseNews;
		switch (news.type) {
			case 'opened': {
				opening.get(news.name)?.resolve(news.port);
				break;
			}
			case 'asked': {
				void answer(news.name, news.request).then((text) => order({type: 'answer', id: news.id, text}));
				break;
			}
			case 'bug': {
				fail(bug(news.stack));
				break;
			}
		}
	});
	child.on('error', fail);
	const ended = once(child, 'exit').then(
		([code, signal]) => {
			if (!isStopping) {
				fail(bug(`they ended by themselves (${signal ?? code})`));
			}
		},
		// What could not be started has no end; `error` has told of it.
		() => undefined,
	);
	order({type: 'begin', entry: within, clientKey});
	return {
		open: async (gate) => {
			const opened = Promise.withResolvers<number>();
			opening.set(gate.name, opened);
			order({type: 'open', gate});
			return Promise.race([opened.promise, failed.promise]);
		},
		run: (name, command) => order({type: 'run', name, command}),
		stop: async () => {
			isStopping = true;
			order({type: 'stop'});
			const patience = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs);
			await ended;
			clearTimeout(patience);
		},
	};
};
