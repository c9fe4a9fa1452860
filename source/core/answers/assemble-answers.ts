import type {Answers, KubeletBinary, NodeAnswers} from './answers.ts';
import type {AnswersFile} from './answers-schema.ts';
import type {PlacedNode} from './collect-nodes.ts';
import {omitUnset} from './omit-unset.ts';

// A node without a name never gets here: checkNodes refuses it.
const assembleNode = ({node}: PlacedNode, {ssh}: AnswersFile): NodeAnswers => ({...node, name: node.name ?? node.address, ...omitUnset({user: node.user ?? ssh.user, port: node.port ?? ssh.port})});

const assembleBinaries = ({source, sha256, ...byArchitecture}: NonNullable<AnswersFile['kubelet']['binary']>): Readonly<Record<string, KubeletBinary>> => ({
	...(source === undefined || sha256 === undefined ? {} : {any: {source, sha256}}),
	...Object.fromEntries(Object.entries(byArchitecture).filter(([, binary]) => binary !== undefined)),
});

/** Puts the parsed file and its expanded nodes into the form that everything else works with. */
export const assembleAnswers = (file: AnswersFile, nodes: readonly PlacedNode[], controlPlane: Answers['cluster']['controlPlane']): Answers => {
	const {cluster, token, tokenFile, ssh, kubelet, approval} = file;
	const {serviceCIDRs, podCIDRs, offline, ...clusterFields} = cluster;
	const {connectTimeout, ...sshFields} = ssh;
	const {clusterDNS, servingCertificates, binary, paths, taints, ...kubeletFields} = kubelet;
	const {clientCA, ...pathFields} = paths;
	return {
		cluster: {...omitUnset(clusterFields), ...(offline === undefined ? {} : {offline: {ca: offline.ca, minor: offline.version}}), controlPlane, serviceCidrs: serviceCIDRs, podCidrs: podCIDRs},
		mode: file.mode,
		token: {lifetimeMinutes: token.lifetime / 60, scope: token.scope},
		// One row for all is what the guides do; whether that is fine here the file has to say (P14).
		tokenFile: {...tokenFile, rows: tokenFile.rows ?? (approval.trustSharedToken ? 'shared' : 'per-node')},
		nodes: nodes.map((node) => assembleNode(node, file)),
		ssh: {...omitUnset(sshFields), connectTimeoutSeconds: connectTimeout},
		kubelet: {
			...omitUnset(kubeletFields),
			...(clusterDNS === undefined ? {} : {clusterDns: clusterDNS}),
			paths: {...pathFields, clientCa: clientCA},
			requestsServingCertificates: servingCertificates,
			taints: taints.map(omitUnset),
			binaries: binary === undefined ? {} : assembleBinaries(binary),
		},
		approval: {mode: approval.mode, maxExpirationSeconds: approval.maxExpiration, trustsSharedToken: approval.trustSharedToken, addressAllowList: approval.addressAllowList},
	};
};
