import type {TokenRowRecord} from '../record/record.ts';
import type {RowPlan} from './choose-rows.ts';

/** What the record keeps of the rows that are on every master now; `tokens` by user. */
export const describeRows = (rows: readonly RowPlan[], tokens: ReadonlyMap<string, string>, {digest, addedAt}: {readonly digest: (text: string) => string; readonly addedAt: string}): readonly TokenRowRecord[] =>
	rows.flatMap(({user, action, node}) => {
		const token = tokens.get(user);
		return action === 'delete' || token === undefined ? [] : [{user, sha256: digest(token), ...(node === undefined ? {} : {node}), addedAt}];
	});
