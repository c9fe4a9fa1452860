import type {ControllerOptions, Controllers} from './controllers/run-controllers.ts';
import type {Listener, Service} from './http/open-listener.ts';
import type {KubeObject, NewObject} from './objects/kube-object.ts';
import type {Authority, Identity, KeyKind} from './pki/authority.ts';
import type {Network} from './seed-objects.ts';

/** The flags of one API server that differ on hand-built clusters; each may be changed while it runs. */
export type MasterFlags = {
	/** --enable-bootstrap-token-auth; default true. */
	readonly hasBootstrapTokens: boolean;
	/** Rows of --token-auth-file: `token,user,uid,"group,group"`; default none. */
	readonly tokenFile: readonly string[];
	/** --anonymous-auth; default true. */
	readonly allowsAnonymous: boolean;
};

/** What a scene asks for; everything has a default. */
export type ApiServerOptions = {
	/** The minor that it says it is; default 36. */
	readonly minor?: number;
	/** One listener each; default one with all defaults. The VIP is a listener of its own. */
	readonly masters?: readonly (Partial<MasterFlags> & {/** Where it listens; default where all do. */ readonly host?: string; readonly port?: number})[];
	/** Where all listen; default 127.0.0.1. */
	readonly host?: string;
	/** The VIP's port; default any that is free. */
	readonly vipPort?: number;
	/** Keys of the authorities; default ecdsa, which starts at once. */
	readonly keyKind?: KeyKind;
	/** The serving certificate comes from an authority of its own; default false. */
	readonly hasSeparateServingCa?: boolean;
	/** Names in the serving certificate; default what guides put there, localhost and the host. */
	readonly sans?: readonly string[];
	/** Admission plugin NodeRestriction; default false, as kube-apiserver's. */
	readonly hasNodeRestriction?: boolean;
	readonly network?: Partial<Network>;
	readonly controllers?: Partial<ControllerOptions>;
	/** The cluster's clock, milliseconds since the epoch; default this machine's. */
	readonly nowMs?: () => number;
};

/** One API server of the practice cluster. */
export type PracticeMaster = Listener & {
	readonly url: string;
	/** Changes flags, as a restart with another unit would; nobody is disconnected. */
	readonly setFlags: (flags: Partial<MasterFlags>) => void;
};

/** Whose kubeconfig it is and where it leads; default the admin by client certificate, through the VIP. */
export type KubeconfigRequest = {
	readonly identity?: Identity;
	readonly token?: string;
	readonly server?: string;
	readonly caPem?: string;
	readonly tlsServerName?: string;
	readonly lifetimeMs?: number;
};

/** A control plane that runs in this process and is used over HTTPS only; what is offered here is for scenes and tests that look behind it. */
export type PracticeApiServer = {
	/** Where clients go: host, port, and `https://…`. */
	readonly vip: Listener & {readonly url: string};
	readonly masters: readonly PracticeMaster[];
	/** What kubeconfigs trust. */
	readonly caPem: string;
	/** Signs client and kubelet certificates; the serving one's too, unless that is separate. */
	readonly clientAuthority: Authority;
	readonly servingAuthority: Authority;
	readonly controllers: Controllers;
	readonly kubeconfig: (request?: KubeconfigRequest) => Promise<string>;
	/** A new bearer token of a ServiceAccount, which need not exist. */
	readonly serviceAccountToken: (namespace: string, name: string) => string;
	/** Creates or replaces an object, or a part of it, under every rule but RBAC's; as the admin unless told otherwise. Throws what a client would be answered. */
	readonly put: (plural: string, object: NewObject & {readonly metadata: {readonly name: string; readonly namespace?: string}}, how?: {readonly as?: Identity; readonly subresource?: string}) => KubeObject;
	readonly get: (plural: string, name: string, namespace?: string) => KubeObject | undefined;
	readonly list: (plural: string) => readonly KubeObject[];
	readonly remove: (plural: string, name: string, namespace?: string) => void;
	/** Lets the VIP be another master's, by its index. */
	readonly moveVip: (master: number) => void;
	/** All listeners at once: how they serve from now on. */
	readonly serve: (service?: Partial<Service>) => Promise<void>;
	/** All listeners at once: refused connections until served again. */
	readonly refuse: () => Promise<void>;
	/** Down for so long, then back on the same ports with everything that was stored. */
	readonly restart: (downMs?: number) => Promise<void>;
	/** Gives all listeners a new serving certificate with these names; default those that guides put there. */
	readonly reissueServing: (sans?: readonly string[]) => Promise<void>;
	readonly dropWatches: (how?: 'broken' | 'ended') => void;
	/** Makes every version of before too old: watches and pages that go on from there get 410. */
	readonly forgetHistory: () => void;
	/** Ends listeners and controllers. */
	readonly close: () => Promise<void>;
	readonly [Symbol.asyncDispose]: () => Promise<void>;
};
