import type {Decision} from '../../core/record/record.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {fieldsOf} from '../../core/untrusted/fields-of.ts';

/** Changes when a rule's meaning does, so that a decision can be understood years later. */
export const policyVersion = 1;

/** A condition as kubernetes staging/src/k8s.io/api/certificates/v1/types.go has it; the server fills in the times. */
export type ApprovalCondition = {readonly type: 'Approved' | 'Denied'; readonly status: 'True'; readonly reason: string; readonly message: string};

const types: Readonly<Record<Decision['decision'], Pick<ApprovalCondition, 'type' | 'reason'>>> = {
	approved: {type: 'Approved', reason: 'KubenrollApproved'},
	denied: {type: 'Denied', reason: 'KubenrollDenied'},
};

// Enough for a sentence; the condition is no place for essays.
const longestReason = 200;

/** Writes a decision down for the cluster (P33): policy, verdict, rules, plan, operator and, of a person, why. */
export const conditionFor = ({decision, verdict, rules, plan, operator}: Decision, reason?: string): ApprovalCondition => ({
	...types[decision],
	status: 'True',
	message: [
		`kubenroll policy ${policyVersion}`,
		`verdict ${verdict}`,
		`rules ${rules.join(' ')}`,
		`plan ${plan}`,
		`operator ${escapeControls(operator)}`,
		...(reason === undefined ? [] : [`reason ${escapeControls(reason.slice(0, longestReason))}`]),
	].join('; '),
});

/** The whole object with one condition more, as a PUT to `/approval` wants it. Everything else stays as it was read. */
export const withCondition = (object: unknown, condition: ApprovalCondition): unknown => {
	const status = fieldsOf(fieldsOf(object)['status']);
	const conditions: readonly unknown[] = Array.isArray(status['conditions']) ? status['conditions'] : [];
	return {...fieldsOf(object), status: {...status, conditions: [...conditions, condition]}};
};
