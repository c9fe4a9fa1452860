import {bootstrapGroup} from '../../core/artifacts/node-group.ts';
import {tokenSecretName} from '../../core/artifacts/render-token-secret.ts';
import {nodeUserPrefix} from '../../core/csr/common-name.ts';
import {authenticatedGroup, bootstrappersGroup, nodesGroup, tokenIdOf} from '../../core/csr/requester.ts';
import type {ClusterFacts} from '../../core/facts/cluster-facts.ts';
import {findBootstrapAuthEvidence} from '../../core/facts/find-bootstrap-auth-evidence.ts';
import {type Binding, findBootstrapBindings, findManagedBindings, parseBinding} from '../../core/facts/parse-bindings.ts';
import {parseAccessReview} from '../../core/facts/parse-reviews.ts';
import {parseTokenSecret} from '../../core/facts/parse-token-secret.ts';
import {fieldsOf} from '../../core/untrusted/fields-of.ts';
import {type Questions, valueOf} from './ask-cluster.ts';

type Answer = 'yes' | 'no' | 'unknown';

/** Somebody whose rights are asked for, as the API server would know them. */
export type Accessor = {readonly user: string; readonly groups: readonly string[]};

type What = {readonly verb: string; readonly subresource?: string};

// Who a kubelet is with a token of kubenroll (k8s.io/cluster-bootstrap token/api/types.go: user prefix and default group), and with its certificate.
const bootstrapper: Accessor = {user: 'system:bootstrap:kbnrll', groups: [bootstrappersGroup, bootstrapGroup, authenticatedGroup]};
const node: Accessor = {user: `${nodeUserPrefix}kubenroll-asks`, groups: [nodesGroup, authenticatedGroup]};

const mayDo = async ({post}: Questions, {user, groups}: Accessor, {verb, subresource}: What): Promise<Answer> => {
	const apiVersion = 'authorization.k8s.io/v1';
	const resourceAttributes = {group: 'certificates.k8s.io', resource: 'certificatesigningrequests', verb, ...(subresource === undefined ? {} : {subresource})};
	const allowed = parseAccessReview(valueOf(await post(`/apis/${apiVersion}/subjectaccessreviews`, {apiVersion, kind: 'SubjectAccessReview', spec: {user, groups, resourceAttributes}})));
	return allowed === undefined ? 'unknown' : allowed ? 'yes' : 'no';
};

const isNode = ({user}: Accessor): boolean => user.startsWith(nodeUserPrefix);

const allOf = (answers: readonly Answer[]): Answer => (answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes');

const anyOf = (answers: readonly Answer[]): Answer => (answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no');

/**
 * Asks, as the controller-manager does before it approves by itself (kubernetes pkg/controller/certificates/approver/sarapprove.go), what bootstrapping
 * kubelets may do: one with a token of kubenroll, a node, and those who have asked for a certificate, as the users and groups that they are (P32).
 */
export const readBootstrapAccess = async (questions: Questions, requesters: readonly Accessor[] = []): Promise<ClusterFacts['bootstrapAccess']> => {
	// What a kubelet does with its token: file a request, and follow it until it is issued (k8s.io/client-go util/certificate/csr/csr.go).
	const verbs = ['create', 'get', 'list', 'watch'];
	const [requests, first, renewals] = await Promise.all([
		Promise.all(verbs.map(async (verb) => mayDo(questions, bootstrapper, {verb}))),
		Promise.all([bootstrapper, ...requesters.filter((who) => !isNode(who))].map(async (who) => mayDo(questions, who, {verb: 'create', subresource: 'nodeclient'}))),
		Promise.all([node, ...requesters.filter(isNode)].map(async (who) => mayDo(questions, who, {verb: 'create', subresource: 'selfnodeclient'}))),
	]);
	return {canRequest: allOf(requests), isAutoApproved: anyOf(first), renewalIsAutoApproved: anyOf(renewals)};
};

/** Reads every ClusterRoleBinding and picks those of bootstrapping; `all` is undefined where one may not look. */
export const readBindings = async ({list}: Questions): Promise<Pick<ClusterFacts, 'bootstrapBindings' | 'managedBindings'> & {readonly all: readonly Binding[] | undefined}> => {
	const all = valueOf(await list('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'))?.flatMap((object) => parseBinding(object) ?? []);
	return {all, bootstrapBindings: findBootstrapBindings(all ?? []), managedBindings: findManagedBindings(all ?? [])};
};

const secretsPath = '/api/v1/namespaces/kube-system/secrets';

// Requests of more tokens than this are no enrolment; whoever asks with them is told as unknown.
const mostNamed = 100;

// Who may not list Secrets may still read some by their names (P31): those of the tokens that somebody has asked with.
const readNamedTokens = async ({get, list}: Questions): Promise<ClusterFacts['tokens'] | undefined> => {
	const requests = valueOf(await list('/apis/certificates.k8s.io/v1/certificatesigningrequests')) ?? [];
	const usernames = requests.map((request) => fieldsOf(request['spec'])['username']);
	const ids = new Set(usernames.flatMap((username) => (typeof username === 'string' ? (tokenIdOf(username) ?? []) : [])));
	const readings = await Promise.all([...ids].slice(-mostNamed).map(async (id) => get(`${secretsPath}/${tokenSecretName(id)}`)));
	return readings.every(({state}) => state === 'forbidden') ? undefined : readings.flatMap((reading) => parseTokenSecret(valueOf(reading)) ?? []);
};

/** Reads the bootstrap tokens, each without its secret part: all, or those that one may read by name; undefined where one may read none. */
export const readTokens = async (questions: Questions): Promise<ClusterFacts['tokens'] | undefined> => {
	const secrets = valueOf(await questions.list(`${secretsPath}?fieldSelector=type%3Dbootstrap.kubernetes.io%2Ftoken`));
	return secrets === undefined ? readNamedTokens(questions) : secrets.flatMap((secret) => parseTokenSecret(secret) ?? []);
};

const itemsOf = (body: unknown): readonly unknown[] => (typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items) ? body.items : []);

/** Looks for signs of whether the API servers take bootstrap tokens: their pods' flags, then the first page of requests. */
export const readBootstrapAuthentication = async ({get}: Questions): Promise<ClusterFacts['bootstrapTokenAuthentication']> => {
	// The label that kubeadm and most static pods carry: kubernetes cmd/kubeadm/app/util/staticpod/utils.go.
	const [pods, requests] = await Promise.all([get('/api/v1/namespaces/kube-system/pods?labelSelector=component%3Dkube-apiserver&limit=50'), get('/apis/certificates.k8s.io/v1/certificatesigningrequests?limit=500')]);
	return findBootstrapAuthEvidence(itemsOf(valueOf(pods)), itemsOf(valueOf(requests)));
};
