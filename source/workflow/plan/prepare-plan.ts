import type {Answers, ApiServerAddress, NodeAnswers} from '../../core/answers/answers.ts';
import type {ClusterFacts} from '../../core/facts/cluster-facts.ts';
import {assessLoopback} from '../../core/facts/assess-address.ts';
import type {NodeFacts} from '../../core/facts/node-facts.ts';
import {assemblePlan} from '../../core/plan/assemble-plan.ts';
import {printPlan} from '../../core/plan/describe-plan.ts';
import type {MasterRead} from '../../core/plan/plan-control-plane.ts';
import type {PlanInput, PlanNodeInput} from '../../core/plan/plan-input.ts';
import type {Plan} from '../../core/plan/plan.ts';
import {parseRecord} from '../../core/record/parse-record.ts';
import type {EnrollmentRecord} from '../../core/record/record.ts';
import {findSharedIdentities} from '../../core/survey/find-shared-identities.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {RemoteShell} from '../../ports/remote-shell.ts';
import {probeAddress, type ProbedAddress} from '../cluster/probe-address.ts';
import {readCluster, type ClusterRead} from '../cluster/read-cluster.ts';
import type {Edges, RunControl, RunSettings} from '../operation.ts';
import {runPhase} from '../run-phase.ts';
import {describeTargets} from '../control-plane/describe-targets.ts';
import {listMasters, needsMasters} from '../../core/control-plane/list-masters.ts';
import {measureMasters} from '../control-plane/measure-etcd.ts';
import {readControlPlane} from '../control-plane/read-control-plane.ts';
import {findLeftChanges, type LeftChanges} from '../control-plane/settle-changes.ts';
import {checkHostKeys, type HostKeyCheck} from '../survey/check-host-keys.ts';
import {nodeAddress} from '../survey/node-address.ts';
import {surveyNodes} from '../survey/survey-nodes.ts';

/** Everything that was read, and the plan that came of it. */
export type Prepared = {
	readonly plan: Plan;
	readonly cluster: ClusterFacts;
	/** What kubelets dial. */
	readonly apiServer: ApiServerAddress;
	/** What its host stands for, as IP addresses; undefined where that could not be told. */
	readonly apiServerAddresses: readonly string[] | undefined;
	readonly nodeFacts: ReadonlyMap<string, NodeFacts>;
	/** Hosts of the control plane that were looked at, or should have been. Secret where it holds the text of token files. */
	readonly masters: readonly MasterRead[];
	/** Masters whose last change was cut short: they are settled before anything else. */
	readonly unsettled: LeftChanges['unsettled'];
	/** Masters whose change is well, of a run that stopped at another one. */
	readonly unfinished: LeftChanges['unfinished'];
	readonly record: EnrollmentRecord | undefined;
	/** The API server's clock minus ours, in milliseconds; undefined where it did not tell. */
	readonly clockSkewMs: number | undefined;
};

/** The edges that planning works through; `quietShell` is the same way to the hosts, and tells of nothing. */
type PlanEdges = Edges & {readonly quietShell?: RemoteShell};

const readRecord = async (edges: Pick<Edges, 'files'>, folder: string): Promise<EnrollmentRecord | undefined> => {
	const path = `${folder}/record.json`;
	const text = await edges.files.read(path);
	return text === undefined ? undefined : parseRecord(path, text);
};

/** The authorities whose certificates are this cluster's. One that does not tell its client CA mostly has one CA for both; without any, every enrolled node would look like another cluster's. */
export const signersOf = ({clientCa, servingCa}: ClusterFacts): ClusterFacts['clientCa'] => (clientCa.length > 0 ? clientCa : servingCa);

/** Finds the hosts of the control plane; only where the file names none does that wait for the cluster. */
const findMasters = async (answers: Answers, clusterRead: Promise<ClusterRead>): Promise<readonly NodeAnswers[]> =>
	listMasters(answers, answers.cluster.controlPlane.length === 0 && needsMasters(answers) ? (await clusterRead).facts.apiServerEndpoints : []);

/** Asks every host for its keys once, nodes and masters together; tells which are trusted. */
const checkKeys = async ({shell, clock}: Edges, answers: Answers, settings: RunSettings, control: RunControl, masters: readonly NodeAnswers[]): Promise<HostKeyCheck> => {
	const hosts = [...answers.nodes, ...masters.filter(({name}) => !answers.nodes.some((node) => node.name === name))];
	const keys = await runPhase(clock, control, 'host-keys', async () => checkHostKeys({shell, answers, nodes: hosts, acceptsNew: settings.acceptsNewHostKeys, signal: control.signal}));
	if (keys.trusted.length > 0) {
		control.emit({type: 'host-keys-pinned', keys: keys.trusted});
	}
	return keys;
};

type ClusterReads = {readonly clusterRead: Promise<ClusterRead>; readonly probing: Promise<ProbedAddress>};

type MastersRead = LeftChanges & {readonly masters: readonly MasterRead[] | undefined};

/** Looks at the hosts of the control plane that are who they say; undefined where there are none to look at. */
const readMasters = async ({shell, quietShell = shell, pki, clock, api}: PlanEdges, answers: Answers, control: RunControl, masters: readonly NodeAnswers[], keys: HostKeyCheck, {clusterRead, probing}: ClusterReads): Promise<MastersRead> => {
	if (masters.length === 0) {
		return {masters: needsMasters(answers) ? [] : undefined, unsettled: [], unfinished: []};
	}
	const {facts} = await probing;
	const trusted = masters.filter(({name}) => !keys.problems.has(name));
	const targets = trusted.map((master) => ({name: master.name, node: nodeAddress(master, answers), endpoint: undefined}));
	const {left, reads} = await runPhase(clock, control, 'read-control-plane', async () => {
		// What is planned must be planned on what is there once a host has come to rest.
		const found = await findLeftChanges({quietShell, clock}, targets, control);
		return {left: found, reads: await readControlPlane({shell, pki, answers, masters: trusted, apiServerAddresses: facts?.resolvedAddresses ?? [], signal: control.signal})};
	});
	const all = masters.map(({name, address}): MasterRead => reads.find((read) => read.name === name) ?? {name, address, problems: keys.problems.get(name) ?? []});
	const {facts: {apiServerEndpoints}} = await clusterRead;
	const etcd = answers.cluster.controlPlaneChanges === 'none' ? undefined : await measureMasters({api, clock}, [...describeTargets(answers, all, apiServerEndpoints).values()], control.signal);
	return {masters: all.map((read) => ({...read, ...etcd?.get(read.name), problems: [...read.problems, ...[...left.unsettled, ...left.unfinished].flatMap(({target, problem: found}) => (target.name === read.name ? [found] : []))]})), ...left};
};

/** Surveys the nodes that are who they say; tells of each as it comes. Every node is in the answer. */
const readNodes = async (edges: Edges, answers: Answers, control: RunControl, keys: HostKeyCheck, clusterRead: Promise<ClusterRead>): Promise<readonly PlanNodeInput[]> => {
	const {shell, clock, pki} = edges;
	const {signal} = control;
	const {facts: cluster} = await clusterRead;
	const surveyed = new Map<string, PlanNodeInput>();
	await runPhase(clock, control, 'survey', async () => {
		const trusted = answers.nodes.filter(({name}) => !keys.problems.has(name));
		for await (const found of surveyNodes({shell, pki, answers, nodes: trusted, cluster: {version: cluster.version, clientCa: signersOf(cluster)}, signal})) {
			surveyed.set(found.node.name, found);
			if (found.facts !== undefined) {
				control.emit({type: 'node-progressed', node: found.node.name, stage: 'surveyed'});
			}
		}
	});
	const fingerprints = new Map(keys.trusted.map(({node, fingerprints}) => [node, fingerprints]));
	const shared = findSharedIdentities([...surveyed.values()].flatMap(({node, facts}) => (facts === undefined ? [] : [{name: node.name, machineId: facts.machineId, hostKeyFingerprints: fingerprints.get(node.name) ?? []}])));
	return answers.nodes.map((node) => {
		const found = surveyed.get(node.name) ?? {node, problems: keys.problems.get(node.name) ?? [], isClientCertificateOurs: false, isServingCertificateOurs: false};
		return {...found, problems: [...found.problems, ...shared.filter(({subject}) => subject === node.name)]};
	});
};

/** Reads cluster, address and nodes, as much of it at once as can be, changing nothing, and assembles the plan of what `enroll` would do, or of what taking rows off would where that is the purpose. */
export const preparePlan = async (edges: PlanEdges, answers: Answers, settings: RunSettings, control: RunControl, {rowPurpose}: Pick<PlanInput, 'rowPurpose'> = {}): Promise<Prepared> => {
	const {api, clock, pki, probe} = edges;
	const {signal} = control;
	const apiServer = answers.cluster.apiServer ?? {host: api.server.host, port: api.server.port};
	const record = await readRecord(edges, settings.recordFolder);

	const clusterRead = runPhase(clock, control, 'read-cluster', async () => readCluster({api, pki, clock, answers, signal}));
	const probing = clusterRead.then(async ({facts}) => {
		const {server, version, identity} = facts;
		// A name may hold anything that an authenticator lets through; this is for people and logs.
		const shown = identity === undefined ? {} : {identity: {username: escapeControls(identity.username), groups: identity.groups.map(escapeControls)}};
		control.emit({type: 'cluster-read', facts: {server: escapeControls(server), version, ...shown}});
		const probed = await runPhase(clock, control, 'probe-address', async () => probeAddress({api, probe, clock, apiServer, cluster: facts, signal}));
		if (probed.facts !== undefined) {
			control.emit({type: 'address-probed', facts: probed.facts});
		}
		return probed;
	});
	const readHosts = async (): Promise<{readonly nodes: readonly PlanNodeInput[]; readonly masters: MastersRead}> => {
		const found = await findMasters(answers, clusterRead);
		const keys = await checkKeys(edges, answers, settings, control, found);
		const [nodes, masters] = await Promise.all([readNodes(edges, answers, control, keys, clusterRead), readMasters(edges, answers, control, found, keys, {clusterRead, probing})]);
		return {nodes, masters};
	};
	const [{facts: cluster, problems, clockSkewMs}, address, {nodes, masters: {masters, unsettled, unfinished}}] = await Promise.all([clusterRead, probing, readHosts()]);
	signal.throwIfAborted();
	const plan = await runPhase(clock, control, 'plan', async () =>
		assemblePlan({answers, apiServer, cluster, nodes, ...(masters === undefined ? {} : {masters}), ...(rowPurpose === undefined ? {} : {rowPurpose}), record, problems: [...problems, ...assessLoopback(apiServer, answers), ...address.problems], nowMs: clock.nowMs() + (clockSkewMs ?? 0), digest: (text) => pki.sha256(text)}),
	);
	control.emit({type: 'plan-assembled', plan: printPlan(plan)});
	const nodeFacts = new Map(nodes.flatMap(({node, facts}) => (facts === undefined ? [] : [[node.name, facts] as const])));
	const resolved = address.facts?.resolvedAddresses ?? [];
	const targets = describeTargets(answers, masters ?? [], cluster.apiServerEndpoints);
	const withEndpoints = (hosts: LeftChanges['unsettled']): LeftChanges['unsettled'] => hosts.map((host) => ({...host, target: targets.get(host.target.name) ?? host.target}));
	return {
		plan,
		cluster,
		apiServer,
		apiServerAddresses: resolved.length > 0 ? resolved : undefined,
		nodeFacts,
		masters: masters ?? [],
		unsettled: withEndpoints(unsettled),
		unfinished: withEndpoints(unfinished),
		record,
		clockSkewMs,
	};
};
