import type {PermissionFact} from '../core/facts/cluster-facts.ts';

/** Any Kubernetes object as JSON; read with the parsers of core/facts. */
export type KubernetesObject = {
	readonly apiVersion?: string;
	readonly kind?: string;
	readonly metadata: {
		readonly name: string;
		readonly namespace?: string;
		readonly uid?: string;
		readonly resourceVersion?: string;
		readonly creationTimestamp?: string;
		readonly labels?: Readonly<Record<string, string>>;
		readonly annotations?: Readonly<Record<string, string>>;
	};
	readonly [field: string]: unknown;
};

/** A path below the server, e.g. `/api/v1/nodes`; names in it are already URL-encoded. */
export type ApiPath = string;

/** What a call answered: any HTTP status resolves; only a call that got no answer rejects with Failure. */
export type ApiResponse = {readonly status: number; readonly body: unknown; /** The `Date` header, ms since the epoch. */ readonly serverTimeMs?: number};

/** What a watch tells; `synced` comes after the whole first list, and after every list that replaces it. */
export type WatchEvent<T> =
	| {readonly type: 'synced'; readonly items: readonly T[]}
	| {readonly type: 'put'; readonly item: T}
	| {readonly type: 'gone'; readonly name: string}
	| {readonly type: 'disconnected'; readonly cause: string}
	| {readonly type: 'connected'};

/** How to be somebody else for one call, without touching the kubeconfig's own identity. */
export type CallOptions = {
	readonly signal?: AbortSignal;
	/** Dial this server instead of the kubeconfig's, verified with the same CA. */
	readonly server?: {readonly host: string; readonly port: number};
	/** Use this bearer token and no client certificate. */
	readonly token?: string;
	readonly timeoutMs?: number;
};

/** The cluster's API, as the kubeconfig's user. Retries nothing but a watch's own reconnects. */
export type ClusterApi = {
	readonly server: {
		readonly url: string;
		readonly host: string;
		readonly port: number;
		readonly caPem: string;
		readonly context: string;
		/** The kubeconfig's name for its user, which says nothing of who the server takes it for. */
		readonly user: string;
		readonly kubeconfig: string;
		/** Who the client certificate names; undefined where one signs in by token or plugin. */
		readonly certificateIdentity?: {readonly username: string; readonly groups: readonly string[]};
	};
	call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: ApiPath, body?: unknown, options?: CallOptions): Promise<ApiResponse>;
	/** Every page of a list, in one. Rejects with Failure on any status but 200. */
	list(path: ApiPath, options?: CallOptions): Promise<readonly KubernetesObject[]>;
	/** List, then follow; reconnects by itself with back-off, until the signal aborts. Ends without error then. */
	watch(path: ApiPath, signal: AbortSignal): AsyncIterable<WatchEvent<KubernetesObject>>;
	/** Asks SelfSubjectAccessReview for each; order is kept. */
	review(permissions: readonly Omit<PermissionFact, 'isAllowed'>[]): Promise<readonly PermissionFact[]>;
	close(): void;
};
