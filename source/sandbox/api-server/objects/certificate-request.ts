import {badRequest} from '../http/api-status.ts';
import {type ParsedRequest, parseRequest} from '../pki/parse-request.ts';
import {type Fields, fieldsOf, type KubeObject, listOf, textOf, textsOf} from './kube-object.ts';

/** A condition of a CertificateSigningRequest. */
export type Condition = {readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string; readonly lastUpdateTime?: string; readonly lastTransitionTime?: string};

const textFields = ['type', 'status', 'reason', 'message', 'lastUpdateTime', 'lastTransitionTime'] as const;

/** The conditions of a request, each with its texts in Kubernetes's order and without what is empty. */
export const conditionsOf = (object: Fields): readonly Condition[] =>
	listOf(fieldsOf(object['status'])['conditions']).map((condition) => {
		const texts = textFields.flatMap((name) => (textOf(condition[name]) === '' && name !== 'type' && name !== 'status' ? [] : [[name, textOf(condition[name])] as const]));
		// Type and status are always among them.
		return Object.fromEntries(texts) as Condition;
	});

/** True where the request has a condition of that type. */
export const hasCondition = (object: Fields, type: string): boolean => conditionsOf(object).some((condition) => condition.type === type);

/** status.certificate as it is stored, base64 of PEM; empty until issued. */
export const certificateOf = (object: Fields): string => textOf(fieldsOf(object['status'])['certificate']);

/** spec.signerName. */
export const signerNameOf = (object: Fields): string => textOf(fieldsOf(object['spec'])['signerName']);

/** spec.usages. */
export const usagesOf = (object: Fields): readonly string[] => textsOf(fieldsOf(object['spec'])['usages']);

/** The status of a request, in Kubernetes's order, without what is empty. */
export const statusOf = (conditions: readonly Condition[], certificate: string): Fields => ({...(conditions.length === 0 ? {} : {conditions}), ...(certificate === '' ? {} : {certificate})});

// spec never changes, so each is read once, however often its status does.
const parsed = new WeakMap<Fields, ParsedRequest>();

/** Reads what is asked for. Throws what the API server says of a request that cannot be read. */
export const readRequestOf = (object: KubeObject | Fields): ParsedRequest => {
	const spec = fieldsOf(object['spec']);
	const earlier = parsed.get(spec);
	if (earlier !== undefined) {
		return earlier;
	}
	const request = parseRequest(Buffer.from(textOf(spec['request']), 'base64').toString('latin1'));
	parsed.set(spec, request);
	return request;
};

const cannot = (why: string) => badRequest(`CertificateSigningRequest in version "v1" cannot be handled as a CertificateSigningRequest: ${why}`);
const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value);

const isOfType: Readonly<Record<string, (value: unknown) => boolean>> = {
	'string': (value) => typeof value === 'string',
	'int32': (value) => Number.isInteger(value),
	'[]v1.KeyUsage': Array.isArray,
	'[]uint8': (value) => typeof value === 'string',
};

// Go's names of the fields that a client sends: kubernetes/api certificates/v1/types.go.
const specTypes: Readonly<Record<string, string>> = {request: '[]uint8', signerName: 'string', expirationSeconds: 'int32', usages: '[]v1.KeyUsage'};

/** Refuses what Go could not decode into the type, with its words. Throws a 400. */
export const checkRequestTypes = (object: Fields): void => {
	const spec = fieldsOf(object['spec']);
	for (const [name, type] of Object.entries(specTypes)) {
		const value = spec[name];
		if (value !== undefined && value !== null && isOfType[type]?.(value) === false) {
			throw cannot(`json: cannot unmarshal ${kindOf(value)} into Go struct field CertificateSigningRequestSpec.spec.${name} of type ${type}`);
		}
	}
	const request = textOf(spec['request']);
	const wrong = request.search(/[^A-Za-z\d+/=\r\n]/);
	if (wrong >= 0 || Buffer.from(request, 'base64').toString('base64').length !== request.replaceAll(/[\r\n]/g, '').length) {
		throw cannot(`illegal base64 data at input byte ${wrong >= 0 ? wrong : request.length}`);
	}
};
