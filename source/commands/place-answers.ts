import {dirname, resolve} from 'node:path';
import type {Invocation} from './invocation.ts';

/** The file that the wizard writes, as shown, and the folder it is found in. */
export type AnswersPlace = {readonly path: string; readonly folder: string};

/** Where the answers are, or will be: kubenroll.yaml here, or --config. */
export const placeAnswers = ({line}: Invocation): AnswersPlace => {
	const path = line.values.get('config') ?? 'kubenroll.yaml';
	return {path, folder: resolve(dirname(path))};
};
