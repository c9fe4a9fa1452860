import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {pickRow, type RowPlan} from '../../core/token-file/choose-rows.ts';
import type {Answers, ApiServerAddress} from '../../core/answers/answers.ts';
import {proveToken} from '../cluster/prove-token.ts';
import type {TokenPurse} from '../enroll/token-purse.ts';
import type {Edges, RunControl} from '../operation.ts';
import type {Prepared} from '../plan/prepare-plan.ts';

/** What the purse is filled with: the plan's rows, and the tokens of all of them by user. Secret. */
export type RowPurseContent = {readonly rows: readonly RowPlan[]; readonly tokens: ReadonlyMap<string, string>; readonly scope: Answers['tokenFile']['rows']};

/**
 * The purse of token-file mode: every master has the rows when it is opened, and they stay there when it is closed, because taking one off
 * means another restart of every apiserver.
 */
export const openRowPurse = (edges: Pick<Edges, 'api' | 'clock'>, prepared: Pick<Prepared, 'cluster' | 'apiServer' | 'plan'>, {rows, tokens, scope}: RowPurseContent, control: Pick<RunControl, 'emit' | 'signal'>): TokenPurse => {
	const take = (node: string): string => {
		const row = pickRow(rows, scope, node);
		const token = row === undefined ? undefined : tokens.get(row.user);
		if (token === undefined) {
			throw new Failure(problem('token-row-absent', node, {}));
		}
		return token;
	};
	const prove = async (token: string, address: ApiServerAddress, endpoints: readonly ApiServerAddress[]): Promise<readonly string[]> =>
		proveToken({api: edges.api, clock: edges.clock, token, mode: 'token-file', endpoints, address, signal: control.signal, onProblem: (found) => control.emit({type: 'problem-found', problem: found})});
	const needy = prepared.plan.nodes.filter(({needsToken}) => needsToken).map(({name}) => name);
	// All rows of a master come from one file, read at once: a newly written one tells most.
	const pickProof = (): string | undefined => {
		const fresh = rows.find(({action}) => action === 'create' || action === 'restore') ?? rows.find(({action}) => action === 'keep');
		const [first] = needy;
		return first === undefined || fresh?.action !== 'keep' ? tokens.get(fresh?.user ?? '') : take(first);
	};
	return {
		tokenFor: async (node) => take(node),
		prove: async () => {
			const token = pickProof();
			if (token !== undefined) {
				control.emit({type: 'token-proved', endpoints: await prove(token, prepared.apiServer, prepared.cluster.apiServerEndpoints)});
			}
		},
		proveOn: async (server) => {
			const token = pickProof();
			if (token !== undefined) {
				await prove(token, server, []);
			}
		},
		spend: async () => {},
		facts: () => [],
		close: async () => {},
	};
};
