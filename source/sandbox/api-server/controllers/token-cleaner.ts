import {textMapOf, textOf} from '../objects/kube-object.ts';
import type {Store} from '../store/open-store.ts';

/** Deletes bootstrap tokens whose time is over: kubernetes pkg/controller/bootstrap/tokencleaner.go. */
export const removeExpiredTokens = (store: Store): void => {
	for (const {key, object} of store.collection('secrets').snapshot()) {
		const expiration = Buffer.from(textMapOf(object['data'])['expiration'] ?? '', 'base64').toString();
		if (textOf(object['type']) === 'bootstrap.kubernetes.io/token' && expiration !== '' && !(Date.parse(expiration) > store.nowMs())) {
			store.remove('secrets', key);
		}
	}
};
