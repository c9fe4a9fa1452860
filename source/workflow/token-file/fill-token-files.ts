import type {Answers} from '../../core/answers/answers.ts';
import {describeTokenFiles} from '../../core/plan/describe-token-files.ts';
import type {PlanInput} from '../../core/plan/plan-input.ts';
import type {TokenRowRecord} from '../../core/record/record.ts';
import type {RowPlan} from '../../core/token-file/choose-rows.ts';
import {describeRows} from '../../core/token-file/describe-rows.ts';
import {type MasterTokenFile, planTokenFiles, readStandingTokens, writeTokenFiles} from '../../core/token-file/plan-token-file.ts';
import type {Edges} from '../operation.ts';
import type {Prepared} from '../plan/prepare-plan.ts';
import {drawRowTokens} from './draw-row-tokens.ts';

/** The token files of a confirmed plan with the tokens in them; lives in memory only, and is secret but for `rows` and `record`. */
export type FilledTokenFiles = {
	readonly rows: readonly RowPlan[];
	/** By the user of the row: those that stand and those that were drawn. */
	readonly tokens: ReadonlyMap<string, string>;
	/** The new text of each file that changes, by master. */
	readonly contents: ReadonlyMap<string, string>;
	/** What is to be done about them, master by master. */
	readonly masters: readonly MasterTokenFile[];
	/** What to note once they are in place. */
	readonly record: readonly TokenRowRecord[];
};

const nothing: FilledTokenFiles = {rows: [], tokens: new Map(), contents: new Map(), masters: [], record: []};

/** Draws the tokens of new rows and writes the texts of the files that the plan changes; nothing is put anywhere. `rowPurpose` as in PlanInput; `needyNodes` are the plan's unless told otherwise. */
export const fillTokenFiles = ({entropy, pki, clock}: Pick<Edges, 'entropy' | 'pki' | 'clock'>, answers: Answers, {plan, masters, record}: Pick<Prepared, 'plan' | 'masters' | 'record'>, {rowPurpose, needyNodes = plan.nodes.filter(({needsToken}) => needsToken).map(({name}) => name)}: Pick<PlanInput, 'rowPurpose'> & {readonly needyNodes?: readonly string[]} = {}): FilledTokenFiles => {
	const digest = (text: string): string => pki.sha256(text);
	const input = describeTokenFiles({answers, masters, record, digest, ...(rowPurpose === undefined ? {} : {rowPurpose})}, needyNodes);
	if (input === undefined) {
		return nothing;
	}
	const planned = planTokenFiles(input);
	const drawn = drawRowTokens(entropy, planned.rows);
	const tokens = new Map([...drawn, ...readStandingTokens(input)]);
	return {masters: planned.masters, rows: planned.rows, tokens, contents: writeTokenFiles(input, planned, drawn), record: describeRows(planned.rows, tokens, {digest, addedAt: new Date(clock.nowMs()).toISOString()})};
};
