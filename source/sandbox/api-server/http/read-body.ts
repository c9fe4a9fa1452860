import type {IncomingMessage} from 'node:http';
import {type Fields, isFields} from '../objects/kube-object.ts';
import {apiVersionOf, type Resource} from '../objects/resources.ts';
import type {Release} from '../release.ts';
import {ApiError, badRequest, unsupportedMediaType} from './api-status.ts';

// k8s.io/apiserver pkg/server/config.go, MaxRequestBodyBytes.
const maxBytes = 3 * 1024 * 1024;

/** Reads a whole body. Throws 413 for one that no API server takes. */
export const readBody = async (request: IncomingMessage): Promise<string> => {
	const chunks: Buffer[] = [];
	let size = 0;
	// Without an encoding set the stream yields Buffers.
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > maxBytes) {
			throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${maxBytes}`);
		}
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString();
};

const mediaTypeOf = (request: IncomingMessage): string => (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';

/** Parses JSON into an object. Throws a 400. */
export const parseFields = (text: string, kind: string): Fields => {
	try {
		const value: unknown = JSON.parse(text);
		if (isFields(value)) {
			return value;
		}
	} catch {
		// Told below.
	}
	throw badRequest(`the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${text === '{' ? 'unexpected end of JSON input ({)' : 'invalid JSON'}`);
};

/** Reads an object of a resource, whose kind and version must be right where they are given. Throws 400 and 415. */
export const readObject = async (request: IncomingMessage, resource: Pick<Resource, 'group' | 'version' | 'kind'>, release: Release): Promise<Fields> => {
	if (!['', 'application/json'].includes(mediaTypeOf(request))) {
		throw unsupportedMediaType();
	}
	const object = parseFields(await readBody(request), resource.kind);
	const {kind = resource.kind, apiVersion = apiVersionOf(resource), ...fields} = object;
	if (kind !== resource.kind || apiVersion !== apiVersionOf(resource)) {
		throw badRequest(`${String(kind)} in version "v1" cannot be handled as a ${resource.kind}: no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme ${JSON.stringify(release.scheme)}`);
	}
	return fields;
};

/** Applies a JSON merge patch: RFC 7396. */
export const mergePatch = (target: unknown, patch: unknown): unknown => {
	if (!isFields(patch)) {
		return patch;
	}
	const merged: Record<string, unknown> = isFields(target) ? {...target} : {};
	for (const [key, value] of Object.entries(patch)) {
		if (value === null) {
			Reflect.deleteProperty(merged, key);
		} else {
			merged[key] = mergePatch(merged[key], value);
		}
	}
	return merged;
};

/** Reads a JSON merge patch, the only kind of patch that is understood. Throws 415 for others. */
export const readMergePatch = async (request: IncomingMessage, kind: string): Promise<Fields> => {
	if (mediaTypeOf(request) !== 'application/merge-patch+json') {
		throw unsupportedMediaType();
	}
	return parseFields(await readBody(request), kind);
};
