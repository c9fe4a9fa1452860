import type {Answers, ApiServerAddress, NodeAnswers} from '../../core/answers/answers.ts';
import {listManualSteps} from '../../core/artifacts/list-manual-steps.ts';
import type {ManualStep} from '../../core/artifacts/manual-step.ts';
import {renderBootstrapKubeconfig} from '../../core/artifacts/render-bootstrap-kubeconfig.ts';
import {renderMasterArtifacts} from '../../core/artifacts/render-master-artifacts.ts';
import {planControlPlane} from '../../core/plan/plan-control-plane.ts';
import type {Plan} from '../../core/plan/plan.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {pickRow, type RowPlan} from '../../core/token-file/choose-rows.ts';
import {formatRow} from '../../core/token-file/format-row.ts';
import {describeTargets} from '../control-plane/describe-targets.ts';
import type {Edges} from '../operation.ts';
import type {Prepared} from '../plan/prepare-plan.ts';
import {fillTokenFiles} from '../token-file/fill-token-files.ts';
import type {PutArtifact} from './artifact-folder.ts';

/** The page of commands, in somebody's language. */
export type ManualPage = {readonly name: string; readonly render: (steps: readonly ManualStep[]) => string};

/** The rows that nodes are let in by, with their tokens. Secret. */
export type ArtifactRows = {readonly rows: readonly RowPlan[]; readonly tokens: ReadonlyMap<string, string>};

/** What is written for the masters, and what nodes get of it. */
export type MasterFiles = ArtifactRows & {
	/** The plan as somebody carries it out by hand, whatever the answers let kubenroll itself change. */
	readonly plan: Plan;
	readonly putFiles: (put: PutArtifact) => void;
	readonly putPage: (put: PutArtifact, page: ManualPage, nodes: readonly string[]) => void;
};

/** The token of a node's row; every node that needs one has one. */
export const findRowToken = ({rows, tokens}: ArtifactRows, scope: Answers['tokenFile']['rows'], {name}: NodeAnswers): string => {
	const token = tokens.get(pickRow(rows, scope, name)?.user ?? '');
	if (token === undefined) {
		throw new Failure(problem('token-row-absent', name, {}));
	}
	return token;
};

/** Rows that belong on every master, where no master's file is known: to be added to whatever is there. */
export const putLooseRows = (put: PutArtifact, {rows, tokens}: ArtifactRows): void => {
	put('masters/token.csv', rows.flatMap((row) => (tokens.has(row.user) ? [`${formatRow(tokens.get(row.user) ?? '', row)}\n`] : [])).join(''), 0o600);
};

/** Makes the files for the masters of a cluster that was read, and the page of all commands; `needyNodes` are those that get a token. */
export const prepareMasterFiles = (edges: Edges, given: Answers, prepared: Prepared, needyNodes: readonly string[]): MasterFiles => {
	// Who works by hand has forbidden kubenroll to do it, not himself.
	const answers: Answers = {...given, cluster: {...given.cluster, controlPlaneChanges: given.cluster.controlPlaneChanges === 'none' ? 'needed' : given.cluster.controlPlaneChanges}};
	const {masters, cluster, apiServer} = prepared;
	const filled = fillTokenFiles(edges, answers, prepared, {needyNodes});
	const controlPlane = masters.length === 0 ? undefined : planControlPlane({masters, mode: answers.mode, level: answers.cluster.controlPlaneChanges, isEnrolling: needyNodes.length > 0, version: cluster.version, endpoints: cluster.apiServerEndpoints, tokenFiles: filled.masters});
	const plan: Plan = {...prepared.plan, ...(controlPlane === undefined ? {} : {controlPlane}), ...(filled.rows.length > 0 ? {tokenRows: filled.rows} : {})};
	const endpoints = new Map([...describeTargets(answers, masters, cluster.apiServerEndpoints)].flatMap(([name, {endpoint}]): readonly (readonly [string, ApiServerAddress])[] => (endpoint === undefined ? [] : [[name, endpoint]])));
	const standing = filled.rows.filter(({user, action}) => action !== 'delete' && filled.tokens.has(user));
	return {
		rows: filled.rows,
		tokens: filled.tokens,
		plan,
		putFiles: (put) => {
			const facts = masters.flatMap((master) => master.facts ?? []);
			for (const {path, content, mode} of controlPlane === undefined ? [] : renderMasterArtifacts({controlPlane, masters: facts, tokenFiles: filled.contents})) {
				put(path, content, mode);
			}
			if (standing.length > 0 && facts.length < Math.max(masters.length, 1)) {
				putLooseRows(put, {rows: standing, tokens: filled.tokens});
			}
			const [first] = standing;
			if (first !== undefined) {
				put('cluster/bootstrap.kubeconfig', renderBootstrapKubeconfig({server: apiServer, servingCaPem: edges.api.server.caPem, token: filled.tokens.get(first.user) ?? ''}), 0o600);
			}
		},
		putPage: (put, {name, render}, nodes) => put(name, render(listManualSteps({plan, answers, apiServer, endpoints, nodes})), 0o644),
	};
};
