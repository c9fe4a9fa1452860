import {makeFinding} from '../finding.ts';
import type {Rule} from '../rule.ts';
import {parseTimestamp} from '../timestamp.ts';

const secondMs = 1000;
// How far the API server's clock may be ahead of its own answers.
const futureMs = 10 * secondMs;
// A kubelet gives up after 15 minutes and files another with a new key (client-go util/certificate/certificate_manager.go).
const oldestMs = 60 * 60 * secondMs;

const judgeAge: Rule['judge'] = ({raw}, {nowMs, context: {runStartedMs}}) => {
	const createdMs = parseTimestamp(raw.createdAt);
	if (createdMs === undefined || Number.isNaN(nowMs)) {
		return [makeFinding('ASK', 'age-unknown', {createdAt: raw.createdAt})];
	}
	const ageMs = nowMs - createdMs;
	if (ageMs < -futureMs) {
		return [makeFinding('ASK', 'from-future', {seconds: String(Math.ceil(-ageMs / secondMs))})];
	}
	if (ageMs > oldestMs) {
		return [makeFinding('ASK', 'too-old', {minutes: String(Math.floor(ageMs / secondMs / 60))})];
	}
	// Kubernetes cuts creation times to whole seconds, and what its clock says is known to half of one, both ways, and to what an answer takes.
	if (runStartedMs !== undefined && createdMs + 2 * secondMs <= runStartedMs) {
		return [makeFinding('ASK', 'older-than-run', {createdAt: raw.createdAt})];
	}
	return [makeFinding('PASS', 'age-right', {seconds: String(Math.max(0, Math.round(ageMs / secondMs)))})];
};

/** P10: neither from the future nor from before the machine was replaced. */
export const ageRules: readonly Rule[] = [{id: 'P10', kind: 'both', judge: judgeAge}];
