import {createHash} from 'node:crypto';
import {Failure} from '../../source/core/problem/failure.ts';
import {problem} from '../../source/core/problem/problem.ts';
import type {FileStore} from '../../source/ports/file-store.ts';

/** The operator's files in memory. `writes` counts the writes a path; `fails` makes every further write of a path fail. */
export type MemoryFiles = FileStore & {
	readonly contents: Map<string, string>;
	readonly modes: Map<string, number>;
	readonly writes: string[];
	readonly fails: Set<string>;
	/** Holds every write back until it is called. */
	readonly holdWrites: () => () => void;
};

/** Makes an empty store; it locks as the real one does, within itself. */
export const memoryFiles = (): MemoryFiles => {
	const contents = new Map<string, string>();
	const modes = new Map<string, number>();
	const writes: string[] = [];
	const fails = new Set<string>();
	const locks = new Set<string>();
	let gate = Promise.resolve();
	const begin = async (path: string): Promise<void> => {
		await gate;
		writes.push(path);
		if (fails.has(path)) {
			throw new Failure(problem('local-no-space', path, {path}));
		}
	};
	return {
		contents,
		modes,
		writes,
		fails,
		holdWrites: () => {
			const {promise, resolve} = Promise.withResolvers<void>();
			gate = promise;
			return resolve;
		},
		read: async (path) => contents.get(path),
		write: async (path, content, mode) => {
			await begin(path);
			contents.set(path, content);
			modes.set(path, mode);
		},
		append: async (path, line) => {
			await begin(path);
			contents.set(path, `${contents.get(path) ?? ''}${line}\n`);
			modes.set(path, 0o600);
		},
		remove: async (path) => {
			contents.delete(path);
		},
		// It has no folders of their own: each is there with what lies in it.
		removeEmptyFolder: async (path) => ![...contents.keys()].some((each) => each.startsWith(`${path}/`)),
		lock: async (path) => {
			if (locks.has(path)) {
				throw new Failure(problem('locked', path, {path, pid: 4711, host: 'here', isHere: true}));
			}
			locks.add(path);
			return async () => {
				locks.delete(path);
			};
		},
		sha256: async (path) => createHash('sha256').update(contents.get(path) ?? '').digest('hex'),
	};
};
