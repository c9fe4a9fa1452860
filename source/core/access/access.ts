/*
An access is a service account with exactly what the board needs (P31 of the approval policy), and a token of it that ends. Its objects carry
kubenroll's label, so that what is taken away later is never somebody else's.
*/
import {stringify} from 'yaml';
import {encodeBase64} from '../artifacts/encode-base64.ts';
import {managedByLabel} from '../artifacts/render-bindings.ts';
import {listGrant, type GrantObject} from '../facts/grant.ts';
import {listRows, type PermissionRow} from '../facts/list-permissions.ts';

/** Where service accounts of kubenroll live. */
export const accessNamespace = 'kube-system';

/** One object of an access, as the API takes it. */
export type AccessObject = GrantObject | {readonly apiVersion: 'v1'; readonly kind: 'ServiceAccount'; readonly metadata: GrantObject['metadata']; readonly automountServiceAccountToken: false};

// A label's length, less our prefix: k8s.io/apimachinery pkg/util/validation/validation.go, DNS1123LabelMaxLength.
const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,50}[a-z0-9])?$/;

/** True for what an access may be called. */
export const isAccessName = (name: string): boolean => namePattern.test(name);

/** The name of the service account. */
export const accountNameOf = (name: string): string => `kubenroll-${name}`;

/** What the board needs: to read what verdicts are made of, of Secrets the named ones only, and to decide requests for kubelets' certificates. */
const listBoardRows = (tokenSecrets: readonly string[]): readonly PermissionRow[] => [
	// Bindings tell who else approves; that is asked by access review as well, and needs no look at everybody's rights.
	...listRows(['plan', 'nodes', 'requests', 'approve-client', 'approve-serving']).filter(({resource}) => resource !== 'clusterrolebindings'),
	...(tokenSecrets.length === 0 ? [] : [{verbs: ['get'], group: '', resource: 'secrets', namespace: accessNamespace, names: tokenSecrets}]),
];

/** Lists the objects of an access in the order of making them; `tokenSecrets` are the names of the bootstrap tokens that it may read. */
export const listAccessObjects = (name: string, tokenSecrets: readonly string[]): readonly AccessObject[] => {
	const account = accountNameOf(name);
	const labels = {labels: managedByLabel};
	return [
		{apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: account, namespace: accessNamespace, ...labels}, automountServiceAccountToken: false},
		...listGrant(`kubenroll:access:${name}`, {kind: 'ServiceAccount', name: account, namespace: accessNamespace}, listBoardRows(tokenSecrets), labels),
	];
};

/** The file that an access is written to, in the working folder. */
export const accessFileOf = (name: string): string => `kubenroll-${name}.kubeconfig`;

/** Renders the kubeconfig of an access: secret, because of its token. `server` is a URL. */
export const renderAccessKubeconfig = ({name, server, caPem, token}: {readonly name: string; readonly server: string; readonly caPem: string; readonly token: string}): string => {
	const user = accountNameOf(name);
	return stringify(
		{
			'apiVersion': 'v1',
			'kind': 'Config',
			'clusters': [{name: 'kubernetes', cluster: {'certificate-authority-data': encodeBase64(caPem), server}}],
			'users': [{name: user, user: {token}}],
			'contexts': [{name: user, context: {cluster: 'kubernetes', user}}],
			'current-context': user,
		},
		{lineWidth: 0},
	);
};
