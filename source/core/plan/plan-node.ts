import type {renderNodeArtifacts} from '../artifacts/render-node-artifacts.ts';
import type {NodeFacts} from '../facts/node-facts.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {assessCredentials, type Credentials, isAlive, listCredentialFiles, nodeCommonName} from './assess-credentials.ts';
import {checkNode} from './check-node.ts';
import {planFiles} from './plan-files.ts';
import type {PlanInput, PlanNodeInput} from './plan-input.ts';
import type {NodePlan} from './plan.ts';
import type {FileChange} from './file-change.ts';

const isError = ({severity}: Problem): boolean => severity === 'error';

const mergeProblems = (problems: readonly Problem[]): readonly Problem[] => {
	const seen = new Set<string>();
	return problems.filter(({code, params}) => {
		const key = JSON.stringify([code, params]);
		return seen.has(key) ? false : seen.add(key);
	});
};

// Closed on doubt: a plan that nobody should carry out has nothing in it to be carried out.
const block = ({node}: PlanNodeInput, problems: readonly Problem[]): NodePlan => ({
	name: node.name,
	address: node.address,
	state: 'blocked',
	needsToken: false,
	needsServingCertificate: false,
	kubelet: 'keep',
	files: [],
	setAside: [],
	problems,
});

const isWrite = ({action}: FileChange): boolean => action === 'create' || action === 'change';

/** A serving certificate of this cluster for this name that lasts. */
const hasServingCertificate = ({node, isServingCertificateOurs}: PlanNodeInput, facts: NodeFacts, nowMs: number): boolean => {
	const certificate = facts.servingCertificate;
	return certificate !== undefined && isServingCertificateOurs && isAlive(certificate, nowMs) && certificate.commonName === nodeCommonName(node.name);
};

/** One that a kubelet would go on serving with, although it is not of this cluster or not for this name. */
const hasStaleServingCertificate = (input: PlanNodeInput, facts: NodeFacts, nowMs: number): boolean =>
	facts.servingCertificate !== undefined && isAlive(facts.servingCertificate, nowMs) && !hasServingCertificate(input, facts, nowMs);

const planKubelet = (facts: NodeFacts, needs: {readonly files: readonly FileChange[]; readonly newCredentials: boolean; readonly servingCertificate: boolean; readonly registration: boolean}): NodePlan['kubelet'] => {
	const {isActive, isEnabled, needsReload} = facts.kubeletService;
	if (!isActive) {
		return 'start';
	}
	const readsAnew = needs.files.some((file) => isWrite(file) && file.artifact !== 'bootstrap-kubeconfig');
	// A kubelet registers its Node when it starts, and then no more (kubernetes pkg/kubelet/kubelet_node_status.go).
	// A request that is still open is older than the run and so never approved by it (P10); a kubelet that starts anew files another.
	return readsAnew || needs.newCredentials || needs.servingCertificate || needs.registration || needsReload || !isEnabled ? 'restart' : 'keep';
};

const tellState = (plan: Pick<NodePlan, 'needsToken' | 'needsServingCertificate' | 'kubelet' | 'files' | 'setAside'>, node: {readonly isReady: boolean; readonly hasBegun: boolean}): NodePlan['state'] => {
	if (plan.needsToken) {
		return node.hasBegun ? 'resume' : 'new';
	}
	if (plan.files.some(({action}) => action !== 'keep')) {
		return 'update';
	}
	if (node.isReady && !plan.needsServingCertificate && plan.kubelet === 'keep') {
		return 'ready';
	}
	// A node with all its certificates was not begun and left, because its kubelet stopped or has not read its unit.
	const isComplete = !plan.needsServingCertificate && (plan.kubelet === 'start' || (plan.kubelet === 'restart' && node.isReady));
	return isComplete ? 'update' : 'resume';
};

const hasBegun = (input: PlanInput, {node}: PlanNodeInput, facts: NodeFacts, credentials: Credentials): boolean =>
	// The kubelet writes its kubeconfig before it has a certificate (kubernetes pkg/kubelet/certificate/bootstrap/bootstrap.go).
	input.record?.nodes[node.name] !== undefined || (credentials.state === 'none' && facts.kubeconfig !== undefined);

/** The files of a node as they shall be, and what is wrong with them. */
export type RenderedFiles = ReturnType<typeof renderNodeArtifacts>;

/** Decides what is to be done to one node; `render` is asked for only where the survey got an answer. Any error among its problems blocks it, and it alone. */
export const planNode = (input: PlanInput, nodeInput: PlanNodeInput, render: (facts: NodeFacts) => RenderedFiles): NodePlan => {
	const {answers, cluster, apiServer, nowMs} = input;
	const {node, facts} = nodeInput;
	if (facts === undefined) {
		return block(nodeInput, nodeInput.problems);
	}
	const {paths} = answers.kubelet;
	const nodeObject = cluster.nodes.find(({name}) => name === node.name);
	const credentials = assessCredentials({name: node.name, facts, isClientCertificateOurs: nodeInput.isClientCertificateOurs, cluster, apiServer, paths, nowMs});
	const rendered = render(facts);
	const needsToken = credentials.state !== 'valid';
	const files = planFiles({answers, facts, artifacts: rendered.artifacts, record: input.record?.nodes[node.name], needsToken, digest: input.digest});
	// One that was taken away has nothing to lose: its line in the plan tells enough.
	const edited = files.filter((file) => file.wasEditedByHand && file.action === 'change').map(({path}) => problem('file-edited', node.name, {path}, {severity: 'warning'}));
	const problems = mergeProblems([...nodeInput.problems, ...checkNode({node, answers, apiServer, cluster, facts, credentials, nodeObject}), ...rendered.problems, ...edited]);
	if (problems.some(isError)) {
		return block(nodeInput, problems);
	}
	const setsClientAside = needsToken && (credentials.state === 'stale' || nodeObject !== undefined);
	const setsServingAside = setsClientAside || (answers.kubelet.requestsServingCertificates && hasStaleServingCertificate(nodeInput, facts, nowMs));
	const setAside = listCredentialFiles(paths, facts, {client: setsClientAside, serving: setsServingAside});
	const needsServingCertificate = answers.kubelet.requestsServingCertificates && (setsServingAside || !hasServingCertificate(nodeInput, facts, nowMs));
	const kubelet = planKubelet(facts, {files, newCredentials: needsToken || setAside.length > 0, servingCertificate: needsServingCertificate, registration: nodeObject === undefined});
	const partial = {needsToken, needsServingCertificate, kubelet, files, setAside};
	const state = tellState(partial, {isReady: nodeObject?.ready === 'true', hasBegun: credentials.state !== 'stale' && hasBegun(input, nodeInput, facts, credentials)});
	return {name: node.name, address: node.address, state, ...partial, problems};
};
