import {type Document, LineCounter} from 'yaml';
import * as z from 'zod';
import {parseUnique} from '../answers/parse-unique.ts';
import {type Problem, problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';

// k8s.io/client-go tools/clientcmd/api/v1/types.go; fields that kubenroll has no use for go through unread.
const text = z.string().optional();
const clusterSchema = z.object({'server': z.string().default(''), 'certificate-authority': text, 'certificate-authority-data': text, 'insecure-skip-tls-verify': z.boolean().optional(), 'tls-server-name': text, 'proxy-url': text});
const userSchema = z.object({
	'client-certificate': text,
	'client-certificate-data': text,
	'client-key': text,
	'client-key-data': text,
	'token': text,
	'tokenFile': text,
	'username': text,
	'password': text,
	'as': text,
	'as-groups': z.array(z.string()).nullish(),
	'as-uid': text,
	'as-user-extra': z.record(z.string(), z.array(z.string())).nullish(),
	'exec': z.looseObject({command: z.string(), args: z.array(z.string()).nullish(), env: z.array(z.object({name: z.string(), value: z.string()})).nullish()}).nullish(),
	'auth-provider': z.looseObject({name: z.string()}).nullish(),
});
const contextSchema = z.object({cluster: z.string().default(''), user: z.string().default('')});
const nullToEmpty = <Entry>(entries: Entry[] | null | undefined): readonly Entry[] => entries ?? [];
const fileSchema = z.object({
	'clusters': z.array(z.object({name: z.string(), cluster: clusterSchema})).nullish().transform(nullToEmpty),
	'users': z.array(z.object({name: z.string(), user: userSchema.nullish().transform((user) => user ?? {})})).nullish().transform(nullToEmpty),
	'contexts': z.array(z.object({name: z.string(), context: contextSchema})).nullish().transform(nullToEmpty),
	'current-context': z.string().nullish(),
});

/** A cluster entry of a kubeconfig, as it is written. */
export type ClusterEntry = z.output<typeof clusterSchema>;

/** A user entry of a kubeconfig, as it is written: secret. */
export type UserEntry = z.output<typeof userSchema>;

/** One kubeconfig file. */
export type KubeconfigFile = z.output<typeof fileSchema>;

/** The part of a kubeconfig that one context chooses. `path` is the first file, which names the whole in problems. */
export type ChosenContext = {readonly path: string; readonly context: string; readonly clusterName: string; readonly cluster: ClusterEntry; readonly userName: string; readonly user: UserEntry};

/** A value, or all that stands in its way. */
export type Parsed<T> = {readonly isValid: true; readonly value: T} | {readonly isValid: false; readonly problems: readonly Problem[]};

const invalid = (...problems: readonly Problem[]): {readonly isValid: false; readonly problems: readonly Problem[]} => ({isValid: false, problems});

// Aliases that name nothing or multiply too far throw; undefined for them.
const readValue = (document: Document): unknown => {
	try {
		return document.toJS();
	} catch {
		return undefined;
	}
};

/** Reads the text of one kubeconfig file. No problem quotes the file, which holds keys. */
export const parseKubeconfig = (path: string, content: string): Parsed<KubeconfigFile> => {
	const lines = new LineCounter();
	const document = parseUnique(content, {lineCounter: lines, prettyErrors: false});
	const [error] = document.errors;
	if (error !== undefined) {
		return invalid(problem('kubeconfig-invalid', path, {path, line: lines.linePos(error.pos[0]).line, detail: error.code.toLowerCase().replaceAll('_', ' ')}));
	}
	const value = readValue(document);
	if (value === undefined) {
		return invalid(problem('kubeconfig-invalid', path, {path, line: 0, detail: 'bad alias'}));
	}
	const parsed = fileSchema.safeParse(value);
	return parsed.success
		? {isValid: true, value: parsed.data}
		: invalid(...parsed.error.issues.map((issue) => problem('kubeconfig-invalid', path, {path, line: 0, detail: escapeControls(`${issue.path.join('.') || 'the file'}: ${issue.message}`)})));
};

/** Merges files (the first that has an entry of a name wins: k8s.io/client-go tools/clientcmd/loader.go) and picks the context wanted, else the current one. */
export const chooseContext = (path: string, files: readonly KubeconfigFile[], wanted?: string): Parsed<ChosenContext> => {
	const contexts = files.flatMap((file) => file.contexts);
	const names = contexts.map(({name}) => escapeControls(name));
	const context = wanted ?? files.map((file) => file['current-context'] ?? '').find((name) => name !== '');
	if (context === undefined) {
		return invalid(problem('kubeconfig-no-context', path, {path, contexts: names}));
	}
	const chosen = contexts.find(({name}) => name === context)?.context;
	if (chosen === undefined) {
		return invalid(problem('kubeconfig-context-missing', path, {path, context: escapeControls(context), contexts: names}));
	}
	const cluster = files.flatMap((file) => file.clusters).find(({name}) => name === chosen.cluster)?.cluster;
	const user = files.flatMap((file) => file.users).find(({name}) => name === chosen.user)?.user;
	const missing = (kind: 'cluster' | 'user'): Problem => problem('kubeconfig-entry-missing', path, {path, kind, name: escapeControls(chosen[kind]), context: escapeControls(context)});
	return cluster === undefined || user === undefined
		? invalid(...(cluster === undefined ? [missing('cluster')] : []), ...(user === undefined ? [missing('user')] : []))
		: {isValid: true, value: {path, context, clusterName: chosen.cluster, cluster, userName: chosen.user, user}};
};
