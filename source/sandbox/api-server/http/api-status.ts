import {qualify, type Resource} from '../objects/resources.ts';

/** What is wrong with one field; `reason` is metav1.CauseType. */
export type FieldDefect = {readonly field: string; readonly reason: 'FieldValueRequired' | 'FieldValueInvalid' | 'FieldValueNotSupported' | 'FieldValueDuplicate' | 'FieldValueForbidden' | 'FieldValueTooLong'; readonly message: string};

/** metav1.Status, in the order in which Kubernetes writes it. */
export type Status = {
	readonly kind: 'Status';
	readonly apiVersion: 'v1';
	readonly metadata: {readonly continue?: string};
	readonly status: 'Success' | 'Failure';
	readonly message?: string;
	readonly reason?: string;
	readonly details?: Readonly<Record<string, unknown>>;
	readonly code?: number;
};

/** An answer that is no success; whatever serves requests sends its status. */
export class ApiError extends Error {
	readonly status: Status;

	constructor(code: number, reason: string | undefined, message: string, details?: Readonly<Record<string, unknown>>, metadata: Status['metadata'] = {}) {
		super(message);
		this.status = {kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message, ...(reason === undefined ? {} : {reason}), ...(details === undefined ? {} : {details}), code};
	}

	/** The HTTP status. */
	get code(): number {
		return this.status.code ?? 500;
	}
}

type Named = Pick<Resource, 'group' | 'plural'>;

/** details of an object, by its resource. */
export const detailsOf = (name: string, {group, plural}: Named): Readonly<Record<string, string>> => ({...(name === '' ? {} : {name}), ...(group === '' ? {} : {group}), kind: plural});

const quote = (text: string): string => JSON.stringify(text);

// Wording: k8s.io/apimachinery pkg/api/errors/errors.go.

/** There is no such object. */
export const notFound = (resource: Named, name: string): ApiError => new ApiError(404, 'NotFound', `${qualify(resource.plural, resource.group)} ${quote(name)} not found`, detailsOf(name, resource));

/** There is no such kind of object, or no such call. */
export const noSuchResource = (): ApiError => new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});

/** The name is taken. */
export const alreadyExists = (resource: Named, name: string): ApiError => new ApiError(409, 'AlreadyExists', `${qualify(resource.plural, resource.group)} ${quote(name)} already exists`, detailsOf(name, resource));

/** Somebody else was faster, or it is another object by now. */
export const conflict = (resource: Named, name: string, why: string): ApiError => new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${qualify(resource.plural, resource.group)} ${quote(name)}: ${why}`, detailsOf(name, resource));

/** The object has fields that may not be so; every one is told. */
export const invalid = ({group, kind}: {readonly group: string; readonly kind: string}, name: string, defects: readonly FieldDefect[]): ApiError => {
	const texts = defects.map(({field, message}) => `${field}: ${message}`);
	const causes = defects.map(({reason, message, field}) => ({reason, message, field}));
	const details = {...(name === '' ? {} : {name}), ...(group === '' ? {} : {group}), ...(kind === '' ? {} : {kind}), causes};
	return new ApiError(422, 'Invalid', `${kind === '' ? `.${group}` : qualify(kind, group)} ${quote(name)} is invalid: ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}`, details);
};

/** The call itself makes no sense. */
export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message);

/** An admission plugin said no. */
export const refused = (resource: Named, name: string, why: string): ApiError => new ApiError(403, 'Forbidden', `${qualify(resource.plural, resource.group)}${name === '' ? '' : ` ${quote(name)}`} is forbidden: ${why}`, detailsOf(name, resource));

/** Nobody knows the credentials. */
export const unauthorized = (): ApiError => new ApiError(401, 'Unauthorized', 'Unauthorized');

/** A version that is no longer known. */
export const expired = (message: string, next?: string): ApiError => new ApiError(410, 'Expired', message, undefined, next === undefined ? {} : {continue: next});

/** The method is not for that path. */
export const methodNotAllowed = (): ApiError => new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

/** The body's type is none that is understood. */
export const unsupportedMediaType = (): ApiError => new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
