import type {Judgement, Reason} from './judgement.ts';

const isSameReason = (one: Reason, other: Reason): boolean => {
	if (one === other) {
		return true;
	}
	if (one.rule !== other.rule || one.verdict !== other.verdict || one.code !== other.code) {
		return false;
	}
	const [values, others] = [Object.values(one.params), Object.values(other.params)];
	// An age grows by itself, and whoever shows one knows the time of creation.
	return one.code === 'age-right' || (values.length === others.length && values.every((value, index) => value === others[index]));
};

/** True where two judgements of one request tell the same: nothing but its age has changed. */
export const isJudgedAlike = (one: Judgement, other: Judgement): boolean =>
	one.verdict === other.verdict &&
	one.state === other.state &&
	one.node === other.node &&
	one.kind === other.kind &&
	one.name === other.name &&
	one.reasons.length === other.reasons.length &&
	one.reasons.every((reason, index) => {
		const same = other.reasons[index];
		return same !== undefined && isSameReason(reason, same);
	});
