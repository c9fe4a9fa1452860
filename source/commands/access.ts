import {localFiles} from '../adapters/local/local-files.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import {relative, resolve} from 'node:path';
import type {ClusterApi} from '../ports/cluster-api.ts';
import {createAccess} from '../workflow/access/create-access.ts';
import {removeAccess} from '../workflow/access/remove-access.ts';
import type {Invocation, RunCommand} from './invocation.ts';
import {openAnsweredCluster} from './open-edges.ts';
import {printProblems} from './open-review.ts';
import {readDurationMs} from './parse-command-line.ts';
import {readAnswersIfAny} from './read-answers.ts';

const usualName = 'board';

// A working day: long enough not to be in the way, short enough to be forgotten without harm.
const usualLifetime = '8h';

const withCluster = async ({line, text, stderr}: Invocation, work: (api: ClusterApi) => Promise<void>): Promise<number> => {
	const {answers, warnings} = await readAnswersIfAny(localFiles, line);
	printProblems(warnings, text, stderr);
	const api = await openAnsweredCluster(answers);
	try {
		await work(api);
		return 0;
	} finally {
		api.close();
	}
};

const folder = (): string => resolve('.');

const show = (path: string): string => relative(folder(), path);

/** `kubenroll access create [NAME]`: a kubeconfig that may do what the board needs, and nothing more (P31). */
export const runAccessCreate: RunCommand = async (invocation) =>
	withCluster(invocation, async (api) => {
		const {line, text, stdout, stderr, signal} = invocation;
		const name = line.arguments[0] ?? usualName;
		const {path, endsAt, tokens, problems} = await createAccess({api, files: localFiles, clock: systemClock}, {name, lifetimeMs: readDurationMs(line.values.get('for') ?? usualLifetime), folder: folder()}, signal);
		printProblems(problems, text, stderr);
		stdout.write(text.access.created({path: show(path), name, endsAt, tokens}).map((each) => `${each}\n`).join(''));
	});

/** `kubenroll access remove [NAME]`: takes it away again. */
export const runAccessRemove: RunCommand = async (invocation) =>
	withCluster(invocation, async (api) => {
		const {line, text, stdout, signal} = invocation;
		const {objects, path} = await removeAccess({api, files: localFiles}, {name: line.arguments[0] ?? usualName, folder: folder()}, signal);
		stdout.write(`${text.access.removed({objects, ...(path === undefined ? {} : {path: show(path)})})}\n`);
	});
