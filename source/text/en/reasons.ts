import type {MissingFact} from '../../core/csr/judge-context.ts';
import type {Judgement} from '../../core/csr/judgement.ts';
import type {Decider} from '../../core/csr/decider.ts';
import type {PossessionGap} from '../../core/csr/possession.ts';
import type {ReservedAddress, ReservedName} from '../../core/csr/reason-codes.ts';
import type {ReasonTexts} from '../catalog.ts';
import {describeDefect} from '../defect-text.ts';
import {formatDuration} from '../format-duration.ts';
import {defects} from './defects.ts';

const states: Readonly<Record<Judgement['state'], string>> = {pending: 'pending', approved: 'approved', issued: 'issued', denied: 'denied', failed: 'failed'};

/** What those are called who decide requests. */
export const deciders: Readonly<Record<Exclude<Decider, 'unknown'>, string>> = {
	'controller-manager': 'the controller-manager',
	kubectl: 'kubectl',
	kubenroll: 'kubenroll',
	'machine-approver': "OpenShift's machine approver",
};

// A condition's reason is its author's own word: quoted where nobody known uses it.
const describeDecider = (by: Decider, reason: string): string => (by === 'unknown' ? (reason === '' ? '' : `, by somebody who gives "${reason}" as the reason`) : `, by ${deciders[by]}`);

const gaps: Readonly<Record<PossessionGap, string>> = {
	untrusted: 'its certificate is not from the CA of the kubelets',
	'not-valid-now': 'its certificate is not valid now',
	'other-common-name': 'its certificate is in another name',
	'other-alt-names': 'its certificate holds other names or addresses',
};

const describeSeconds = (seconds: string): string => `${seconds} s (${formatDuration(Number(seconds) * 1000)})`;

const missing: Readonly<Record<MissingFact, string>> = {
	nodes: 'the Nodes of the cluster',
	tokens: 'the bootstrap token Secrets',
	'service-range': 'the range of Service addresses (set cluster.serviceCidrs in kubenroll.yaml)',
	'api-server-address': 'the addresses behind the name of the API server',
	clock: 'what time it is on the API server',
	'clocks-apart': 'ages and expirations, since this clock and the API server are over 30 s apart',
	'unreadable-range': 'the meaning of a reserved or allowed address or range that is written wrongly',
};

const reservedNames: Readonly<Record<ReservedName, string>> = {
	wildcard: 'it is a wildcard',
	kubernetes: 'it is a name of the API server inside the cluster',
	service: 'it is a name of a Service',
	localhost: 'every machine has it',
	'ip-literal': 'it is an IP address written as a DNS name',
	cluster: 'it is the API server address',
	'control-plane': 'it belongs to a control-plane host',
	'other-node': 'it belongs to another node',
};

const reservedAddresses: Readonly<Record<ReservedAddress, string>> = {
	loopback: 'it is a loopback address',
	unspecified: 'it is the unspecified address',
	'link-local': 'it is link-local',
	multicast: 'it is a multicast address',
	broadcast: 'it is a broadcast or reserved address',
	embedded: 'it embeds a reserved IPv4 address',
	cluster: 'it is the VIP, the load balancer, cluster DNS or the kubernetes Service',
	'cluster-range': 'it lies in the Service or pod range',
	'control-plane': 'it belongs to a control-plane host',
	'other-node': 'it belongs to another node',
};

/** What the rules of the approval policy found, in English. */
export const reasons: ReasonTexts = {
	'signer-not-kubelet': ({signer}) => `signer ${signer} is not for kubelets; kubenroll leaves it alone`,
	'signer-kubelet': ({signer}) => `signer is ${signer}`,
	'already-decided': ({state, by, reason}) => `it is ${states[state]} already${describeDecider(by, reason)}`,
	'denied-in-run': ({node}) => `a request of ${node} was denied a short while ago`,
	'still-pending': () => 'nobody has decided it yet',
	'facts-missing': ({fact}) => `not known: ${missing[fact]}`,
	'facts-complete': () => 'all facts are at hand',
	'name-unusual': ({name}) => `kubelets do not name a request ${name}`,
	'name-usual': () => 'its name is shaped as kubelets do it',
	'request-unreadable': (params) => describeDefect(defects, params, [' (', ')']),
	'request-readable': () => 'it can be read in one way only, and its own key signed it',
	'usage-beyond-spec': ({usage}) => `the request inside asks for ${usage}, spec.usages does not`,
	'key-weak': ({key}) => `key ${key} is too weak`,
	'key-unusual': ({key, hash}) => `key ${key} signed with ${hash} is not what kubelets make`,
	'key-of-other-node': ({nodes}) => `the same key asks for ${nodes} too: is a disk cloned?`,
	'key-sound': ({key, hash}) => `key ${key}, signed with ${hash}`,
	'organization-wrong': ({organizations}) => `organization should be exactly system:nodes, not ${organizations || 'empty'}`,
	'organization-right': () => 'organization is system:nodes',
	'common-name-wrong': ({commonNames}) => `common name should be one system:node:<node name>, not ${commonNames || 'empty'}`,
	'subject-extra-part': ({types}) => `the subject also holds ${types}`,
	'subject-string-type': ({types}) => `the subject is written as ${types}, which programs read differently`,
	'common-name-right': ({node}) => `common name is that of ${node}`,
	'usages-wrong': ({usages, expected}) => `usages should be ${expected}, with or without key encipherment; they are ${usages || 'empty'}`,
	'usages-right': ({usages}) => `usages are ${usages}`,
	'lifetime-too-short': ({seconds}) => `it asks for a lifetime of ${seconds} s; Kubernetes gives 600 s at least`,
	'lifetime-too-long': ({seconds, maximum}) => `it asks for a lifetime of ${describeSeconds(seconds)}; approval.maxExpiration allows ${describeSeconds(maximum)}`,
	'lifetime-unset': () => "it asks for no lifetime: the controller-manager's --cluster-signing-duration decides (1 year if unset)",
	'lifetime-right': ({seconds}) => `it asks for a lifetime of ${describeSeconds(seconds)}`,
	'age-unknown': ({createdAt}) => `its age cannot be told from ${createdAt || 'an empty time'}`,
	'from-future': ({seconds}) => `it is dated ${formatDuration(Number(seconds) * 1000)} in the future`,
	'too-old': ({minutes}) => `it is ${minutes} min old; its kubelet has given up on it`,
	'older-than-run': ({createdAt}) => `it is from ${createdAt}, before this run began`,
	'age-right': ({seconds}) => `it is ${formatDuration(Number(seconds) * 1000)} old`,
	'node-not-planned': ({node}) => `${node} is not in the plan`,
	'control-plane-not-planned': ({node}) => `${node} is a control-plane host that the plan does not list as a node`,
	'node-planned': ({node}) => `${node} is in the plan`,
	superseded: ({newer}) => `${newer} took its place; the kubelet no longer has the key of this one`,
	'not-superseded': () => 'no newer request replaces it',
	'client-has-alt-names': ({names}) => `client requests have no subject alternative names; this one has ${names || 'an empty list'}`,
	'client-without-alt-names': () => 'no subject alternative names',
	'requester-stranger': ({requester}) => `${requester} is no kubelet`,
	'requester-foreign-group': ({requester, group}) => `${requester} is in the group ${group}, which no bootstrap token gives`,
	'requester-other-node': ({requester, node}) => `${requester} asks for the identity of ${node}`,
	'requester-legacy-group': ({requester}) => `${requester} is in the old group system:kubelet-bootstrap; use system:bootstrappers in token.csv`,
	'requester-token-file-unexpected': ({requester}) => `${requester} comes from a token file, which this plan does not use`,
	'requester-bootstrap-token': ({tokenId}) => `asked with bootstrap token ${tokenId}`,
	'requester-token-file': ({requester}) => `asked by ${requester} of the token file`,
	'requester-node': ({node}) => `asked by ${node} itself, to renew`,
	'token-missing': ({secret}) => `there is no Secret ${secret}: the token was deleted, or never was one of this cluster`,
	'token-wrong-type': ({secret, type}) => `Secret ${secret} is of type ${type || 'none'}`,
	'token-never-expires': ({secret}) => `the token of Secret ${secret} never expires; kubenroll makes none like that`,
	'token-made-for-other-node': ({secret, made, node}) => `the token of Secret ${secret} was made for ${made}, the request is for ${node}`,
	'token-expired': ({secret, expiration}) => `Secret ${secret} expired at ${expiration}`,
	'token-not-of-plan': ({secret}) => `Secret ${secret} was not made for this plan`,
	'token-cannot-authenticate': ({secret}) => `Secret ${secret} is not for authentication`,
	'token-expiration-unreadable': ({secret, expiration}) => `Secret ${secret} has an unreadable expiration: ${expiration}`,
	'token-id-mismatch': ({secret, tokenId}) => `Secret ${secret} holds the token id ${tokenId || 'none'}`,
	'token-lacks-node-group': ({secret, group}) => `Secret ${secret} does not hold the group ${group}`,
	'token-right': ({secret}) => `Secret ${secret} is valid and of this plan`,
	'token-published': ({secret}) => `the token of Secret ${secret} was published on the web: delete it`,
	'token-of-other-node': ({node, bound}) => `the token is bound to ${bound}, the request is for ${node}`,
	'token-of-several-nodes': ({groups}) => `the token is bound to several nodes: ${groups}`,
	'token-shared': () => 'the token is bound to no node: whoever holds it can ask for any name',
	'token-shared-trusted': () => 'the token is shared, as kubenroll.yaml allows',
	'token-bound': ({node}) => `the token is bound to ${node}`,
	'node-ready': ({node}) => `Node ${node} exists and is Ready`,
	'node-not-listed-again': ({node}) => `Node ${node} exists and is not listed to enrol again`,
	'node-enrols-again': ({node}) => `Node ${node} exists, is not Ready, and is listed to enrol again`,
	'node-is-control-plane': ({node}) => `${node} is a control-plane host that the plan does not list as one`,
	'node-new': ({node}) => `there is no Node ${node} yet`,
	'second-in-run': ({first}) => `${first} of the same node has been approved already: two machines may hold one token`,
	'second-by-other-requester': ({first, requester}) => `${first} of the same node has been approved already, for ${requester}: was the machine rebuilt, or are there two?`,
	'second-by-node': ({first}) => `${first} of the same node has been approved already: a kubelet seldom asks again so soon`,
	'enrols-anew': ({first}) => `${first} was approved for a token that is gone or has expired; this one is made for the node, as after a rebuild`,
	'first-in-run': () => 'no other client request of this node has been approved',
	'renewal-lacks-group': ({group}) => `the requester is not in ${group}`,
	'renewal-without-node': ({node}) => `there is no Node ${node} whose certificate could be renewed`,
	'renewal-not-planned': ({node}) => `${node} renews and is not in the plan`,
	'renewal-right': ({node}) => `Node ${node} renews its own certificate`,
	'gate-in-force': ({answer}) =>
		({
			no: 'nobody but you and kubenroll approves first requests here',
			yes: 'the controller-manager approves first requests of any name by itself: the gate is not in force',
		})[answer],
	'renewals-approved': ({answer}) =>
		({
			yes: 'the controller-manager approves renewals by itself: it can be left to it',
			no: 'nobody approves renewals by itself: bind system:nodes to system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
		})[answer],
	'key-on-host': ({node}) => `proved on host: its key lies on ${node}`,
	'key-not-on-host': ({node}) => `its key is not on ${node}: another machine made this request`,
	'key-on-host-unread': ({node}) => `not proved: a key on ${node} could not be compared; it takes an openssl there that can read it`,
	'serving-requester-other': ({requester, expected}) => `only ${expected} may ask for this; ${requester} did`,
	'serving-requester-lacks-group': ({group}) => `the requester is not in ${group}`,
	'serving-requester-right': ({requester}) => `asked by ${requester} for itself`,
	'serving-without-node': ({node}) => `there is no Node ${node}`,
	'serving-node-exists': ({node}) => `Node ${node} exists`,
	'serving-without-alt-names': () => 'it has no subject alternative name',
	'alt-names-too-many': ({count, maximum}) => `it has ${count} subject alternative names, over ${maximum}`,
	'alt-name-kind-wrong': ({name}) => `${name} is neither a DNS name nor an IP address`,
	'dns-name-malformed': ({name}) => `${name} is not a DNS name`,
	'dns-name-unknown': ({name}) => `DNS name ${name} is not known of this node`,
	'dns-name-in-status-only': ({name}) => `DNS name ${name} is only in the Node's status, which the node writes itself`,
	'dns-name-served': ({name}) => `the node serves a certificate with DNS name ${name} already`,
	'dns-name-expected': ({name}) => `DNS name ${name} is the node's`,
	'address-not-allowed': ({address}) => `${address} is outside of approval.addressAllowList`,
	'address-unknown': ({address}) => `${address} is not known of this node`,
	'address-secondary': ({address}) => `${address} was put beside the node's own address, as a VIP is; if it stays with this node, write it under the node's addresses`,
	'address-in-status-only': ({address}) => `${address} is only in the Node's status, which the node writes itself`,
	'address-served': ({address}) => `the node serves a certificate with ${address} already`,
	'address-expected': ({address}) => `${address} is the node's`,
	'dns-name-reserved': ({name, because}) => `no node may be called ${name}: ${reservedNames[because]}`,
	'address-reserved': ({address, because}) => `this node may not have ${address}: ${reservedAddresses[because]}`,
	'nothing-reserved': () => 'no reserved name or address',
	'possession-proved': ({node}) => `${node} serves a valid certificate with just these names: this renews it`,
	'possession-unproved': ({node, gap}) => `${node} was dialled, but ${gaps[gap]}: each name is judged by itself`,
};
