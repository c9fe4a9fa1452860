import {nodeOfSubject} from '../common-name.ts';
import type {DecodedRequest} from '../csr.ts';
import {makeFinding} from '../finding.ts';
import {nodesGroup} from '../requester.ts';
import {onDecoded, type Rule} from '../rule.ts';
import {findDefect} from './find-defect.ts';

// Nothing else is read by all programs in one way; Go drops UniversalString silently (encoding/asn1).
const stringTypes: readonly string[] = ['PrintableString', 'UTF8String'];

// kubernetes pkg/apis/certificates/validation/validation.go.
const minimumSeconds = 600;

// `signing` is Kubernetes' other word for digital signature (pkg/controller/certificates/authority/policies.go).
const fitsUsages = (usage: string, usages: readonly string[]): boolean => usages.includes(usage) || (usage === 'digital signature' && usages.includes('signing'));

const judgeReading = onDecoded(({requestedUsages}, {raw}) => {
	const beyond = requestedUsages.filter((usage) => !fitsUsages(usage, raw.usages));
	return beyond.length === 0 ? [makeFinding('PASS', 'request-readable', {})] : beyond.map((usage) => makeFinding('REFUSE', 'usage-beyond-spec', {usage}));
});

const list = (values: readonly string[]): string => values.join(', ');

const valuesOf = (subject: DecodedRequest['subject'], type: string): readonly string[] => subject.filter((part) => part.type === type).map(({value}) => value);

const judgeCommonName = onDecoded(({subject}) => {
	const node = nodeOfSubject(subject);
	const extra = subject.filter(({type}) => type !== 'CN' && type !== 'O').map(({type}) => type);
	const strange = subject.filter(({stringType}) => !stringTypes.includes(stringType)).map(({stringType}) => stringType);
	return [
		node === undefined ? makeFinding('REFUSE', 'common-name-wrong', {commonNames: list(valuesOf(subject, 'CN'))}) : makeFinding('PASS', 'common-name-right', {node}),
		...(extra.length === 0 ? [] : [makeFinding('REFUSE', 'subject-extra-part', {types: list(extra)})]),
		...(strange.length === 0 ? [] : [makeFinding('REFUSE', 'subject-string-type', {types: list(strange)})]),
	];
});

// kubernetes pkg/apis/certificates/helpers.go: kubeletClientRequiredUsages, kubeletServingRequiredUsages and their NoRSA forms.
const judgeUsages: Rule['judge'] = ({raw, purpose}) => {
	const needed = ['digital signature', purpose];
	const isAllowed = new Set(raw.usages).size === raw.usages.length && needed.every((usage) => raw.usages.includes(usage)) && raw.usages.every((usage) => [...needed, 'key encipherment'].includes(usage));
	const usages = list(raw.usages);
	return [isAllowed ? makeFinding('PASS', 'usages-right', {usages}) : makeFinding('REFUSE', 'usages-wrong', {usages, expected: list(needed)})];
};

const judgeLifetime: Rule['judge'] = ({raw}, {context}) => {
	if (raw.expirationSeconds === undefined) {
		return [makeFinding('PASS', 'lifetime-unset', {})];
	}
	const seconds = String(raw.expirationSeconds);
	if (!Number.isInteger(raw.expirationSeconds) || raw.expirationSeconds < minimumSeconds) {
		return [makeFinding('REFUSE', 'lifetime-too-short', {seconds})];
	}
	return raw.expirationSeconds <= context.maxExpirationSeconds
		? [makeFinding('PASS', 'lifetime-right', {seconds})]
		: [makeFinding('ASK', 'lifetime-too-long', {seconds, maximum: String(context.maxExpirationSeconds)})];
};

/** Rules about what a request holds, of either kind. */
export const requestRules: readonly Rule[] = [
	{id: 'P3', kind: 'both', judge: (request, knowledge) => [...findDefect('P3', request.reading), ...judgeReading(request, knowledge)]},
	{
		id: 'P5',
		kind: 'both',
		judge: onDecoded(({subject}) => {
			const organizations = valuesOf(subject, 'O');
			const isRight = organizations.length === 1 && organizations[0] === nodesGroup;
			return [isRight ? makeFinding('PASS', 'organization-right', {}) : makeFinding('REFUSE', 'organization-wrong', {organizations: list(organizations)})];
		}),
	},
	{id: 'P6', kind: 'both', judge: judgeCommonName},
	{id: 'P7', kind: 'both', judge: judgeUsages},
	{id: 'P9', kind: 'both', judge: judgeLifetime},
];
