import {certificateOf, type Condition, hasCondition, readRequestOf, signerNameOf, usagesOf} from '../objects/certificate-request.ts';
import {fieldsOf, type KubeObject} from '../objects/kube-object.ts';
import type {Authority} from '../pki/authority.ts';
import {issueCertificate} from '../pki/issue-certificate.ts';
import type {Release} from '../release.ts';
import {checkApiServerClient, checkKubeletClient, checkKubeletServing} from './kubelet-requests.ts';

// kubernetes pkg/controller/certificates/signer/signer.go, getCSRVerificationFuncForSignerName.
const checks: Readonly<Record<string, (object: KubeObject, release: Release) => void>> = {
	'kubernetes.io/kubelet-serving': checkKubeletServing,
	'kubernetes.io/kube-apiserver-client-kubelet': checkKubeletClient,
	'kubernetes.io/kube-apiserver-client': checkApiServerClient,
};

const minuteMs = 60_000;
// The same file, sign and duration; certificates of less than 8 hours are not cut at their end.
const times = {backdateMs: 5 * minuteMs, shortMs: 8 * 60 * minuteMs, shortestMs: 10 * minuteMs};

const durationOf = (object: KubeObject, longestMs: number): number => {
	const seconds = fieldsOf(object['spec'])['expirationSeconds'];
	return typeof seconds === 'number' ? Math.min(longestMs, Math.max(times.shortestMs, seconds * 1000)) : longestMs;
};

/** What a signer does with a request. `stuck`: it cannot sign at all, and says so only in its log. */
export type Signing = {readonly certificate: string} | {readonly failed: Condition} | 'stuck' | undefined;

/** Signs an approved request as kube-controller-manager does, or finds why not; undefined for what is not its business. */
export const signRequest = (object: KubeObject, authority: Authority, {longestMs, nowMs, release}: {readonly longestMs: number; readonly nowMs: number; readonly release: Release}): Signing => {
	const check = checks[signerNameOf(object)];
	if (check === undefined || !hasCondition(object, 'Approved') || hasCondition(object, 'Denied') || hasCondition(object, 'Failed') || certificateOf(object) !== '') {
		return undefined;
	}
	try {
		check(object, release);
	} catch (error) {
		return {failed: {type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message: error instanceof Error ? error.message : String(error)}};
	}
	// kubernetes pkg/controller/certificates/authority/policies.go.
	if (nowMs >= authority.notAfterMs) {
		return 'stuck';
	}
	const ttlMs = durationOf(object, longestMs);
	const endMs = ttlMs < times.shortMs ? nowMs + ttlMs : nowMs + ttlMs - times.backdateMs;
	const {subject, publicKey, altNames} = readRequestOf(object);
	const pem = issueCertificate({subject, publicKey, ...(altNames === undefined ? {} : {altNames}), usages: usagesOf(object), isAuthority: false, notBeforeMs: nowMs - times.backdateMs, notAfterMs: Math.min(endMs, authority.notAfterMs)}, authority.issuer);
	return {certificate: Buffer.from(pem).toString('base64')};
};
