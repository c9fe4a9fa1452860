/* kubernetes pkg/apis/certificates/validation/validation.go. What it tolerates for objects of older releases is left out: nothing such is stored here. */
import {X509Certificate} from 'node:crypto';
import type {FieldDefect} from '../http/api-status.ts';
import {knownUsages} from '../pki/issue-certificate.ts';
import type {Release} from '../release.ts';
import {certificateOf, type Condition, conditionsOf, readRequestOf, signerNameOf, usagesOf} from './certificate-request.ts';
import {fieldsOf, type KubeObject, textOf} from './kube-object.ts';
import {findSignerDefects} from './signer-name.ts';

const quoteAll = (values: readonly string[]): string => values.map((value) => JSON.stringify(value)).join(', ');
const unsupported = (field: string, value: string, known: readonly string[]): FieldDefect => ({field, reason: 'FieldValueNotSupported', message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${quoteAll(known)}`});
const duplicate = (field: string, value: string): FieldDefect => ({field, reason: 'FieldValueDuplicate', message: `Duplicate value: ${JSON.stringify(value)}`});
const forbidden = (field: string, why: string): FieldDefect => ({field, reason: 'FieldValueForbidden', message: `Forbidden: ${why}`});
const required = (field: string, message = 'Required value'): FieldDefect => ({field, reason: 'FieldValueRequired', message});
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const findContentDefects = (object: KubeObject, {words}: Release): readonly FieldDefect[] => {
	try {
		readRequestOf(object).checkSignature();
		return [];
	} catch (error) {
		const request = textOf(fieldsOf(object['spec'])['request']);
		return [{field: 'spec.request', reason: 'FieldValueInvalid', message: `Invalid value: ${request === '' ? words.noBytes : words.bytes(request)}: ${messageOf(error)}`}];
	}
};

const repeats = (values: readonly string[]): readonly number[] => values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));

const findUsageDefects = (usages: readonly string[], {words}: Release): readonly FieldDefect[] => [
	...(usages.length === 0 ? [required('spec.usages', words.usagesMissing)] : []),
	...usages.flatMap((usage, index) => (knownUsages.includes(usage) ? [] : [unsupported(`spec.usages[${index}]`, usage, knownUsages)])),
	...repeats(usages).map((index) => duplicate(`spec.usages[${index}]`, usages[index] ?? '')),
];

const shortestSeconds = 600;

/** What is wrong with the spec of a new request. */
export const findRequestDefects = (object: KubeObject, release: Release): readonly FieldDefect[] => {
	const seconds = fieldsOf(object['spec'])['expirationSeconds'];
	return [
		...findContentDefects(object, release),
		...findUsageDefects(usagesOf(object), release),
		...findSignerDefects(signerNameOf(object), release),
		...(typeof seconds === 'number' && seconds < shortestSeconds
			? [{field: 'spec.expirationSeconds', reason: 'FieldValueInvalid', message: `Invalid value: ${seconds}: may not specify a duration less than 600 seconds (10 minutes)`} as const]
			: []),
	];
};

const onlyTrue = ['Approved', 'Denied', 'Failed'];
const path = 'status.conditions';

const findConditionDefects = (conditions: readonly Condition[], {words}: Release): readonly FieldDefect[] => {
	const types = conditions.map(({type}) => type);
	const exclusive = types.flatMap((type, index): readonly FieldDefect[] => {
		const other = {Approved: 'Denied', Denied: 'Approved'}[type];
		return other !== undefined && types.slice(0, index).includes(other)
			? [{field: words.exclusiveField(index), reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(type)}: Approved and Denied conditions are mutually exclusive`}]
			: [];
	});
	const single = conditions.flatMap(({type, status}, index) => {
		const known = onlyTrue.includes(type) ? ['True'] : ['False', 'True', 'Unknown'];
		const at = `${path}[${index}]`;
		return [
			...(type === '' ? [required(`${at}.type`)] : []),
			...(status === '' ? [required(`${at}.status`)] : known.includes(status) ? [] : [unsupported(`${at}.status`, status, known)]),
			...(types.indexOf(type) < index ? [duplicate(`${at}.type`, type)] : []),
		];
	});
	return [...single, ...exclusive];
};

const findCertificateDefects = (certificate: string): readonly FieldDefect[] => {
	const pem = Buffer.from(certificate, 'base64').toString('latin1');
	const blocks = Array.from(pem.matchAll(/-----BEGIN ([^-]+)-----[\s\S]*?-----END \1-----/g));
	const refuse = (why: string): readonly FieldDefect[] => [{field: 'status.certificate', reason: 'FieldValueInvalid', message: `Invalid value: "<certificate data>": ${why}`}];
	if (blocks.length === 0) {
		return refuse('must contain at least one CERTIFICATE PEM block');
	}
	const other = blocks.find(([, label]) => label !== 'CERTIFICATE');
	if (other !== undefined) {
		return refuse(`only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(other[1])}`);
	}
	try {
		for (const [block] of blocks) {
			void new X509Certificate(block);
		}
		return [];
	} catch {
		return refuse('x509: malformed certificate');
	}
};

/** What is wrong with a new status of a request; which of its parts may change depends on where it was sent. */
export const findStatusDefects = (next: KubeObject, before: KubeObject, subresource: string, release: Release): readonly FieldDefect[] => {
	const [conditions, earlier] = [conditionsOf(next), conditionsOf(before)];
	const count = (list: readonly Condition[], type: string): number => list.filter((condition) => condition.type === type).length;
	const [certificate, issued] = [certificateOf(next), certificateOf(before)];
	return [
		...findConditionDefects(conditions, release),
		...(certificate === issued || certificate === '' ? [] : findCertificateDefects(certificate)),
		...onlyTrue.filter((type) => count(conditions, type) < count(earlier, type)).map((type) => forbidden(path, `updates may not remove a condition of type ${JSON.stringify(type)}`)),
		...(subresource === 'approval' ? [] : ['Approved', 'Denied'].filter((type) => count(conditions, type) > count(earlier, type)).map((type) => forbidden(path, `updates may not add a condition of type ${JSON.stringify(type)}`))),
		...(certificate !== issued && issued !== '' ? [forbidden('status.certificate', 'updates may not modify existing certificate content')] : []),
	];
};
