import {spawn} from 'node:child_process';
import type {Readable} from 'node:stream';
import * as z from 'zod';
import type {UserEntry} from '../../core/facts/parse-kubeconfig.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';

type Exec = NonNullable<UserEntry['exec']>;

// k8s.io/client-go pkg/apis/clientauthentication/v1/types.go, ExecCredentialStatus; it must give a token, or a certificate with its key.
const credentialSchema = z.object({status: z.object({token: z.string().optional(), clientCertificateData: z.string().optional(), clientKeyData: z.string().optional(), expirationTimestamp: z.string().optional()})});

/** What a plugin signs in with: secret. */
export type PluginCredential = z.output<typeof credentialSchema>['status'];

// A certificate, its chain and a key have some KiB.
const limitMiB = 1;

// The exec protocol's own environment: k8s.io/client-go plugin/pkg/client/auth/exec/exec.go.
const describeExec = ({apiVersion = 'client.authentication.k8s.io/v1'}: Exec): string => JSON.stringify({apiVersion, kind: 'ExecCredential', spec: {interactive: false}});

const collect = (stream: Readable, onTooMuch: () => void): (() => string) => {
	const chunks: Buffer[] = [];
	let size = 0;
	stream.on('data', (chunk: Buffer) => {
		size += chunk.length;
		if (size > limitMiB * 1024 * 1024) {
			onTooMuch();
			return;
		}
		chunks.push(chunk);
	});
	return () => Buffer.concat(chunks).toString();
};

type PluginEnd = {readonly isTooMuch: boolean; readonly code: number | null; readonly stdout: string; readonly stderr: string};

// Nothing is typed into it: it is told that nobody is there. Whatever it started writes into a closed pipe once it is stopped, and ends too.
const runToEnd = async ({command, args, env}: Exec, info: string): Promise<PluginEnd> =>
	new Promise((resolve, reject) => {
		const child = spawn(command, args ?? [], {env: {...process.env, ...Object.fromEntries((env ?? []).map(({name, value}) => [name, value])), KUBERNETES_EXEC_INFO: info}, stdio: ['ignore', 'pipe', 'pipe']});
		let isTooMuch = false;
		const stop = (): void => {
			isTooMuch = true;
			child.kill('SIGKILL');
			child.stdout.destroy();
			child.stderr.destroy();
		};
		const [stdout, stderr] = [collect(child.stdout, stop), collect(child.stderr, stop)];
		child.on('error', reject);
		child.on('close', (code) => resolve({isTooMuch, code, stdout: stdout(), stderr: stderr()}));
	});

const parseCredential = (stdout: string): PluginCredential | undefined => {
	try {
		const parsed = credentialSchema.safeParse(JSON.parse(stdout));
		return parsed.success ? parsed.data.status : undefined;
	} catch {
		return undefined;
	}
};

/**
 * Runs the plugin that a kubeconfig signs in with (its `exec`), and stops one that prints without end. `path` is the kubeconfig, which names it in problems.
 * Rejects with Failure (`exec-plugin-…`), which never quotes what it printed to standard output: that may be a token.
 */
export const runPlugin = async (path: string, exec: Exec): Promise<PluginCredential> => {
	const names = {path, command: escapeControls(exec.command)};
	const fail = (said: string): Failure => new Failure(problem('exec-plugin-failed', path, names, {cause: escapeControls(said.trim().split('\n').at(-1) ?? '')}));
	const {isTooMuch, code, stdout, stderr} = await runToEnd(exec, describeExec(exec)).catch((error: unknown) => {
		throw error instanceof Error && 'code' in error && error.code === 'ENOENT' ? new Failure(problem('exec-plugin-missing', path, names)) : fail(error instanceof Error ? error.message : String(error));
	});
	if (isTooMuch) {
		throw new Failure(problem('exec-plugin-endless', path, {...names, limitMiB}));
	}
	if (code !== 0) {
		throw fail(stderr);
	}
	const credential = parseCredential(stdout);
	if (credential === undefined) {
		throw fail('it printed no ExecCredential in JSON');
	}
	const {token, clientCertificateData, clientKeyData} = credential;
	if ((token ?? '') === '' && ((clientCertificateData ?? '') === '' || (clientKeyData ?? '') === '')) {
		throw fail('it gave neither a token nor a certificate with its key');
	}
	return credential;
};
