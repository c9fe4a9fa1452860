import type {RuleId} from '../csr/judgement.ts';
import type {RequestView} from '../run/event.ts';

/** The lines of the comparison of what a request says with what is expected. */
export type RequestAspect = 'requester' | 'node' | 'usages' | 'names' | 'key' | 'age';

/** One line of the comparison. `says` may be empty; of the age it is the time of creation. */
export type AspectComparison = {
	readonly aspect: RequestAspect;
	readonly says: readonly string[];
	/** `untold`: no rule had anything to say. */
	readonly mark: 'right' | 'unusual' | 'wrong' | 'untold';
};

/** Rules whose answers belong to an aspect (docs of the approval policy). */
const rulesByAspect: Readonly<Record<RequestAspect, readonly RuleId[]>> = {
	requester: ['P12', 'P13', 'P14', 'P17', 'P18', 'P35'],
	node: ['P5', 'P6', 'P8', 'P15', 'P16', 'P19'],
	usages: ['P7'],
	names: ['P11', 'P20', 'P21', 'P22'],
	key: ['P3', 'P4'],
	age: ['P9', 'P10'],
};

/** The aspects in the order in which they are shown. */
export const requestAspects: readonly RequestAspect[] = ['requester', 'node', 'usages', 'names', 'key', 'age'];

const markOf = (request: RequestView, aspect: RequestAspect): AspectComparison['mark'] => {
	const verdicts = new Set(request.reasons.filter(({rule}) => rulesByAspect[aspect].includes(rule)).map(({verdict}) => verdict));
	return verdicts.has('REFUSE') ? 'wrong' : verdicts.has('ASK') ? 'unusual' : verdicts.has('PASS') ? 'right' : 'untold';
};

/** Holds a request against what is expected of it, aspect by aspect; the words of the expectation are the text room's. */
export const compareRequest = (request: RequestView): readonly AspectComparison[] => {
	const says: Readonly<Record<RequestAspect, readonly string[]>> = {
		requester: [request.requester],
		node: request.node === undefined ? [] : [request.node],
		usages: request.usages,
		names: request.names,
		key: request.keySha256 === undefined ? [] : [request.keySha256],
		age: [request.createdAt],
	};
	return requestAspects.map((aspect) => ({aspect, says: says[aspect], mark: markOf(request, aspect)}));
};
