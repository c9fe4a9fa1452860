import type {FieldDefect} from '../http/api-status.ts';
import type {Release} from '../release.ts';
import {findLabelDefects, findSubdomainDefects} from './names.ts';

const field = 'spec.signerName';
const invalid = (value: string, why: string): FieldDefect => ({field, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}`});
const longest = {domain: 253, name: 571};

/** What is wrong with a signer's name: kubernetes pkg/apis/core/validation/validation.go, ValidateSignerName. */
export const findSignerDefects = (signerName: string, {words}: Release): readonly FieldDefect[] => {
	if (signerName === '') {
		return [{field, reason: 'FieldValueRequired', message: words.signerMissing}];
	}
	if (signerName === 'kubernetes.io/legacy-unknown') {
		return [invalid(signerName, 'the legacy signerName is not allowed via this API version')];
	}
	const [domain = '', path, ...rest] = signerName.split('/');
	if (path === undefined || rest.length > 0) {
		return [invalid(signerName, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
	}
	const tooLong = (bytes: number): FieldDefect => ({field, reason: 'FieldValueTooLong', message: `Too long: ${words.tooLong(bytes)}`});
	const labels = domain.split('.');
	return [
		...(domain.length > longest.domain ? [tooLong(longest.domain)] : []),
		...labels.flatMap((label) => findLabelDefects(label).map((why) => invalid(domain, `validating label ${JSON.stringify(label)}: ${why}`))),
		...(labels.length < 2 ? [invalid(domain, 'should be a domain with at least two segments separated by dots')] : []),
		...path.split('.').flatMap((label) => findSubdomainDefects(label).map((why) => invalid(path, `validating label ${JSON.stringify(label)}: ${why}`))),
		...(signerName.length > longest.name ? [tooLong(longest.name)] : []),
	];
};
