import type {ApiServerAddress, Mode} from '../../core/answers/answers.ts';
import {formatHostPort} from '../../core/facts/format-host-port.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {Clock} from '../../ports/clock.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';

/** What the proof takes. `token` is `id.secret`, its Secret already stored, or the token of a row that every master has; it gets into no problem and no path. */
export type ProveTokenInput = {
	readonly api: ClusterApi;
	readonly clock: Clock;
	readonly token: string;
	/** Decides how long an API server may take to know it, and what one that refuses it lacks. */
	readonly mode: Mode;
	/** What kubelets will dial. */
	readonly address: ApiServerAddress;
	/** The API servers behind it, each asked by itself: one without the flag refuses every other kubelet. */
	readonly endpoints: readonly ApiServerAddress[];
	readonly signal?: AbortSignal;
	/** Told of each endpoint that could not be asked (a warning): perhaps only the address can be reached from here. */
	readonly onProblem?: (found: Problem) => void;
};

type Outcome = {readonly endpoint: string; readonly isAddress: boolean} & ({readonly state: 'accepted' | 'refused'} | {readonly state: 'odd'; readonly status: number} | {readonly state: 'unasked'; readonly problems: readonly Problem[]});

// How long an API server may take to hear of a new Secret: its authenticator reads from a watch's cache (kubernetes plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go).
// A token file is read at the start and never again (k8s.io/apiserver pkg/authentication/token/tokenfile/tokenfile.go): asking twice is for a load balancer's sake.
const lagMs: Readonly<Record<Mode, number>> = {'bootstrap-token': 5000, 'token-file': 500};
const pauseMs = 250;
const timeoutMs = 10_000;

const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
// Whoever is known at all may ask this of himself (ClusterRole system:basic-user): 201 says that the token was taken, 401 that it was not.
const question = {
	apiVersion: 'authorization.k8s.io/v1',
	kind: 'SelfSubjectAccessReview',
	spec: {resourceAttributes: {verb: 'create', group: 'certificates.k8s.io', resource: 'certificatesigningrequests'}},
};

const askOne = async ({api, clock, token, mode, signal}: ProveTokenInput, server: ApiServerAddress, isAddress: boolean): Promise<Outcome> => {
	const endpoint = formatHostPort(server);
	const until = clock.nowMs() + lagMs[mode];
	try {
		while (true) {
			const {status} = await api.call('POST', path, question, {token, server, timeoutMs, ...(signal === undefined ? {} : {signal})});
			// 403 knows the user too, and only withholds system:basic-user from him.
			if (status === 201 || status === 403) {
				return {endpoint, isAddress, state: 'accepted'};
			}
			if (status !== 401) {
				return {endpoint, isAddress, state: 'odd', status};
			}
			if (clock.nowMs() >= until) {
				return {endpoint, isAddress, state: 'refused'};
			}
			await clock.sleep(pauseMs, signal);
			signal?.throwIfAborted();
		}
	} catch (error) {
		if (error instanceof Failure && error.kind !== 'cancelled') {
			return {endpoint, isAddress, state: 'unasked', problems: error.problems};
		}
		throw error;
	}
};

/**
 * Proves with a token, before any node is touched, that every API server takes what kubelets will show; resolves with those that do. Rejects with Failure
 * `bootstrap-auth-off` or `token-row-refused` naming those that refuse it, or with why the address itself could not be asked.
 */
export const proveToken = async (input: ProveTokenInput): Promise<readonly string[]> => {
	const {address, endpoints, mode, onProblem} = input;
	const refusal = mode === 'token-file' ? 'token-row-refused' : 'bootstrap-auth-off';
	const others = endpoints.filter(({host, port}) => host !== address.host || port !== address.port);
	const outcomes = await Promise.all([askOne(input, address, true), ...others.map(async (endpoint) => askOne(input, endpoint, false))]);
	const named = (state: Outcome['state']): readonly string[] => outcomes.filter((outcome) => outcome.state === state).map(({endpoint}) => endpoint);
	const [accepting, refusing] = [named('accepted'), named('refused')];
	const problems = outcomes.flatMap((outcome): readonly Problem[] => {
		switch (outcome.state) {
			case 'odd':
				return [problem('bootstrap-auth-odd', outcome.endpoint, {endpoint: outcome.endpoint, status: outcome.status})];
			case 'unasked':
				return outcome.isAddress ? outcome.problems : [problem('bootstrap-auth-unproved', outcome.endpoint, {endpoint: outcome.endpoint}, {severity: 'warning', cause: outcome.problems.map(({code}) => code).join('; ')})];
			case 'accepted':
			case 'refused':
				return [];
		}
	});
	const errors = [...(refusing.length === 0 ? [] : [problem(refusal, 'cluster', {refusing, accepting})]), ...problems.filter(({severity}) => severity === 'error')];
	if (errors.length > 0) {
		throw new Failure(errors);
	}
	for (const found of problems) {
		onProblem?.(found);
	}
	return accepting;
};
