import {findKubeletFlag, normalizeFlagName} from '../kubernetes-versions/kubelet-flags.ts';
import type {ComponentName, Flag} from './component.ts';

// kube-apiserver and kube-controller-manager of v1.24.17 and v1.36.3, `--help`: flags without a type take no value of their own.
// Those that went before 1.24: kubernetes cmd/kube-apiserver/app/options and cmd/kube-controller-manager/app/options at v1.20.15. etcd: server/etcdmain/config.go.
const logging = 'add-dir-header alsologtostderr help log-json-split-stream log-text-split-stream logtostderr one-output skip-headers skip-log-headers version';
const serving = 'contention-profiling disable-http2-serving permit-address-sharing permit-port-sharing profiling';
const booleans: Readonly<Record<Exclude<ComponentName, 'kubelet'>, ReadonlySet<string>>> = {
	'kube-apiserver': new Set(
		`${logging} ${serving} aggregator-reject-forwarding-redirect allow-privileged anonymous-auth audit-log-batch-throttle-enable audit-log-compress audit-log-truncate-enabled audit-webhook-batch-throttle-enable audit-webhook-truncate-enabled
		emulation-forward-compatible enable-aggregator-routing enable-bootstrap-token-auth enable-garbage-collector enable-inflight-quota-handler enable-logs-handler enable-priority-and-fairness enable-swagger-ui
		encryption-provider-config-automatic-reload kubelet-https runtime-config-emulation-forward-compatible service-account-extend-token-expiration service-account-lookup shutdown-send-retry-after watch-cache`.split(/\s+/),
	),
	'kube-controller-manager': new Set(
		`${logging} ${serving} allocate-node-cidrs authentication-skip-lookup authentication-tolerate-lookup-failure configure-cloud-routes disable-attach-detach-reconcile-sync disable-force-detach-on-timeout enable-dynamic-provisioning
		enable-garbage-collector enable-hostpath-provisioner enable-leader-migration enable-taint-manager horizontal-pod-autoscaler-use-rest-clients leader-elect use-service-account-credentials volume-host-allow-local-loopback`.split(/\s+/),
	),
	etcd: new Set('client-cert-auth peer-client-cert-auth auto-tls peer-auto-tls strict-reconfig-check pre-vote force-new-cluster enable-v2 debug enable-pprof log-rotation-config-json version help'.split(' ')),
};

/** True for a flag of this program that takes a value only behind `=`. */
export const isBooleanFlag = (component: ComponentName, name: string): boolean =>
	component === 'kubelet' ? findKubeletFlag(name)?.isBoolean === true : booleans[component].has(normalizeFlagName(name));

/** A flag whose value is a list: given several times its values add up (github.com/spf13/pflag string_slice.go). `base`: what holds where it is not given; `newAt`: where a new item goes. */
export type ListFlag = {readonly base: readonly string[]; readonly newAt: 'start' | 'end'};

const listFlags: Readonly<Record<string, ListFlag>> = {
	// kubernetes cmd/kube-controller-manager/app/options/options.go and controllermanager.go
	controllers: {base: ['*'], newAt: 'end'},
	// kubernetes pkg/kubeapiserver/options/authorization.go. The order is that of asking; the Node authorizer is the cheap one.
	'authorization-mode': {base: [], newAt: 'start'},
	// apiserver pkg/server/options/admission.go; kubernetes pkg/kubeapiserver/options/admission.go
	'enable-admission-plugins': {base: [], newAt: 'end'},
	'disable-admission-plugins': {base: [], newAt: 'end'},
	'admission-control': {base: [], newAt: 'end'},
};

/** Finds how a list flag is read; undefined for a flag with one value. */
export const findListFlag = (name: string): ListFlag | undefined => listFlags[normalizeFlagName(name)];

/** Takes a comma-separated value apart, as pflag does, without white space around the items. */
export const splitItems = (value: string): readonly string[] => value.split(',').map((item) => item.trim()).filter((item) => item !== '');

/** The value that holds where flags may be given several times: of a list all together, of any other the last. undefined: not given. */
export const resolveFlag = (flags: readonly Flag[], name: string): string | undefined => {
	const given = flags.filter((flag) => flag.name === name).map(({value}) => value);
	return given.length === 0 ? undefined : findListFlag(name) === undefined ? given.at(-1) : given.join(',');
};

// kubernetes cmd/kube-controller-manager/names/controller_names.go and app/controllermanager.go: since 1.28 controllers have long names, and the short ones stay as aliases.
const controllerAliases: Readonly<Record<string, string>> = {
	tokencleaner: 'token-cleaner-controller',
	bootstrapsigner: 'bootstrap-signer-controller',
	csrsigning: 'certificatesigningrequest-signing-controller',
	csrapproving: 'certificatesigningrequest-approving-controller',
	csrcleaner: 'certificatesigningrequest-cleaner-controller',
};

/** Every spelling of an item of a list flag that means the same. */
export const spellingsOf = (flag: string, item: string): readonly string[] => {
	const alias = flag === 'controllers' ? controllerAliases[item] : undefined;
	return alias === undefined ? [item] : [item, alias];
};

// A flag whose value is a file that has to be there at the start; --log-file and --lock-file are made.
const fileFlag = /(?:^|-)(?:file|cafile|certfile|keyfile|kubeconfig|kubelet-client-certificate|kubelet-client-key|kubelet-certificate-authority|encryption-provider-config|authorization-config|authentication-config)$/;

/** True for a flag that names a file which the program reads at its start. */
export const isFileFlag = (name: string): boolean => fileFlag.test(name) && name !== 'log-file' && name !== 'lock-file';

/** Flags whose file is read at the start and never again: apiserver pkg/authentication/token/tokenfile/tokenfile.go. CAs and serving certificates are read again (apiserver pkg/server/dynamiccertificates). */
export const readOnceFlags: readonly string[] = ['token-auth-file'];

// Go's strconv.ParseBool; with anything else no program starts.
const booleanWords = new Map([...['1', 't', 'T', 'true', 'TRUE', 'True'].map((word) => [word, true] as const), ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((word) => [word, false] as const)]);

/** True where two values of a flag mean the same to its program. */
export const isSameValue = (component: ComponentName, name: string, one: string, other: string): boolean =>
	one === other || (isBooleanFlag(component, name) && booleanWords.has(one) && booleanWords.get(one) === booleanWords.get(other));

/** True where a boolean flag is on; `base` where it is not given. */
export const isOn = (value: string | undefined, base = false): boolean => (value === undefined ? base : booleanWords.get(value) === true);
