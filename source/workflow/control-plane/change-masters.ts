import type {Answers, ApiServerAddress} from '../../core/answers/answers.ts';
import {findComponent} from '../../core/control-plane/component.ts';
import {isEmptyControlPlanePlan} from '../../core/plan/control-plane-plan.ts';
import type {RemoteShell} from '../../ports/remote-shell.ts';
import type {Edges, RunControl} from '../operation.ts';
import type {Prepared} from '../plan/prepare-plan.ts';
import {runPhase} from '../run-phase.ts';
import {changeControlPlane, type ControlPlaneChange} from './change-control-plane.ts';
import {describeTargets} from './describe-targets.ts';
import {settleChanges} from './settle-changes.ts';

/** What changing the masters of a plan takes beside the plan. */
export type MastersChange = {
	/** The same way to the hosts, which tells of nothing: it asks every second how things stand. */
	readonly quietShell: RemoteShell;
	/** New texts of token files, by master. */
	readonly tokenFiles: ReadonlyMap<string, string>;
	/** Rejects with Failure where the API server that restarted last does not take what it was restarted for. */
	readonly proveOn: (server: ApiServerAddress) => Promise<void>;
};

const tagLetters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const tagLength = 6;

/** Changes the hosts of the control plane as the plan says, one at a time; resolves with how many files were written. Does nothing, and tells nothing, where the plan has nothing for them. */
export const changeMasters = async (edges: Pick<Edges, 'api' | 'shell' | 'clock' | 'pki' | 'entropy'>, answers: Answers, {plan, masters, unsettled, cluster, apiServer}: Pick<Prepared, 'plan' | 'masters' | 'unsettled' | 'cluster' | 'apiServer'>, {quietShell, tokenFiles, proveOn}: MastersChange, control: Pick<RunControl, 'emit' | 'signal'>): Promise<number> => {
	const {controlPlane} = plan;
	if (controlPlane === undefined || (isEmptyControlPlanePlan(controlPlane) && unsettled.length === 0)) {
		return 0;
	}
	const change: ControlPlaneChange = {
		plan: controlPlane,
		targets: describeTargets(answers, masters, cluster.apiServerEndpoints),
		findComponent: (master, component) => {
			const facts = masters.find(({name}) => name === master)?.facts;
			return facts === undefined ? undefined : findComponent(facts, component);
		},
		apiServer,
		contentOf: ({name}) => {
			const content = tokenFiles.get(name);
			if (content === undefined) {
				throw new TypeError(`no token file was written for ${name}`);
			}
			return content;
		},
		tag: edges.entropy.draw(tagLetters, tagLength),
		digest: (text) => edges.pki.sha256(text),
		prove: async ({endpoint}, component) => {
			if (component === 'kube-apiserver' && endpoint !== undefined) {
				await proveOn(endpoint);
			}
		},
	};
	// A host that an earlier run left in the middle is seen through first: the plan was made on what is there.
	const {files} = await runPhase(edges.clock, control, 'change-control-plane', async () => {
		await settleChanges({...edges, quietShell}, unsettled, 'finish', control);
		return changeControlPlane({...edges, quietShell}, change, control);
	});
	return files;
};
