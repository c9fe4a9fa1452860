import * as z from 'zod';
import type {ClusterFacts} from './cluster-facts.ts';

const schema = z.object({
	metadata: z.object({name: z.string()}),
	roleRef: z.object({kind: z.string().default('ClusterRole'), name: z.string()}),
	subjects: z.array(z.object({kind: z.string(), name: z.string(), namespace: z.string().optional()})).nullish(),
});

/** A ClusterRoleBinding as far as decisions need it. */
export type Binding = {readonly name: string; readonly role: string; readonly subjects: readonly {readonly kind: string; readonly name: string; readonly namespace?: string | undefined}[]};

/** Reads a ClusterRoleBinding; undefined where it has not the shape of one. */
export const parseBinding = (object: unknown): Binding | undefined => {
	const parsed = schema.safeParse(object);
	return parsed.success ? {name: parsed.data.metadata.name, role: parsed.data.roleRef.name, subjects: parsed.data.subjects ?? []} : undefined;
};

// Default roles of bootstrapping: kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go.
const bootstrapRoles: readonly string[] = [
	'system:node-bootstrapper',
	'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
	'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
];

// Whom bootstrapping kubelets are: the groups of bootstrap tokens, and what guides call the row of a token file.
const isBootstrapSubject = (name: string): boolean => /^system:bootstrap(?:pers)?(?::|$)/.test(name) || name === 'kubelet-bootstrap' || name === 'system:kubelet-bootstrap';

const nobody: readonly string[] = ['system:anonymous', 'system:unauthenticated'];

/** Writes a subject as `Group system:nodes`, a ServiceAccount with its namespace. */
export const formatSubject = ({kind, name, namespace}: Binding['subjects'][number]): string => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** Picks the bindings that let kubelets bootstrap, whatever their names: by role, and by whom they serve. */
export const findBootstrapBindings = (bindings: readonly Binding[]): ClusterFacts['bootstrapBindings'] =>
	bindings
		.filter(({role, subjects}) => bootstrapRoles.includes(role) || subjects.some(({name}) => isBootstrapSubject(name)))
		.map(({name, role, subjects}) => ({name, role, subjects: subjects.map(formatSubject)}));

/** Picks kubenroll's own bindings, by the names it gives them. */
export const findManagedBindings = (bindings: readonly Binding[]): ClusterFacts['managedBindings'] =>
	bindings.filter(({name}) => name.startsWith('kubenroll:')).map(({name, role, subjects}) => ({name, role, groups: subjects.filter(({kind}) => kind === 'Group').map((subject) => subject.name)}));

// What may hand the cluster over, by role: to anybody without credentials, or to whoever holds a bootstrap token.
const dangers: readonly {readonly roles: (role: string) => boolean; readonly subjects: (name: string) => boolean}[] = [
	{roles: (role) => role === 'cluster-admin', subjects: (name) => nobody.includes(name) || isBootstrapSubject(name)},
	{roles: (role) => role === 'system:node', subjects: (name) => nobody.includes(name) || isBootstrapSubject(name)},
	{roles: (role) => bootstrapRoles.includes(role), subjects: (name) => nobody.includes(name)},
];

/** Finds bindings, seen in guides, that open the cluster to anybody or to every holder of a bootstrap token; one entry a subject. */
export const findDangerousBindings = (bindings: readonly Binding[]): readonly {readonly binding: string; readonly role: string; readonly subject: string}[] =>
	bindings.flatMap(({name, role, subjects}) => subjects.filter((subject) => dangers.some((danger) => danger.roles(role) && danger.subjects(subject.name))).map((subject) => ({binding: name, role, subject: formatSubject(subject)})));
