import * as z from 'zod';
import {componentNames} from '../control-plane/component.ts';

/** One thing that is wrong, as events tell it. New codes and params may come with any version: branch on those you know. */
export const problemSchema = z
	.object({
		code: z.string().describe('Public name of the problem; its sentence is for people and may change, the code does not.'),
		severity: z.enum(['error', 'warning', 'notice']).describe('`error` stops its subject.'),
		subject: z.string().describe("What it is about: a node's name, a file with line and column, the API server's address, `cluster`."),
		params: z.record(z.string(), z.unknown()).describe('The facts that its sentence needs.'),
		cause: z.string().exactOptional().describe('Last words of the program or server underneath.'),
	})
	.meta({id: 'problem', description: 'One thing that is wrong.'});

const action = z.enum(['keep', 'create', 'change', 'delete']);

const fileSchema = z
	.object({
		artifact: z.enum(['client-ca', 'bootstrap-kubeconfig', 'kubelet-config', 'kubelet-unit', 'kubelet-drop-in', 'kubelet-environment', 'kubelet-binary', 'control-plane-source', 'token-file']),
		path: z.string().describe('Absolute path on the node.'),
		action,
		mode: z.int().describe('Permission bits, in decimal: 420 is 0644.'),
		owner: z.string().describe('`user:group`.'),
		isSecret: z.boolean(),
		diff: z.string().exactOptional().describe('Unified diff; secrets in it are struck out.'),
		binary: z.object({source: z.string(), sha256: z.string()}).exactOptional().describe('The local file to upload, for a kubelet-binary.'),
		before: z.string().describe('SHA-256 (hex) of what is there now; empty where nothing is.'),
		wasEditedByHand: z.boolean().describe('It is not as the last run left it.'),
	})
	.meta({id: 'file', description: 'One file of one node.'});

const objectSchema = z
	.object({
		kind: z.enum(['ClusterRoleBinding', 'Secret']),
		namespace: z.string().exactOptional(),
		name: z.string().describe('`bootstrap-token-…` for a Secret whose id is drawn after confirm.'),
		action,
		isSecret: z.boolean(),
		diff: z.string().exactOptional(),
		node: z.string().exactOptional().describe('The node that it is for; unset: for all.'),
	})
	.meta({id: 'object', description: 'One Kubernetes object.'});

const nodeSchema = z
	.object({
		name: z.string(),
		address: z.string(),
		state: z.enum(['ready', 'new', 'resume', 'update', 'blocked']).describe('`ready`: nothing to do. `blocked`: nothing is done, see problems.'),
		needsToken: z.boolean(),
		needsServingCertificate: z.boolean(),
		kubelet: z.enum(['start', 'restart', 'keep']),
		files: z.array(fileSchema),
		setAside: z.array(z.string()).describe('Stale credentials that are kept beside before the kubelet starts.'),
		problems: z.array(problemSchema),
	})
	.meta({id: 'node', description: 'What will be done to one node.'});

const componentSchema = z
	.object({
		component: z.enum(componentNames),
		flags: z.array(z.object({flag: z.string(), action: z.enum(['add', 'change', 'remove']), was: z.string().exactOptional(), value: z.string().exactOptional()})).describe('Flags without dashes, as they will be written.'),
		files: z.array(fileSchema).describe('The files that its flags are written in.'),
		restart: z.union([z.object({how: z.literal('systemd'), unit: z.string()}), z.object({how: z.literal('static-pod'), manifest: z.string()}), z.object({how: z.literal('none')})]),
		restartReason: z.enum(['never', 'changed', 'stale', 'token-file']).describe('`never`: it is not restarted. `stale`: it runs otherwise than its files say.'),
	})
	.meta({id: 'component', description: 'What will be done to one program of the control plane on one host.'});

const masterSchema = z
	.object({
		name: z.string(),
		address: z.string(),
		holdsVip: z.boolean().describe('The address that kubelets dial stands on this host: it is changed last.'),
		state: z.enum(['keep', 'change', 'blocked', 'unread']).describe('`unread`: nobody could look, see problems; the run goes on without it.'),
		files: z.array(fileSchema),
		components: z.array(componentSchema),
		problems: z.array(problemSchema),
	})
	.meta({id: 'master', description: 'What will be done to one host of the control plane.'});

const tokenRowSchema = z
	.object({
		user: z.string().describe('Names the row: no two have the same.'),
		uid: z.string(),
		groups: z.array(z.string()),
		action: z.enum(['keep', 'create', 'restore', 'delete']).describe('`restore`: it is on some masters only.'),
		node: z.string().exactOptional().describe('The node that it lets in; unset: every node, or a spare row that is free.'),
	})
	.meta({id: 'tokenRow', description: 'One row of the token file on every master; never its token.'});

/** A plan as events tell it: without the texts to write. */
export const planSchema = z
	.object({
		id: z.string().describe('First 12 hex digits of SHA-256 over the plan.'),
		cluster: z.object({server: z.string(), apiServer: z.string(), version: z.string(), identity: z.string().exactOptional(), caSha256: z.string()}),
		objects: z.array(objectSchema),
		nodes: z.array(nodeSchema),
		tokenRows: z.array(tokenRowSchema).exactOptional(),
		controlPlane: z.object({masters: z.array(masterSchema).describe('In the order in which they are changed, one at a time.'), problems: z.array(problemSchema)}).exactOptional().describe("Unset where nobody looked at the control plane's hosts."),
		problems: z.array(problemSchema).describe('Of the cluster and the address; an `error` among them blocks the whole run.'),
	})
	.meta({id: 'plan', description: 'Everything that a run would do; holds no secret.'});
