import type {Answers} from '../answers/answers.ts';
import {listAssignedRows} from '../record/record-token-rows.ts';
import type {RowPurpose} from '../token-file/choose-rows.ts';
import type {TokenFilesInput} from '../token-file/plan-token-file.ts';
import type {PlanInput} from './plan-input.ts';

/** What a run wants of the rows of token files; undefined: nothing, they are left alone. */
export const chooseRowPurpose = ({mode, tokenFile}: Answers): RowPurpose | undefined => (mode === 'token-file' ? 'keep' : tokenFile.retire ? 'retire' : undefined);

/** Gathers what the token files are planned from; undefined where the run has nothing to do with them. Secret: the masters' facts hold tokens. */
export const describeTokenFiles = ({answers, masters = [], record, rowPurpose, digest}: Pick<PlanInput, 'answers' | 'masters' | 'record' | 'rowPurpose' | 'digest'>, needyNodes: readonly string[]): TokenFilesInput | undefined => {
	const purpose = rowPurpose ?? chooseRowPurpose(answers);
	return purpose === undefined
		? undefined
		: {
				purpose,
				settings: answers.tokenFile,
				masters: masters.flatMap(({facts}) => facts ?? []),
				unread: masters.filter(({facts}) => facts === undefined).map(({name}) => name),
				needyNodes,
				assigned: listAssignedRows(record),
				digest,
			};
};
