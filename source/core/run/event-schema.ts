import * as z from 'zod';
import {componentNames} from '../control-plane/component.ts';
import {planSchema, problemSchema} from './plan-schema.ts';

const phase = z.enum(['read-cluster', 'probe-address', 'host-keys', 'survey', 'read-control-plane', 'plan', 'change-control-plane', 'authorize', 'prove-token', 'enroll-nodes']);

const stage = z
	.enum(['surveyed', 'token', 'files', 'kubelet', 'client-request', 'client-issued', 'registered', 'serving-request', 'serving-issued', 'ready', 'cleaned'])
	.meta({id: 'stage', description: 'How far one node is, in this order.'});

const masterStage = z
	.enum(['written', 'restarted', 'ready', 'proved', 'changed', 'undoing', 'undone'])
	.meta({id: 'masterStage', description: 'How far the change of one program on one host of the control plane is; `undoing` and `undone` are its other end.'});

const verdict = z.enum(['PASS', 'ASK', 'REFUSE', 'NOT_OURS', 'DECIDED']);

const reasonSchema = z.object({rule: z.templateLiteral(['P', z.number()]), verdict, code: z.string(), params: z.record(z.string(), z.unknown())}).meta({id: 'reason', description: "One rule's answer about one request."});

/** One line of `csr list --json`, and the request in events. */
export const requestSchema = z
	.object({
		name: z.string().describe('Name of the CertificateSigningRequest.'),
		node: z.string().exactOptional().describe('The node that it claims to be.'),
		kind: z.enum(['client', 'serving', 'other']),
		state: z.enum(['pending', 'approved', 'issued', 'denied', 'failed']),
		verdict: verdict.describe("The worst of the rules' answers."),
		reasons: z.array(reasonSchema),
		signer: z.string(),
		requester: z.string(),
		createdAt: z.string().describe('RFC 3339.'),
		names: z.array(z.string()).describe('Subject alternative names as `dns:…`, `ip:…`.'),
		usages: z.array(z.string()),
		keySha256: z.string().exactOptional().describe('SHA-256 (hex) of the public key, over its DER SubjectPublicKeyInfo.'),
	})
	.meta({id: 'request', description: 'One certificate request, judged; also one line of `kubenroll csr list --json`.'});

const versionSchema = z.object({major: z.int(), minor: z.int(), patch: z.int(), gitVersion: z.string()});

const clusterSchema = z.object({
	server: z.string(),
	version: versionSchema,
	identity: z
		.object({username: z.string(), groups: z.array(z.string())})
		.exactOptional(),
});

const addressSchema = z.object({
	host: z.string(),
	port: z.int(),
	resolvedAddresses: z.array(z.string()).describe('What the host stands for: itself, or what its name resolves to.'),
	latencyMs: z.number(),
	tlsVersion: z.string(),
	isTrusted: z.boolean().describe('The chain of the certificate ends in the CA.'),
	trustError: z.string().exactOptional(),
	dnsNames: z.array(z.string()),
	ipAddresses: z.array(z.string()),
	isNamed: z.boolean().describe('The host is among the names of the certificate.'),
	issuer: z.string(),
	notAfter: z.string(),
	readyz: z.enum(['ok', 'not-ready', 'unauthorized', 'unreachable']),
});

const outcomeSchema = z.object({
	node: z.string(),
	outcome: z.enum(['ready', 'unchanged', 'failed', 'waiting', 'stopped', 'skipped']).describe('`stopped`: begun, and given up with the run. `skipped`: not begun.'),
	stage: stage.exactOptional(),
	problems: z.array(problemSchema),
});

const reportSchema = z
	.object({
		outcomes: z.array(outcomeSchema),
		exitCode: z.literal([0, 1, 3, 130]),
		durationMs: z.number(),
		changed: z.object({files: z.int(), objects: z.int()}),
	})
	.meta({id: 'report', description: 'The end of a run: what is true now.'});

const automaticSchema = z.discriminatedUnion('state', [
	z.object({
		state: z.literal('on'),
		endsAtMs: z.number().describe('Milliseconds since the epoch.'),
		approved: z.int(),
		limit: z.int().describe('How many requests it approves at most.'),
		flooders: z.array(z.object({requester: z.string(), tokenId: z.string().exactOptional(), cause: z.enum(['too-many-pending', 'strangers-too-fast']), count: z.int(), limit: z.int()})).describe('Whose requests are left alone while they flood.'),
	}),
	z.object({state: z.literal('ended'), because: z.enum(['time', 'count', 'all-ready', 'operator']), approved: z.int()}),
]);

const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, description: string, shape: Shape) => z.object({type: z.literal(type), ...shape}).meta({description});

/** One line of --json. Checked against the type RunEvent by its test, member by member. */
export const eventSchema = z.discriminatedUnion('type', [
	event('run-started', 'The first line.', {operation: z.enum(['plan', 'enroll', 'artifacts', 'watch', 'token-remove']), version: z.string().describe("kubenroll's own.")}),
	event('phase-started', 'A phase begins.', {phase}),
	event('phase-finished', 'A phase has ended.', {phase, durationMs: z.number()}),
	event('cluster-read', 'What the cluster is, and who we are to it.', {facts: clusterSchema}),
	event('address-probed', 'What dialling the API server address told.', {facts: addressSchema}),
	event('host-keys-pinned', 'From now on only these host keys are accepted.', {keys: z.array(z.object({node: z.string(), fingerprints: z.array(z.string()), how: z.enum(['known', 'in-file', 'accepted'])}))}),
	event('problem-found', 'Something is wrong.', {problem: problemSchema}),
	event('plan-assembled', 'The plan; nothing has been changed yet.', {plan: planSchema}),
	event('object-changed', 'An object of the cluster was written or deleted.', {kind: z.string(), name: z.string(), action: z.enum(['create', 'change', 'delete'])}),
	event('token-proved', 'These API servers let a bootstrap token in.', {endpoints: z.array(z.string())}),
	event('node-progressed', 'A node reached a stage.', {node: z.string(), stage}),
	event('master-progressed', 'A change of the control plane reached a stage on one host.', {master: z.string(), component: z.enum(componentNames), stage: masterStage}),
	event('master-failed', 'A host of the control plane was not changed, or all there is as before.', {master: z.string(), component: z.enum(componentNames), problem: problemSchema}),
	event('node-retried', 'A node that stopped is begun again.', {node: z.string()}),
	event('node-failed', 'A node stopped before a stage; the others go on.', {node: z.string(), stage, problem: problemSchema}),
	event('command-ran', 'Something was run on a node, or files were put there.', {
		node: z.string(),
		command: z.string().describe('Does or shows the same when it is pasted into a shell here; holds no secret.'),
		exitCode: z.int().exactOptional().describe('Unset: it never came to its end.'),
		durationMs: z.number(),
		said: z.string().exactOptional().describe('What it said of its failure, the last lines.'),
	}),
	event('request-observed', 'A certificate request is new, or was judged anew.', {request: requestSchema}),
	event('request-decided', 'A certificate request was approved or denied.', {request: z.string(), node: z.string().exactOptional(), decision: z.enum(['approved', 'denied']), by: z.enum(['kubenroll', 'operator'])}),
	event('automatic-changed', 'Where automatic approval stands: it begins, holds somebody back, approves, or ends.', {automatic: automaticSchema}),
	event('connection-changed', 'The watch on the cluster broke off, or is back.', {state: z.enum(['live', 'reconnecting']), cause: z.string().exactOptional()}),
	event('file-written', "A file was written on the operator's machine.", {path: z.string()}),
	event('run-finished', 'The last line.', {report: reportSchema}),
]);
