import * as z from 'zod';
import type {ClusterFacts} from './cluster-facts.ts';

const podSchema = z.object({metadata: z.object({name: z.string()}), spec: z.object({containers: z.array(z.object({command: z.array(z.string()).nullish(), args: z.array(z.string()).nullish()}))})});
const requestSchema = z.object({metadata: z.object({name: z.string()}), spec: z.object({username: z.string().default('')})});

// Go's flag package takes all of these for true: strconv.ParseBool. A flag without a value is true.
const truths: readonly string[] = ['1', 't', 'T', 'TRUE', 'true', 'True'];

const readFlag = (words: readonly string[]): boolean | undefined => {
	const values = words.flatMap((word) => /^--enable-bootstrap-token-auth(?:=(.*))?$/.exec(word)?.map((value) => value ?? 'true').slice(1) ?? []);
	const last = values.at(-1);
	return last === undefined ? undefined : truths.includes(last);
};

/**
 * Looks for signs of whether bootstrap-token authentication is on: the flags of API servers that run as pods (off where one of them lacks it: it is
 * off by default, kubernetes pkg/kubeapiserver/options/authentication.go), else requests that bootstrap tokens made earlier, which only say that it was on.
 */
export const findBootstrapAuthEvidence = (apiServerPods: readonly unknown[], requests: readonly unknown[]): ClusterFacts['bootstrapTokenAuthentication'] => {
	const flags = apiServerPods.flatMap((pod) => {
		const parsed = podSchema.safeParse(pod).data;
		const words = parsed?.spec.containers.flatMap(({command, args}) => [...(command ?? []), ...(args ?? [])]) ?? [];
		// A pod whose command says nothing (a wrapper, say) is no evidence.
		return parsed === undefined || !words.some((word) => word.startsWith('--')) ? [] : [{pod: parsed.metadata.name, isOn: readFlag(words) ?? false}];
	});
	const without = flags.find(({isOn}) => !isOn);
	const [first] = flags;
	if (first !== undefined) {
		return {state: without === undefined ? 'on' : 'off', evidence: 'apiserver-pod-flag', source: (without ?? first).pod};
	}
	const request = requests.flatMap((object) => requestSchema.safeParse(object).data ?? []).find(({spec}) => spec.username.startsWith('system:bootstrap:'));
	return request === undefined ? {state: 'unknown', evidence: 'none'} : {state: 'on', evidence: 'earlier-request', source: request.metadata.name};
};
