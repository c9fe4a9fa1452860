import {timingSafeEqual} from 'node:crypto';
import {textMapOf, textOf} from '../objects/kube-object.ts';
import type {Store} from '../store/open-store.ts';
import {knownUser, type User} from './user.ts';

// k8s.io/cluster-bootstrap token/api/types.go.
const tokenPattern = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const groupPattern = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

const isSame = (one: string, other: string): boolean => {
	const [left, right] = [Buffer.from(one), Buffer.from(other)];
	return left.length === right.length && timingSafeEqual(left, right);
};

// k8s.io/cluster-bootstrap util/secrets/secrets.go, HasExpired: what does not parse has.
const hasExpired = (expiration: string, nowMs: number): boolean => expiration !== '' && !(rfc3339.test(expiration) && Date.parse(expiration) > nowMs);

/** Knows whoever holds a bootstrap token that is in the store: kubernetes plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go. */
export const findBootstrapUser = (store: Store, token: string): User | undefined => {
	const [, id, secret] = tokenPattern.exec(token) ?? [];
	const stored = id === undefined ? undefined : store.collection('secrets').get(`kube-system/bootstrap-token-${id}`)?.object;
	if (id === undefined || secret === undefined || stored === undefined || textOf(stored['type']) !== 'bootstrap.kubernetes.io/token') {
		return undefined;
	}
	const data = textMapOf(stored['data']);
	const field = (name: string): string => Buffer.from(data[name] ?? '', 'base64').toString();
	if (!isSame(field('token-secret'), secret) || field('token-id') !== id || hasExpired(field('expiration'), store.nowMs()) || field('usage-bootstrap-authentication') !== 'true') {
		return undefined;
	}
	const extra = field('auth-extra-groups').split(',').filter((group) => group !== '');
	// One bad group makes the whole token unusable: k8s.io/cluster-bootstrap util/secrets/secrets.go, GetGroups.
	return extra.every((group) => groupPattern.test(group)) ? knownUser(`system:bootstrap:${id}`, [...new Set(['system:bootstrappers', ...extra])].toSorted()) : undefined;
};
