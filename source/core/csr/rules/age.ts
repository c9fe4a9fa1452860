import {find} from '../finding.ts';
import type {Rule} from '../rule.ts';

const secondMs = 1000;
// How far the API server's clock may be ahead of its own answers.
const futureMs = 10 * secondMs;
// A kubelet gives up after 15 minutes and files another with a new key (client-go util/certificate/certificate_manager.go).
const oldestMs = 60 * 60 * secondMs;

const judgeAge: Rule['judge'] = ({raw}, {nowMs, context: {runStartedMs}}) => {
	const createdMs = Date.parse(raw.createdAt);
	const ageMs = nowMs - createdMs;
	if (Number.isNaN(ageMs)) {
		return [find('ASK', 'age-unknown', {createdAt: raw.createdAt})];
	}
	if (ageMs < -futureMs) {
		return [find('ASK', 'from-future', {seconds: String(Math.ceil(-ageMs / secondMs))})];
	}
	if (ageMs > oldestMs) {
		return [find('ASK', 'too-old', {minutes: String(Math.floor(ageMs / secondMs / 60))})];
	}
	// Kubernetes cuts creation times to whole seconds.
	if (runStartedMs !== undefined && createdMs + secondMs <= runStartedMs) {
		return [find('ASK', 'older-than-run', {createdAt: raw.createdAt})];
	}
	return [find('PASS', 'age-right', {seconds: String(Math.max(0, Math.round(ageMs / secondMs)))})];
};

/** P10: neither from the future nor from before the machine was replaced. */
export const ageRules: readonly Rule[] = [{id: 'P10', kind: 'both', judge: judgeAge}];
