import type {ApiServerAddress} from '../../core/answers/answers.ts';
import {Failure} from '../../core/problem/failure.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';

/** Whether one API server serves: `silent` where it gave no answer at all, with why. */
export type Readiness = {readonly state: 'ready'} | {readonly state: 'not-ready'; readonly checks: readonly string[]} | {readonly state: 'silent'; readonly cause: string};

const timeoutMs = 5000;

const isCancelled = (error: unknown): boolean => !(error instanceof Failure) || error.kind === 'cancelled';

/** Asks one API server, past any load balancer, whether it is ready; the checks that fail are named as Kubernetes names them. Rejects only when cancelled. */
export const askReadiness = async (api: Pick<ClusterApi, 'call'>, server: ApiServerAddress, signal?: AbortSignal): Promise<Readiness> => {
	try {
		const {status, body} = await api.call('GET', '/readyz?verbose', undefined, {server, timeoutMs, ...(signal === undefined ? {} : {signal})});
		// apiserver pkg/server/healthz/healthz.go: a line `[-]NAME failed: …` for each check that fails.
		const failed = typeof body === 'string' ? [...body.matchAll(/^\[-\](\S+)/gm)].map(([, name = '']) => escapeControls(name)) : [];
		return status === 200 ? {state: 'ready'} : {state: 'not-ready', checks: failed.length > 0 ? failed : [`HTTP ${status}`]};
	} catch (error) {
		if (isCancelled(error)) {
			throw error;
		}
		return {state: 'silent', cause: error instanceof Failure ? error.problems.map((found) => found.cause ?? found.code).join('; ') : ''};
	}
};

/** Who leads the controller-managers, and when it last said so; `status` where that could not be read. */
export type Leadership = {readonly holder: string; readonly renewTime: string} | {readonly status: number};

const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';

const textOf = (value: unknown, field: string): string => {
	const text: unknown = typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(field) : undefined;
	return typeof text === 'string' ? escapeControls(text) : '';
};

/** Reads the lease of the controller-managers (k8s.io/client-go tools/leaderelection; Leases are the default since 1.20). Rejects only when cancelled. */
export const readLeadership = async (api: Pick<ClusterApi, 'call'>, signal?: AbortSignal): Promise<Leadership> => {
	try {
		const {status, body} = await api.call('GET', leasePath, undefined, {timeoutMs, ...(signal === undefined ? {} : {signal})});
		const spec: unknown = typeof body === 'object' && body !== null && 'spec' in body ? body.spec : undefined;
		return status === 200 ? {holder: textOf(spec, 'holderIdentity'), renewTime: textOf(spec, 'renewTime')} : {status};
	} catch (error) {
		if (isCancelled(error)) {
			throw error;
		}
		return {status: 0};
	}
};
