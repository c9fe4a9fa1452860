import type {ClusterProblems} from '../../../core/problem/cluster.ts';
import {quoteShell} from '../../../core/untrusted/quote-shell.ts';
import type {ProblemTexts} from '../../catalog.ts';

const listNames = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

const answerDefects = {
	'not-json': 'the answer is no JSON',
	'too-large': 'the answer is larger than any API server sends',
	'cut-off': 'the answer was cut off',
	'unexpected-shape': 'the answer is not what the Kubernetes API promises',
} as const;

// What took the place of the auth-providers that kubectl dropped.
const providerPlugins: ReadonlyMap<string, string> = new Map([
	['gcp', 'install gke-gcloud-auth-plugin, then write the user anew: gcloud container clusters get-credentials …'],
	['azure', 'install kubelogin, then rewrite the user: kubelogin convert-kubeconfig'],
]);

/** Problems of opening and reading the cluster, in English. */
export const clusterProblems: ProblemTexts<ClusterProblems> = {
	'cluster-offline': ({folder}) => ({message: 'kubenroll.yaml says that no cluster is at hand (cluster.offline), so only files can be made', hints: [`write them: kubenroll artifacts -o ${folder}`, 'where the cluster can be reached, remove cluster.offline and name cluster.kubeconfig']}),
	'offline-address-missing': () => ({message: 'without a cluster the address that kubelets dial has to be given', hints: ['write it: cluster.apiServer: 10.0.0.100:6443']}),
	'offline-ca-missing': ({path}) => ({message: `there is no CA certificate at ${path}`, hints: ['copy it from a control-plane host: /etc/kubernetes/pki/ca.crt, or ca.pem where you made it, never the key']}),
	'offline-ca-invalid': ({path}) => ({message: `${path} holds no CA certificate`, hints: ['it has to be the certificate of the CA in PEM: -----BEGIN CERTIFICATE-----']}),
	'kubeconfig-missing': ({looked}) => ({message: `there is no kubeconfig; looked at ${listNames(looked)}`, hints: ['name one with --kubeconfig, or in cluster.kubeconfig of kubenroll.yaml']}),
	'kubeconfig-folder': ({path}) => ({message: `${path} is a folder, not a kubeconfig`, hints: [`name a file; those in it are: ls ${quoteShell(path)}`]}),
	'kubeconfig-unreadable': ({path}) => ({message: `cannot read ${path}`, hints: [`check who may read it: ls -l ${quoteShell(path)}`]}),
	'kubeconfig-invalid': ({path, line, detail}) => ({message: `${path}${line === 0 ? '' : `:${line}`} is no kubeconfig: ${detail}`, hints: [`check it: kubectl config view --kubeconfig=${quoteShell(path)}`]}),
	'kubeconfig-no-context': ({path, contexts}) => ({
		message: `${path} has no current-context; its contexts: ${listNames(contexts)}`,
		hints: ['choose one in cluster.context of kubenroll.yaml', `or for good: kubectl config use-context ${quoteShell(contexts[0] ?? 'NAME')} --kubeconfig=${quoteShell(path)}`],
	}),
	'kubeconfig-context-missing': ({path, context, contexts}) => ({message: `${path} has no context ${context}; its contexts: ${listNames(contexts)}`, hints: ['choose one of them in cluster.context of kubenroll.yaml']}),
	'kubeconfig-entry-missing': ({path, kind, name, context}) => ({
		message: `context ${context} names ${kind} ${name === '' ? '(none)' : name}, which ${path} does not have`,
		hints: [`see what is there: kubectl config get-${kind}s --kubeconfig=${quoteShell(path)}`],
	}),
	'kubeconfig-server-invalid': ({path, server}) => ({message: `${path} has a server that cannot be dialled: ${server}`, hints: ['write https://host:port in clusters[].cluster.server']}),
	'kubeconfig-proxy-invalid': ({path, cluster, scheme}) => ({
		message: `proxy-url of cluster ${cluster} in ${path} ${scheme === '' ? 'is no URL' : `begins with ${scheme}:`}`,
		hints: ['write http://host:port, https://host:port or socks5://host:port in clusters[].cluster.proxy-url, or leave it out'],
	}),
	'kubeconfig-insecure': ({path, cluster}) => ({
		message: `cluster ${cluster} in ${path} has insecure-skip-tls-verify, so its API server cannot be told from an impostor`,
		hints: ['kubenroll puts the CA on every node and needs it: remove insecure-skip-tls-verify', `add the CA: kubectl config set-cluster ${quoteShell(cluster)} --certificate-authority=/etc/kubernetes/pki/ca.crt --embed-certs --kubeconfig=${quoteShell(path)}`],
	}),
	'kubeconfig-no-ca': ({path, cluster}) => ({
		message: `cluster ${cluster} in ${path} has no CA, which every node needs`,
		hints: [`add it: kubectl config set-cluster ${quoteShell(cluster)} --certificate-authority=/etc/kubernetes/pki/ca.crt --embed-certs --kubeconfig=${quoteShell(path)}`],
	}),
	'kubeconfig-ca-invalid': ({path, cluster}) => ({message: `the CA of cluster ${cluster} in ${path} holds no certificate in PEM that can be read`, hints: ['check certificate-authority or certificate-authority-data: openssl x509 -noout -subject -in ca.crt']}),
	'kubeconfig-file-missing': ({path, field, file}) => ({message: `${field} in ${path} points to ${file}, which cannot be read`, hints: [`check it: ls -l ${quoteShell(file)}`, 'relative paths start at the folder of the kubeconfig']}),
	'kubeconfig-no-credentials': ({path, user}) => ({message: `user ${user} in ${path} has neither certificate nor token nor plugin`, hints: ['use the administrator\'s kubeconfig: --kubeconfig /etc/kubernetes/admin.conf']}),
	'kubeconfig-auth-provider': ({path, user, provider}) => ({
		message: `user ${user} in ${path} signs in by the auth-provider ${provider}, which ${providerPlugins.has(provider) ? 'kubectl dropped in 1.26' : 'is not known'}`,
		hints: [providerPlugins.get(provider) ?? 'sign in by an exec plugin instead: kubectl config set-credentials … --exec-command=…', 'or use the administrator\'s kubeconfig: --kubeconfig /etc/kubernetes/admin.conf'],
	}),
	'kubeconfig-key-mismatch': ({path, user}) => ({message: `certificate and key of user ${user} in ${path} do not belong together`, hints: ['set both again: kubectl config set-credentials … --client-certificate=… --client-key=… --embed-certs']}),
	'client-certificate-invalid': ({path, user}) => ({message: `the client certificate of user ${user} in ${path} cannot be read`, hints: ['check that it is PEM, and base64 once where it stands in client-certificate-data']}),
	'client-certificate-expired': ({path, user, commonName, notAfter}) => ({
		message: `the client certificate of user ${user} (${commonName}) in ${path} expired on ${notAfter}`,
		hints: ['sign a fresh one with the cluster\'s CA, or name another kubeconfig with --kubeconfig', 'if that date is to come, check the clock of this machine: date -u'],
	}),
	'exec-plugin-missing': ({path, command}) => ({message: `${path} signs in with the plugin ${command}, which is not there`, hints: [`install it, and check: command -v ${quoteShell(command)}`]}),
	'exec-plugin-endless': ({path, command, limitMiB}) => ({message: `the sign-in plugin ${command} of ${path} printed more than ${limitMiB} MiB and was stopped`, hints: [`see what it prints: ${quoteShell(command)} | head -c 300`, `check users[].user.exec in ${path}`]}),
	'sign-in-failed': ({path, user}) => ({message: `cannot sign in as user ${user} of ${path}`, hints: [`check the entry: kubectl config view --kubeconfig=${quoteShell(path)}`]}),
	'exec-plugin-failed': ({path, command}) => ({message: `the sign-in plugin ${command} of ${path} failed`, hints: ['sign in once with kubectl, then run kubenroll again: kubectl auth whoami']}),

	'cluster-unauthorized': ({server, user}) => ({
		message: `${server} does not know the credentials of user ${user} (401 Unauthorized)`,
		hints: ['check them: kubectl auth can-i --list', 'a token may have expired; a certificate must be signed by the CA in --client-ca-file of every kube-apiserver'],
	}),
	'cluster-forbidden': ({doing, user}) => ({message: `user ${user} may not ${doing}`, hints: ['run kubenroll plan: it lists every permission that is missing and how to grant it']}),
	'cluster-not-found': ({path}) => ({message: `the API server has no ${path}`, hints: ['check that the API group is not switched off with --runtime-config']}),
	'cluster-call-failed': ({doing, status}) => ({message: `the API server answered ${doing} with status ${status}`, hints: ['see the log of kube-apiserver']}),
	'cluster-answer-unreadable': ({doing, status, detail}) => ({message: `cannot use the answer to ${doing} (status ${status}): ${answerDefects[detail]}`, hints: ['check that a Kubernetes API server answers there, not a proxy or a sign-in page']}),

	'cluster-version-unsupported': ({version, oldest}) => ({message: `the API server is ${version}; kubenroll knows ${oldest} and newer`, hints: ['upgrade the control plane first']}),
	'permissions-missing': ({user, missing, manifest}) => ({
		message: `user ${user} may not: ${missing.join('; ')}`,
		hints: [`let a cluster administrator grant what is needed:\nkubectl apply -f - <<'EOF'\n${manifest}EOF`],
	}),
	'client-ca-unreadable': ({user}) => ({
		message: `user ${user} may not read the client CA (ConfigMap kube-system/extension-apiserver-authentication), which every kubelet needs`,
		hints: [`let a cluster administrator grant it: kubectl create rolebinding kubenroll-authentication-reader -n kube-system --role=extension-apiserver-authentication-reader --user=${quoteShell(user)}`],
	}),
	'client-ca-absent': ({configMap}) => ({
		message: `ConfigMap ${configMap} names no client CA: the API server takes no client certificates, so no kubelet could sign in`,
		hints: ['start every kube-apiserver with --client-ca-file=/etc/kubernetes/pki/ca.crt'],
	}),
	'client-ca-differs': ({clientCa, servingCa}) => ({
		message: `client certificates are signed by another CA (${listNames(clientCa)}) than the API server's own certificate (${listNames(servingCa)})`,
		hints: ['this is fine: kubelets get the first as clientCAFile, and the second in their kubeconfig'],
	}),
	'cluster-dns-unknown': () => ({message: 'no DNS service (kube-system/kube-dns) was found in the cluster; without one pods resolve no Service', hints: ['give the address in kubelet.clusterDNS, or install CoreDNS first']}),
	'cluster-domain-assumed': ({domain}) => ({message: `the cluster's DNS domain could not be read; ${domain} is assumed`, hints: ['give it in kubelet.clusterDomain if it is another']}),
	'service-range-unknown': ({addresses}) => ({
		message: `the cluster does not tell its Service range; ${addresses.length === 0 ? 'its addresses are not' : `only ${listNames(addresses)} is`} kept out of serving certificates`,
		hints: ['give it in cluster.serviceCIDRs: the value of --service-cluster-ip-range of kube-apiserver'],
	}),
	'published-token-active': ({tokenId, secret}) => ({
		message: `bootstrap token ${tokenId} is copied from public documentation: anybody who reaches the API server can become a node`,
		hints: [`delete it: kubectl delete secret -n kube-system ${quoteShell(secret)}`],
	}),
	'approval-classic': ({binding}) => ({
		message: 'approval is classic: kube-controller-manager approves first requests, so any valid token can become any node name, a master of the cluster included; serving requests are approved by kubenroll where they are PASS',
		hints: [`the right comes from ClusterRoleBinding ${binding}; approval.mode: guarded takes it away again`, 'keep tokens short-lived and one for each node, which is the default'],
	}),
	'gate-not-in-force': ({bindings}) => ({
		message: `this gate is not in force: kube-controller-manager approves first requests by itself${bindings.length === 0 ? '' : `, by ${bindings.join(', ')}`}, so any valid token can become any node name`,
		hints: [bindings.length === 0 ? 'some role gives create on certificatesigningrequests/nodeclient to bootstrap users: find it, and take it away' : `take the right away: kubectl delete clusterrolebinding ${bindings.join(' ')}`, 'where that is what you want, say so: approval.mode: classic'],
	}),
	'dangerous-binding': ({binding, role, subject}) => ({
		message: `ClusterRoleBinding ${binding} gives ${role} to ${subject}: whoever is that can take over the cluster`,
		hints: [`delete it: kubectl delete clusterrolebinding ${quoteShell(binding)}`],
	}),

	'bootstrap-auth-off': ({refusing, accepting}) => ({
		message: `bootstrap-token authentication is off at ${refusing.join(', ')}${accepting.length === 0 ? '' : ` (it is on at ${accepting.join(', ')})`}`,
		hints: ['add --enable-bootstrap-token-auth=true to kube-apiserver there', 'then restart it: systemctl daemon-reload && systemctl restart kube-apiserver', 'or list the hosts under cluster.controlPlane, and kubenroll does both, one host at a time'],
	}),
	'bootstrap-auth-unproved': ({endpoint}) => ({message: `${endpoint} could not be asked directly whether it takes bootstrap tokens`, hints: ['check that its kube-apiserver runs with --enable-bootstrap-token-auth=true']}),
	'bootstrap-auth-odd': ({endpoint, status}) => ({message: `${endpoint} answered the bootstrap token with status ${status}`, hints: ['see the log of that kube-apiserver']}),
};
