import type {Answers} from '../../core/answers/answers.ts';
import type {NodeFacts} from '../../core/facts/node-facts.ts';
import type {Problem} from '../../core/problem/problem.ts';
import {findSharedIdentities} from '../../core/survey/find-shared-identities.ts';
import type {Edges, RunControl, RunSettings} from '../operation.ts';
import {runPhase} from '../run-phase.ts';
import {checkHostKeys, type HostKeyCheck} from './check-host-keys.ts';
import {surveyNodes} from './survey-nodes.ts';

/** What the survey knows of one node. */
export type NodeSurvey = {readonly facts?: NodeFacts; readonly problems: readonly Problem[]};

/**
 * The phases `host-keys` and `survey`: who the hosts are, then what is on those that are trusted; changes nothing on any of them. Tells each node
 * as it comes, and gives back all of the answers' nodes by name; a node without facts was told as failed. A host key that is new is pinned here.
 */
export const surveyAll = async (edges: Pick<Edges, 'shell' | 'pki' | 'clock'>, answers: Answers, settings: Pick<RunSettings, 'acceptsNewHostKeys'>, control: Pick<RunControl, 'emit' | 'signal'>): Promise<ReadonlyMap<string, NodeSurvey>> => {
	const {shell, pki, clock} = edges;
	const {emit, signal} = control;
	const surveys = new Map<string, NodeSurvey>();
	const fail = (node: string, problems: readonly Problem[]): void => {
		surveys.set(node, {problems});
		for (const problem of problems) {
			emit({type: 'node-failed', node, stage: 'surveyed', problem});
		}
	};

	const hostKeys: HostKeyCheck = await runPhase(clock, control, 'host-keys', async () => checkHostKeys({shell, answers, nodes: answers.nodes, acceptsNew: settings.acceptsNewHostKeys, signal}));
	if (hostKeys.trusted.length > 0) {
		emit({type: 'host-keys-pinned', keys: hostKeys.trusted});
	}
	for (const [node, problems] of hostKeys.problems) {
		fail(node, problems);
	}

	await runPhase(clock, control, 'survey', async () => {
		const nodes = answers.nodes.filter(({name}) => !hostKeys.problems.has(name));
		for await (const {node, facts, problems} of surveyNodes({shell, pki, answers, nodes, signal})) {
			if (facts === undefined) {
				fail(node.name, problems);
			} else {
				surveys.set(node.name, {facts, problems});
				emit({type: 'node-progressed', node: node.name, stage: 'surveyed'});
			}
		}
	});

	const fingerprintsByNode = new Map(hostKeys.trusted.map(({node, fingerprints}) => [node, fingerprints]));
	const identities = [...surveys].flatMap(([name, {facts}]) => (facts === undefined ? [] : [{name, machineId: facts.machineId, hostKeyFingerprints: fingerprintsByNode.get(name) ?? []}]));
	for (const shared of findSharedIdentities(identities)) {
		const survey = surveys.get(shared.subject);
		surveys.set(shared.subject, {...survey, problems: [...(survey?.problems ?? []), shared]});
	}
	return surveys;
};
