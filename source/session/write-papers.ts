import type {Answers} from '../core/answers/answers.ts';
import type {PapersFound, PapersWish} from '../core/wizard/discoveries.ts';
import {writeArtifacts} from '../workflow/artifacts/write-artifacts.ts';
import {writeOfflineArtifacts} from '../workflow/artifacts/write-offline-artifacts.ts';
import type {Operation} from '../workflow/operation.ts';
import {startSession} from './session.ts';
import type {WizardPasswords, WizardPorts} from './wizard-ports.ts';

/** What writing needs of a wizard. */
export type PapersContext = {readonly ports: WizardPorts; readonly passwords: WizardPasswords; readonly signal: AbortSignal};

const runToEnd = async (operation: Operation, {ports, signal}: PapersContext): Promise<Pick<Extract<PapersFound, {kind: 'files'}>, 'count' | 'problems'>> => {
	const session = startSession(operation, ports.clock);
	const abort = (): void => session.send({type: 'abort'});
	signal.addEventListener('abort', abort, {once: true});
	try {
		const report = await session.finished;
		return {count: report.changed.files, problems: report.outcomes.flatMap(({problems}) => problems)};
	} finally {
		signal.removeEventListener('abort', abort);
	}
};

const writeFiles = async (folder: string, context: PapersContext, answers: Answers): Promise<PapersFound> => {
	const {ports, passwords} = context;
	const place = ports.placeFolder(folder);
	if (answers.cluster.offline !== undefined) {
		return {kind: 'files', folder: place, ...(await runToEnd(writeOfflineArtifacts(place, ports.manualPage)(ports, answers, ports.settings), context))};
	}
	const api = await ports.openCluster(answers.cluster);
	const shell = await ports.openShell(answers, passwords);
	try {
		return {kind: 'files', folder: place, ...(await runToEnd(writeArtifacts(place, ports.manualPage)({...ports, api, shell}, answers, ports.settings), context))};
	} finally {
		await shell.close();
		api.close();
	}
};

/** Writes on this machine what was wished for; nothing is changed anywhere else. Rejects with Failure. */
export const writePapers = async (wish: PapersWish, context: PapersContext, answers: Answers): Promise<PapersFound> =>
	wish.kind === 'plan' ? {kind: 'plan', path: await context.ports.savePlan(wish.plan)} : writeFiles(wish.folder, context, answers);
