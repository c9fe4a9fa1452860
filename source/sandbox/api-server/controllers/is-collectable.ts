import {X509Certificate} from 'node:crypto';
import {certificateOf, conditionsOf} from '../objects/certificate-request.ts';
import type {KubeObject} from '../objects/kube-object.ts';

const hourMs = 3_600_000;
// kubernetes pkg/controller/certificates/cleaner/cleaner.go: pendingExpiration, and the others, which are all the same.
const pendingMs = 24 * hourMs;
const finishedMs = hourMs;

const hasRunOut = (certificate: string, nowMs: number): boolean => certificate !== '' && new X509Certificate(Buffer.from(certificate, 'base64')).validToDate.getTime() < nowMs;

/** Tells whether csrcleaner deletes a request at its next sweep. One that is approved and never issued stays for ever. */
export const isCollectable = (object: KubeObject, nowMs: number): boolean => {
	const conditions = conditionsOf(object);
	const certificate = certificateOf(object);
	const isOlder = (time: string, ms: number): boolean => nowMs - Date.parse(time) > ms;
	const isFinished = (type: string): boolean => conditions.some((condition) => condition.type === type && isOlder(condition.lastUpdateTime ?? '', finishedMs));
	const isIssued = certificate !== '' && (isFinished('Approved') || (conditions.some(({type}) => type === 'Approved') && hasRunOut(certificate, nowMs)));
	return isIssued || isFinished('Denied') || isFinished('Failed') || (conditions.length === 0 && isOlder(object.metadata.creationTimestamp, pendingMs));
};
