import type {Decision} from '../../core/record/record.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {fieldsOf} from '../../core/untrusted/fields-of.ts';

/** Changes when a rule's meaning does, so that a decision can be understood years later. */
export const policyVersion = 1;

/** A condition as kubernetes staging/src/k8s.io/api/certificates/v1/types.go has it; the server fills in the times. */
export type ApprovalCondition = {readonly type: 'Approved' | 'Denied'; readonly status: 'True'; readonly reason: string; readonly message: string};

/** What can be answered to a request. */
export type Verb = 'approved' | 'denied';

const types: Readonly<Record<Verb, Pick<ApprovalCondition, 'type' | 'reason'>>> = {
	approved: {type: 'Approved', reason: 'KubenrollApproved'},
	denied: {type: 'Denied', reason: 'KubenrollDenied'},
};

/** Writes a decision down for the cluster (P33): policy, verdict, rules, plan, operator and, of a person, why. */
export const conditionFor = ({decision, verdict, rules, plan, operator, reason, isOverride}: Decision & {readonly decision: Verb}): ApprovalCondition => ({
	...types[decision],
	status: 'True',
	message: [
		`kubenroll policy ${policyVersion}`,
		`verdict ${verdict}`,
		`rules ${rules.join(' ')}`,
		`plan ${plan}`,
		`operator ${escapeControls(operator)}`,
		...(isOverride === true ? ['override'] : []),
		...(reason === undefined ? [] : [`reason ${reason}`]),
	].join('; '),
});

/** The whole object with one condition more, as a PUT to `/approval` wants it. Everything else stays as it was read. */
export const withCondition = (object: unknown, condition: ApprovalCondition): unknown => {
	const status = fieldsOf(fieldsOf(object)['status']);
	const conditions: readonly unknown[] = Array.isArray(status['conditions']) ? status['conditions'] : [];
	return {...fieldsOf(object), status: {...status, conditions: [...conditions, condition]}};
};
