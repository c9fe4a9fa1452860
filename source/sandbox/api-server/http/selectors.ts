import type {KubeObject} from '../objects/kube-object.ts';
import type {Resource} from '../objects/resources.ts';
import {ApiError, badRequest} from './api-status.ts';

/** One term of a field selector. */
export type FieldTerm = {readonly field: string; readonly isEqual: boolean; readonly value: string};

/** Tells whether an object is among those asked for. */
export type Matches = (object: KubeObject) => boolean;

/** Reads `a=b,c!=d`; k8s.io/apimachinery pkg/fields/selector.go. */
export const parseFieldSelector = (text: string): readonly FieldTerm[] =>
	text.split(',').flatMap((term) => {
		const [, field, operator, value] = /^([^=!]*)(==|!=|=)(.*)$/.exec(term) ?? [];
		return field === undefined || operator === undefined || value === undefined ? [] : [{field, isEqual: operator !== '!=', value}];
	});

const metaFields: Resource['fields'] = {'metadata.name': ({metadata}) => metadata.name, 'metadata.namespace': ({metadata}) => metadata.namespace ?? ''};

const matchFields = (resource: Resource, text: string): readonly Matches[] =>
	parseFieldSelector(text).map(({field, isEqual, value}) => {
		const read = metaFields[field] ?? resource.fields[field];
		if (read === undefined) {
			throw badRequest(`field label not supported: ${field}`);
		}
		return (object) => (read(object) === value) === isEqual;
	});

const labelOf = ({metadata}: KubeObject, key: string): string | undefined => metadata.labels?.[key];

// k8s.io/apimachinery pkg/labels/selector.go.
const matchLabel = (term: string): Matches => {
	const [, key, word, list] = /^([^\s!=(),]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(term) ?? [];
	if (key !== undefined) {
		const values = new Set(list?.split(',').map((value) => value.trim()));
		return (object) => values.has(labelOf(object, key) ?? '\0') === (word === 'in');
	}
	const [, name, operator, value = ''] = /^([^\s!=(),]+)\s*(==|!=|=)\s*([^\s!=(),]*)$/.exec(term) ?? [];
	if (name !== undefined) {
		return (object) => (labelOf(object, name) === value) === (operator !== '!=');
	}
	const [, not, exists] = /^(!?)\s*([^\s!=(),]+)$/.exec(term) ?? [];
	if (exists === undefined) {
		throw new ApiError(400, 'BadRequest', `unable to parse requirement: ${/===/.test(term) ? "found '=', expected: identifier" : `invalid label selector ${JSON.stringify(term)}`}`);
	}
	return (object) => (labelOf(object, exists) !== undefined) === (not === '');
};

const splitTerms = (text: string): readonly string[] => text.split(/,(?![^(]*\))/).map((term) => term.trim()).filter((term) => term !== '');

/** Reads the selectors of a list or watch; undefined where all are wanted. Throws a 400 for what cannot be read. */
export const readSelectors = (resource: Resource, query: URLSearchParams, namespace: string): Matches | undefined => {
	const terms: readonly Matches[] = [
		...(namespace === '' || !resource.isNamespaced ? [] : [({metadata}: KubeObject) => metadata.namespace === namespace]),
		...matchFields(resource, query.get('fieldSelector') ?? ''),
		...splitTerms(query.get('labelSelector') ?? '').map(matchLabel),
	];
	return terms.length === 0 ? undefined : (object) => terms.every((matches) => matches(object));
};
