import type {RequestOptions} from 'node:https';
import type {ChosenContext, UserEntry} from '../../core/facts/parse-kubeconfig.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {KubeConfig} from './kube-config.ts';
import {type PluginCredential, runPlugin} from './run-plugin.ts';

/** What makes a request the kubeconfig's user's: secret. Fields are those of node:https; `agent` is set only where a proxy is in between. */
export type SignedIn = Pick<RequestOptions, 'cert' | 'key' | 'servername' | 'auth' | 'agent'> & {
	readonly headers: Readonly<Record<string, string | string[]>>;
	/** Called when the server answered 401: the next request signs in anew, unless another one has seen to that. */
	readonly forget: () => void;
};

// client-node sends only `as`: k8s.io/client-go transport/round_trippers.go, impersonatingRoundTripper and headerKeyEscape.
const impersonate = ({as, 'as-groups': groups, 'as-uid': uid, 'as-user-extra': extra}: UserEntry): Readonly<Record<string, string | string[]>> =>
	as === undefined || as === ''
		? {}
		: {
				...(uid === undefined || uid === '' ? {} : {'Impersonate-Uid': uid}),
				...(groups === undefined || groups === null || groups.length === 0 ? {} : {'Impersonate-Group': groups}),
				...Object.fromEntries(Object.entries(extra ?? {}).map(([key, values]) => [`Impersonate-Extra-${encodeURIComponent(key).replaceAll('(', '%28').replaceAll(')', '%29')}`, values])),
			};

// A name that no authenticator of client-node's own answers to.
const pluginProvider = 'kubenroll-exec';

type PluginAuthenticator = Parameters<KubeConfig['addAuthenticator']>[0] & {
	/** Makes what drops the credential that is kept now, and no later one. */
	readonly remember: () => () => void;
};

// What a plugin gave is used until it says that it has run out, or a server answers 401 to it: k8s.io/client-go plugin/pkg/client/auth/exec/exec.go, getCreds, and RoundTrip with maybeRefreshCreds.
const createPluginAuthenticator = (run: () => Promise<PluginCredential>): PluginAuthenticator => {
	let kept: PluginCredential | undefined;
	return {
		remember: () => {
			const used = kept;
			return () => {
				kept = kept === used ? undefined : kept;
			};
		},
		isAuthProvider: ({authProvider}) => authProvider?.name === pluginProvider,
		applyAuthentication: async (_, options) => {
			const {expirationTimestamp} = kept ?? {};
			if (kept === undefined || (expirationTimestamp !== undefined && !(Date.parse(expirationTimestamp) > Date.now()))) {
				kept = await run();
			}
			const {token, clientCertificateData, clientKeyData} = kept;
			options.cert = clientCertificateData ?? options.cert;
			options.key = clientKeyData ?? options.key;
			options.headers = {...options.headers, ...(token === undefined ? {} : {Authorization: `Bearer ${token}`})};
		},
	};
};

/**
 * Readies a kubeconfig's user through client-node, and returns what to call before each request: token files are read anew and plugins run again
 * when what they gave has run out, or a server knows it no more. Rejects with Failure (`exec-plugin-…`, `sign-in-failed`). Imports client-node when first called, so that start-up stays cheap.
 */
export const openSignIn = async ({path, context, clusterName, cluster, userName, user}: ChosenContext): Promise<() => Promise<SignedIn>> => {
	const {KubeConfig} = await import('./kube-config.ts');
	const config = new KubeConfig();
	const {exec} = user;
	const plugin = exec === undefined || exec === null ? undefined : createPluginAuthenticator(async () => runPlugin(path, exec));
	if (plugin !== undefined) {
		config.addAuthenticator(plugin);
	}
	config.loadFromString(
		// JSON is YAML; only what was checked goes in.
		JSON.stringify({
			'clusters': [{name: clusterName, cluster}],
			'contexts': [{name: context, context: {cluster: clusterName, user: userName}}],
			'current-context': context,
			'users': [
				{
					name: userName,
					user: {
						...user,
						// client-node 2.0.1 knows tokenFile only as an auth-provider; it goes before a token beside it (tools/clientcmd/client_config.go).
						...(user.tokenFile === undefined ? {} : {'token': undefined, 'auth-provider': {name: 'tokenFile', config: {tokenFile: user.tokenFile}}}),
						// client-node 2.0.1 takes all that a plugin prints, without a bound.
						...(exec === undefined || exec === null ? {} : {'exec': undefined, 'auth-provider': {name: pluginProvider}}),
					},
				},
			],
		}),
	);
	const signIn = async (): Promise<SignedIn> => {
		const options: RequestOptions = {};
		try {
			await config.applyToHTTPSOptions(options);
		} catch (error) {
			throw error instanceof Failure ? error : new Failure(problem('sign-in-failed', path, {path, user: escapeControls(userName)}, {cause: escapeControls(String(error).split('\n', 1)[0] ?? '')}));
		}
		const {cert, key, servername, auth} = options;
		const headers = Object.fromEntries(Object.entries(options.headers ?? {}).map(([name, value]) => [name, String(value).trim()]));
		return {
			headers: {...headers, ...impersonate(user)},
			forget: plugin?.remember() ?? (() => {}),
			...(cert === undefined ? {} : {cert}),
			...(key === undefined ? {} : {key}),
			...(servername === undefined ? {} : {servername}),
			...(auth === undefined || auth === null ? {} : {auth}),
			// Only for a proxy: client-node's plain agent opens a connection a request.
			...((cluster['proxy-url'] ?? '') === '' || options.agent === undefined ? {} : {agent: options.agent}),
		};
	};
	let inHand: Promise<SignedIn> | undefined;
	// Requests that begin while a plugin runs wait for that one: it may open a browser, or ask a person.
	return async () =>
		(inHand ??= signIn().finally(() => {
			inHand = undefined;
		}));
};
