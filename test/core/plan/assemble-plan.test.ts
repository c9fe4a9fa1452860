import fc from 'fast-check';
import {expect, test} from 'vitest';
import {assemblePlan} from '../../../source/core/plan/assemble-plan.ts';
import {canonicalJson} from '../../../source/core/plan/canonical-json.ts';
import {printPlan, summarizePlan} from '../../../source/core/plan/describe-plan.ts';
import type {PlanInput} from '../../../source/core/plan/plan-input.ts';
import {isEmptyPlan, type Plan} from '../../../source/core/plan/plan.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import {startRecord} from '../../../source/core/record/record-node.ts';
import {applyPlanToFacts} from '../../support/apply-plan-to-facts.ts';
import {answersFacts, certificateFacts, clusterFacts, enrolledFacts, fileFacts, nodeAnswers, nodeFacts, nodeObject, paths, planInput, planNodeInput} from '../../support/plan-facts.ts';

const twoBareNodes = (change: Partial<PlanInput> = {}): PlanInput => planInput(['node-1', 'node-2'].map((name) => planNodeInput(nodeAnswers(name), nodeFacts(name))), change);

test('two bare nodes: two bindings, a token each, kubelets started', () => {
	const plan = assemblePlan(twoBareNodes());
	expect(plan).toMatchObject({id: expect.stringMatching(/^[\da-f]{12}$/), cluster: {server: 'https://10.0.0.1:6443', apiServer: '10.0.0.9:6443', version: 'v1.36.3', identity: 'kubernetes-admin'}, problems: []});
	expect(plan.objects.map(({kind, action, node}) => [kind, action, node])).toEqual([
		['ClusterRoleBinding', 'create', undefined],
		['ClusterRoleBinding', 'create', undefined],
		['Secret', 'create', 'node-1'],
		['Secret', 'create', 'node-2'],
	]);
	expect(summarizePlan(plan)).toMatchObject({nodes: {new: 2, ready: 0}, starts: ['node-1', 'node-2'], restarts: [], tokens: 2, objects: {create: 4}});
});

test('one bad node leaves the others as they are', () => {
	const input = twoBareNodes();
	const bad = {...input, nodes: input.nodes.map((each, index) => (index === 0 ? {...each, problems: [problem('swap-on', 'node-1', {})]} : each))};
	const [first, second] = assemblePlan(bad).nodes;
	expect(first?.state).toBe('blocked');
	expect(second).toEqual(assemblePlan(input).nodes[1]);
});

test('the same facts give the same id, other facts another', () => {
	const plan = assemblePlan(twoBareNodes());
	expect(assemblePlan(twoBareNodes()).id).toBe(plan.id);
	expect(assemblePlan(twoBareNodes({apiServer: {host: '10.0.0.8', port: 6443}})).id).not.toBe(plan.id);
	expect(assemblePlan(twoBareNodes({nowMs: twoBareNodes().nowMs + 1000})).id).toBe(plan.id);
});

test('a third node leaves what is planned for two enrolled ones empty', () => {
	const first = twoBareNodes();
	const enrolled = applyPlanToFacts(first, assemblePlan(first));
	const plan = assemblePlan({...enrolled, nodes: [...enrolled.nodes, planNodeInput(nodeAnswers('node-3'), nodeFacts('node-3'))]});
	expect(plan.nodes.map(({state}) => state)).toEqual(['ready', 'ready', 'new']);
	expect(plan.objects.filter(({action}) => action !== 'keep').map(({node}) => node)).toEqual(['node-3']);
});

test('the record of another cluster stops the run; a renewed CA or a moved server does not', () => {
	const {cluster} = assemblePlan(twoBareNodes());
	const codes = (server: string, caSha256: string): readonly string[] => assemblePlan(twoBareNodes({record: startRecord({server, caSha256})})).problems.map(({code}) => code);
	expect(codes('https://192.0.2.1:6443', 'else')).toEqual(['record-of-other-cluster']);
	expect(codes('https://192.0.2.1:6443', cluster.caSha256)).toEqual([]);
	expect(codes(cluster.server, 'else')).toEqual([]);
});

test('problems of the cluster stand in the plan as they came', () => {
	const found = problem('cluster-dns-unknown', 'cluster', {}, {severity: 'warning'});
	expect(assemblePlan(twoBareNodes({problems: [found]})).problems).toEqual([found]);
});

test('what the cluster says of itself cannot drive the terminal', () => {
	const cluster = clusterFacts({server: 'https://a\u001B[2J', version: {major: 1, minor: 36, patch: 3, gitVersion: 'v1.36.3\u001B]0;x'}, identity: {username: 'x\u202Ey', groups: []}});
	expect(Object.values(assemblePlan(twoBareNodes({cluster})).cluster).join(' ')).not.toMatch(/[\u0000-\u001F\u202E]/);
});

test('a printed plan has no text to write, and is otherwise the plan', () => {
	const file = {artifact: 'kubelet-unit', path: paths.unit, action: 'create', mode: 0o644, owner: 'root:root', isSecret: true, content: 'Environment=PASSWORD=hunter2', before: '', wasEditedByHand: false} as const;
	const bare = assemblePlan(twoBareNodes());
	const plan: Plan = {...bare, nodes: bare.nodes.map((node) => ({...node, files: [file]}))};
	expect(JSON.stringify(printPlan(plan))).not.toContain('hunter2');
	const {content: _content, ...shown} = file;
	expect(printPlan(plan)).toEqual({...bare, nodes: bare.nodes.map((node) => ({...node, files: [shown]}))});
});

test('canonical JSON does not depend on the order of keys', () => {
	expect(canonicalJson({b: [1, {d: undefined, c: null}], a: 'x'})).toBe('{"a":"x","b":[1,{"c":null}]}');
});

const contents = fc.constantFrom(undefined, '', 'old\n', 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n', 'x'.repeat(100));
const certificate = (name: string) =>
	fc.constantFrom(undefined, certificateFacts({commonName: `system:node:${name}`}), certificateFacts({commonName: `system:node:${name}`, notAfter: '2026-02-01T00:00:00Z'}), certificateFacts({commonName: 'system:node:other'}));

const nodeState = fc.record({
	files: fc.tuple(contents, contents, contents, contents),
	mode: fc.constantFrom(0o600, 0o644, 0o777),
	mayReenroll: fc.boolean(),
	isEnrolled: fc.boolean(),
	client: certificate('node-1'),
	serving: certificate('node-1'),
	isOurs: fc.boolean(),
	isServingOurs: fc.boolean(),
	kubeconfig: fc.constantFrom(undefined, 'ca01', 'else'),
	embedsCredentials: fc.boolean(),
	service: fc.record({isActive: fc.boolean(), isEnabled: fc.boolean(), needsReload: fc.boolean()}),
	hasBinary: fc.boolean(),
	node: fc.constantFrom<'none' | 'true' | 'false' | 'unknown'>('none', 'true', 'false', 'unknown'),
	bindings: fc.constantFrom('none', 'wrong', 'granted'),
	tokenOf: fc.constantFrom(undefined, 'node-1', 'node-9'),
	requestsServing: fc.boolean(),
});

test('after a run did what the plan says, a second plan is empty, from whatever state the node was in', () => {
	fc.assert(
		fc.property(nodeState, (state) => {
			const [ca, config, unit, bootstrap] = state.files;
			const files = [
				fileFacts(paths.clientCa, ca, {mode: state.mode}),
				fileFacts(paths.config, config, {mode: state.mode}),
				fileFacts(paths.unit, unit === undefined ? undefined : `[Service]\nExecStart=/usr/local/bin/kubelet --v=2\n# ${unit.length}\n`),
				fileFacts(paths.bootstrapKubeconfig, bootstrap),
			];
			const facts = {
				...(state.isEnrolled ? enrolledFacts('node-1') : nodeFacts('node-1')),
				files,
				unitFiles: files.filter(({path, exists}) => path === paths.unit && exists),
				kubeletService: {...state.service, startedAtUs: 0, restarts: 0},
				kubelet: state.hasBinary ? nodeFacts('node-1').kubelet : {path: paths.binary, exists: false},
				...(state.isEnrolled || state.client === undefined ? {} : {clientCertificate: state.client}),
				...(state.isEnrolled || state.serving === undefined ? {} : {servingCertificate: state.serving}),
				...(state.isEnrolled || state.kubeconfig === undefined ? {} : {kubeconfig: {server: 'https://10.0.0.9:6443', caSha256: [state.kubeconfig], embedsCredentials: state.embedsCredentials}}),
			};
			const base = answersFacts();
			const input = planInput([planNodeInput(nodeAnswers('node-1', {mayReenroll: state.mayReenroll}), facts, {isClientCertificateOurs: state.isOurs || state.isEnrolled, isServingCertificateOurs: state.isServingOurs})], {
				answers: {...base, kubelet: {...base.kubelet, requestsServingCertificates: state.requestsServing, binaries: {amd64: {source: 'kubelet', sha256: 'ab'}}}},
				cluster: clusterFacts({
					nodes: state.node === 'none' ? [] : [nodeObject('node-1', {ready: state.node})],
					managedBindings: state.bindings === 'wrong' ? [{name: 'kubenroll:node-bootstrapper', role: 'view', groups: []}] : [],
					bootstrapAccess: {canRequest: state.bindings === 'granted' ? 'yes' : 'no', isAutoApproved: 'no', renewalIsAutoApproved: 'unknown'},
					tokens:
						state.tokenOf === undefined
							? []
							: [{secretName: 'bootstrap-token-abc123', type: 'bootstrap.kubernetes.io/token', tokenId: 'abc123', canAuthenticate: true, canSign: false, extraGroups: [], node: state.tokenOf, isPublished: false}],
				}),
			});
			const plan = assemblePlan(input);
			const [node] = plan.nodes;
			const after = applyPlanToFacts(input, plan);
			const second = assemblePlan(after);
			// A blocked node stays blocked for the same reasons, and nothing is done to it.
			expect(second.nodes[0]?.state).toBe(node?.state === 'blocked' ? 'blocked' : 'ready');
			expect(second.objects.filter(({action}) => action !== 'keep')).toEqual([]);
			expect(isEmptyPlan(second)).toBe(node?.state !== 'blocked');
			expect(second.nodes[0]?.files.filter(({action}) => action !== 'keep')).toEqual([]);
			// Whoever may not be touched is not touched.
			if (node?.state === 'blocked') {
				expect(node).toMatchObject({files: [], setAside: [], kubelet: 'keep', needsToken: false});
			}
		}),
		{numRuns: 400},
	);
});
