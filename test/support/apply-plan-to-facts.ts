import type {ClusterFacts} from '../../source/core/facts/cluster-facts.ts';
import type {FileFacts, NodeFacts} from '../../source/core/facts/node-facts.ts';
import type {PlanInput, PlanNodeInput} from '../../source/core/plan/plan-input.ts';
import type {NodePlan, Plan} from '../../source/core/plan/plan.ts';
import type {FileChange} from '../../source/core/plan/file-change.ts';
import {renderBootstrapperBinding, renderRenewalBinding} from '../../source/core/artifacts/render-bindings.ts';
import {forgetFiles, recordNode, startRecord} from '../../source/core/record/record-node.ts';
import {certificateFacts, digest, fileFacts, nodeObject} from './plan-facts.ts';

const unitArtifacts = new Set(['kubelet-unit', 'kubelet-drop-in', 'kubelet-environment']);

const fileAfter = (change: FileChange): FileFacts =>
	change.content === undefined || change.artifact === 'bootstrap-kubeconfig' ? fileFacts(change.path, undefined) : fileFacts(change.path, change.content, {mode: change.mode, owner: change.owner});

const put = (files: readonly FileFacts[], changed: readonly FileFacts[]): readonly FileFacts[] => [
	...files.map((file) => changed.find(({path}) => path === file.path) ?? file),
	...changed.filter(({path}) => !files.some((file) => file.path === path)),
];

const applyToHost = (facts: NodeFacts, plan: NodePlan, input: PlanInput): NodeFacts => {
	const changes = plan.files.filter(({action, artifact}) => action !== 'keep' && artifact !== 'kubelet-binary');
	const gone = plan.setAside.map((path) => fileFacts(path, undefined));
	const hasBinary = facts.kubelet.exists || plan.files.some(({artifact}) => artifact === 'kubelet-binary');
	const commonName = `system:node:${plan.name}`;
	return {
		...facts,
		kubelet: hasBinary ? {path: facts.kubelet.path, exists: true, version: facts.kubelet.version ?? input.cluster.version} : facts.kubelet,
		files: put(facts.files, [...gone, ...changes.map(fileAfter)]),
		unitFiles: put(facts.unitFiles, changes.filter(({artifact}) => unitArtifacts.has(artifact)).map(fileAfter)),
		kubeletService: plan.kubelet === 'keep' ? facts.kubeletService : {...facts.kubeletService, isActive: true, isEnabled: true, needsReload: false},
		...(plan.needsToken
			? {
					clientCertificate: certificateFacts({commonName, sha256: 'new'}),
					kubeconfig: {server: `https://${input.apiServer.host}:${input.apiServer.port}`, caSha256: input.cluster.servingCa.map(({sha256}) => sha256), embedsCredentials: false},
				}
			: {}),
		...(plan.needsServingCertificate ? {servingCertificate: certificateFacts({commonName, sha256: 'newer'})} : {}),
	};
};

const applyToNode = (each: PlanNodeInput, plan: NodePlan, input: PlanInput): PlanNodeInput =>
	plan.state === 'blocked' || each.facts === undefined
		? each
		: {...each, facts: applyToHost(each.facts, plan, input), isClientCertificateOurs: each.isClientCertificateOurs || plan.needsToken, isServingCertificateOurs: each.isServingCertificateOurs || plan.needsServingCertificate};

const applyToCluster = (cluster: ClusterFacts, plan: Plan): ClusterFacts => {
	const arrived = plan.nodes.filter(({state}) => state !== 'blocked').map(({name}) => name);
	const changed = new Set(plan.objects.filter(({action}) => action !== 'keep').map(({name}) => name));
	const written = [renderBootstrapperBinding(), renderRenewalBinding()].filter(({metadata}) => changed.has(metadata.name));
	return {
		...cluster,
		nodes: [...cluster.nodes.filter(({name}) => !arrived.includes(name)), ...arrived.map((name) => ({...nodeObject(name), ...cluster.nodes.find((node) => node.name === name), ready: 'true' as const}))],
		managedBindings: [
			...cluster.managedBindings.filter(({name}) => !changed.has(name)),
			...written.map((binding) => ({name: binding.metadata.name, role: binding.roleRef.name, groups: binding.subjects.map(({name}) => name)})),
		],
		bootstrapAccess: {...cluster.bootstrapAccess, canRequest: 'yes', renewalIsAutoApproved: 'yes'},
		tokens: cluster.tokens.filter(({secretName}) => !changed.has(secretName)),
	};
};

/** The facts after a run that did everything the plan says, and in which every request was granted: what a second survey would tell. */
export const applyPlanToFacts = (input: PlanInput, plan: Plan): PlanInput => {
	let record = input.record ?? startRecord(plan.cluster);
	for (const node of plan.nodes.filter(({state}) => state !== 'blocked')) {
		const written = node.files.filter(({content, isSecret, action}) => content !== undefined && !isSecret && action !== 'delete');
		record = recordNode(record, {name: node.name, address: node.address, plan: plan.id, stage: 'cleaned', files: Object.fromEntries(written.map(({path, content}) => [path, digest(content ?? '')]))});
		record = forgetFiles(record, node.name, node.files.filter(({action}) => action === 'delete').map(({path}) => path));
	}
	return {
		...input,
		record,
		cluster: applyToCluster(input.cluster, plan),
		nodes: input.nodes.map((each) => {
			const planned = plan.nodes.find(({name}) => name === each.node.name);
			return planned === undefined ? each : applyToNode(each, planned, input);
		}),
	};
};
