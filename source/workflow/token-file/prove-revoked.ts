import type {ApiServerAddress} from '../../core/answers/answers.ts';
import {formatHostPort} from '../../core/facts/format-host-port.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import type {Clock} from '../../ports/clock.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';

const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const question = {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: {resourceAttributes: {verb: 'create', group: 'certificates.k8s.io', resource: 'certificatesigningrequests'}}};

// An API server keeps a token that it took for ten seconds, but in memory that a restart empties (kubernetes pkg/kubeapiserver/options/authentication.go):
// asking again is for a load balancer's sake.
const patienceMs = 12_000;
const pauseMs = 1000;

/** Proves that one API server refuses tokens whose rows are gone, by user. Rejects with Failure `token-row-still-accepted`, or with why it could not be asked. */
export const proveRevoked = async ({api, clock}: {readonly api: Pick<ClusterApi, 'call'>; readonly clock: Clock}, tokens: ReadonlyMap<string, string>, server: ApiServerAddress, signal: AbortSignal): Promise<void> => {
	for (const [user, token] of tokens) {
		for (const untilMs = clock.nowMs() + patienceMs; ; await clock.sleep(pauseMs, signal)) {
			signal.throwIfAborted();
			const {status} = await api.call('POST', path, question, {token, server, signal});
			if (status === 401) {
				break;
			}
			if (clock.nowMs() >= untilMs) {
				throw new Failure(problem('token-row-still-accepted', 'cluster', {endpoint: formatHostPort(server), user}));
			}
		}
	}
};
