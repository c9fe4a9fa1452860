import {type Fields, fieldsOf} from '../objects/kube-object.ts';
import {keyOf} from '../store/open-store.ts';
import {invalid, notFound} from './api-status.ts';
import type {Target} from './change-objects.ts';
import type {Cluster} from './cluster.ts';

// kubernetes pkg/apis/authentication/validation/validation.go.
const leastSeconds = 600;
const usualSeconds = 3600;

/** Answers a TokenRequest for a service account: kubernetes pkg/registry/core/serviceaccount/storage/token.go. Throws 404 and 422. */
export const requestToken = ({store, serviceAccountTokens}: Cluster, {resource, namespace, name}: Target, body: Fields): string => {
	if (store.collection('serviceaccounts').get(keyOf(name, namespace)) === undefined) {
		throw notFound(resource, name);
	}
	const {expirationSeconds = usualSeconds} = fieldsOf(body['spec']);
	if (typeof expirationSeconds !== 'number' || expirationSeconds < leastSeconds) {
		throw invalid({group: 'authentication.k8s.io', kind: 'TokenRequest'}, '', [{field: 'spec.expirationSeconds', reason: 'FieldValueInvalid', message: `Invalid value: ${String(expirationSeconds)}: may not specify a duration less than 10 minutes`}]);
	}
	const {token, expiresAtMs} = serviceAccountTokens.issue({namespace, name}, expirationSeconds * 1000);
	const expirationTimestamp = `${new Date(expiresAtMs).toISOString().slice(0, 19)}Z`;
	return JSON.stringify({kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: {name, namespace, creationTimestamp: `${new Date(store.nowMs()).toISOString().slice(0, 19)}Z`}, spec: {audiences: ['https://kubernetes.default.svc.cluster.local'], expirationSeconds, boundObjectRef: null}, status: {token, expirationTimestamp}});
};
