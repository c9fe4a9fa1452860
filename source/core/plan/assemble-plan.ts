import {renderNodeArtifacts} from '../artifacts/render-node-artifacts.ts';
import {formatHostPort} from '../facts/format-host-port.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {canonicalJson} from './canonical-json.ts';
import {findFlag} from '../control-plane/find-flag.ts';
import {chooseRowPurpose, describeTokenFiles} from './describe-token-files.ts';
import type {PlanInput} from './plan-input.ts';
import {planNode} from './plan-node.ts';
import {planTokenFiles, type TokenFilesPlan} from '../token-file/plan-token-file.ts';
import {planControlPlane} from './plan-control-plane.ts';
import {planObjects} from './plan-objects.ts';
import type {NodePlan, Plan} from './plan.ts';

const idLength = 12;

const describeCluster = ({cluster, apiServer, digest}: PlanInput): Plan['cluster'] => ({
	server: escapeControls(cluster.server),
	apiServer: formatHostPort(apiServer),
	version: escapeControls(cluster.version.gitVersion),
	...(cluster.identity === undefined ? {} : {identity: escapeControls(cluster.identity.username)}),
	caSha256: digest(cluster.clientCa.map(({sha256}) => sha256).sort().join('\n')),
});

// A CA is renewed and a server moves; both at once is another cluster.
const checkRecord = ({record}: PlanInput, cluster: Plan['cluster']): readonly Problem[] =>
	record === undefined || record.cluster.server === cluster.server || record.cluster.caSha256 === cluster.caSha256
		? []
		: [problem('record-of-other-cluster', 'record', {recorded: escapeControls(record.cluster.server), server: cluster.server})];

const noTokenFiles: TokenFilesPlan = {rows: [], masters: [], problems: []};

const isChange = ({file, flags, isStale}: TokenFilesPlan['masters'][number]): boolean => file !== undefined || flags.length > 0 || isStale;

/** Token files have a part in their own mode, and on the way from there. */
const planRows = (input: PlanInput, nodes: readonly NodePlan[]): TokenFilesPlan => {
	const files = describeTokenFiles(input, nodes.filter(({needsToken}) => needsToken).map(({name}) => name));
	const plan = files === undefined ? noTokenFiles : planTokenFiles(files);
	const changed = plan.masters.filter(isChange).map(({name}) => escapeControls(name));
	return input.answers.cluster.controlPlaneChanges === 'none' && changed.length > 0 ? {...plan, masters: [], problems: [...plan.problems, problem('token-file-changes-off', 'cluster', {masters: changed})]} : plan;
};

// Whose rows they are nobody has looked: a token file is read only where a run works with it.
const checkTokenFlags = ({answers, masters = []}: PlanInput): readonly Problem[] => {
	const reading = chooseRowPurpose(answers) === undefined ? masters.flatMap(({name, facts}) => facts?.components.filter((component) => component.name === 'kube-apiserver' && findFlag(component, 'token-auth-file') !== undefined).map(() => escapeControls(name)) ?? []) : [];
	return reading.length === 0 ? [] : [problem('token-file-in-use', 'cluster', {masters: reading}, {severity: 'notice'})];
};

const planMasters = ({answers, masters, cluster}: PlanInput, nodes: readonly NodePlan[], tokenFiles: TokenFilesPlan): Pick<Plan, 'controlPlane'> => {
	if (masters === undefined) {
		return {};
	}
	// On the way over to bootstrap tokens their flag is set by the same restart that takes the other one away.
	const isGoingOver = answers.tokenFile.retire && tokenFiles.masters.some(isChange);
	const isEnrolling = isGoingOver || nodes.some(({state, needsToken, needsServingCertificate}) => state !== 'blocked' && (needsToken || needsServingCertificate));
	return {controlPlane: planControlPlane({masters, mode: answers.mode, level: answers.cluster.controlPlaneChanges, isEnrolling, version: cluster.version, endpoints: cluster.apiServerEndpoints, tokenFiles: tokenFiles.masters})};
};

/**
 * Compares what is wanted with what is there, and says what a run would do: the plan that people confirm and `enroll` performs.
 * Pure: the same facts give the same plan with the same id; facts that equal the plan's outcome give an empty one.
 */
export const assemblePlan = (input: PlanInput): Plan => {
	const cluster = describeCluster(input);
	const nodes = input.nodes.map((each) =>
		planNode(input, each, (facts) => renderNodeArtifacts({answers: input.answers, node: each.node, facts, cluster: input.cluster, minor: facts.kubelet.version?.minor ?? input.cluster.version.minor})),
	);
	const tokenFiles = planRows(input, nodes);
	const objects = input.rowPurpose === 'remove' ? [] : planObjects({answers: input.answers, cluster: input.cluster, nodes, retired: tokenFiles.rows.filter(({action}) => action === 'delete'), nowMs: input.nowMs});
	const plan = {
		cluster,
		objects,
		nodes,
		...planMasters(input, nodes, tokenFiles),
		...(tokenFiles.rows.length > 0 ? {tokenRows: tokenFiles.rows} : {}),
		problems: [...input.problems, ...checkRecord(input, cluster), ...tokenFiles.problems, ...checkTokenFlags(input)],
	};
	return {id: input.digest(canonicalJson(plan)).slice(0, idLength), ...plan};
};
