import type {FieldDefect} from '../http/api-status.ts';
import type {Release} from '../release.ts';
import {type Fields, fieldsOf, type KubeObject, listOf, textMapOf, textOf} from './kube-object.ts';
import {findAnnotationsDefects, findLabelsDefects, findNameDefects} from './names.ts';
import type {Resource} from './resources.ts';
import {findRequestDefects, findStatusDefects} from './validate-request.ts';

const findMetaDefects = ({nameRule}: Resource, {metadata}: KubeObject): readonly FieldDefect[] => [
	...findNameDefects(metadata.name, nameRule),
	...findLabelsDefects(textMapOf(metadata.labels)),
	...findAnnotationsDefects(textMapOf(metadata.annotations)),
];

// kubernetes pkg/apis/rbac/validation/validation.go.
const findBindingDefects = (object: KubeObject): readonly FieldDefect[] => {
	const role = fieldsOf(object['roleRef']);
	const missing = (field: string): FieldDefect => ({field, reason: 'FieldValueRequired', message: 'Required value'});
	return [
		...(textOf(role['name']) === '' ? [missing('roleRef.name')] : []),
		...listOf(object['subjects']).flatMap((subject, index) => (textOf(subject['name']) === '' ? [missing(`subjects[${index}].name`)] : [])),
	];
};

const creations: Readonly<Record<string, (object: KubeObject, release: Release) => readonly FieldDefect[]>> = {
	certificatesigningrequests: findRequestDefects,
	clusterrolebindings: findBindingDefects,
	rolebindings: findBindingDefects,
};

/** What is wrong with a new object. Kinds without rules here are taken as they are. */
export const findCreateDefects = (resource: Resource, object: KubeObject, release: Release): readonly FieldDefect[] => [...findMetaDefects(resource, object), ...(creations[resource.plural]?.(object, release) ?? [])];

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

// The Go struct as the message prints it: apiGroup, kind, name.
const describeRole = (role: Fields): string => JSON.stringify({apiGroup: role['apiGroup'], kind: role['kind'], name: role['name']});

const immutable = (field: string, value: string, why: string): FieldDefect => ({field, reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${why}`});

const updates: Readonly<Record<string, (next: KubeObject, before: KubeObject) => readonly FieldDefect[]>> = {
	clusterrolebindings: (next, before) => [...findBindingDefects(next), ...(isSame(next['roleRef'], before['roleRef']) ? [] : [immutable('roleRef', describeRole(fieldsOf(next['roleRef'])), 'cannot change roleRef')])],
	rolebindings: (next, before) => [...findBindingDefects(next), ...(isSame(next['roleRef'], before['roleRef']) ? [] : [immutable('roleRef', describeRole(fieldsOf(next['roleRef'])), 'cannot change roleRef')])],
	secrets: (next, before) => (next['type'] === before['type'] ? [] : [immutable('type', JSON.stringify(next['type']), 'field is immutable')]),
};

/** What is wrong with a changed object. */
export const findUpdateDefects = (resource: Resource, subresource: string, next: KubeObject, before: KubeObject, release: Release): readonly FieldDefect[] => [
	...findMetaDefects(resource, next).filter(({field}) => field !== 'metadata.name'),
	...(resource.plural === 'certificatesigningrequests' ? findStatusDefects(next, before, subresource, release) : (updates[resource.plural]?.(next, before) ?? [])),
];
