import {formatHostPort} from '../../../core/facts/format-host-port.ts';
import type {AddressProblems} from '../../../core/problem/address.ts';
import type {ProblemTexts} from '../../catalog.ts';

const listNames = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

/** Problems of dialling an API server, in English. */
export const addressProblems: ProblemTexts<AddressProblems> = {
	'address-refused': (dialled) => ({
		message: `${formatHostPort(dialled)} refuses connections`,
		hints: ['check that the VIP or load balancer is up and that a kube-apiserver listens behind it', `check from this machine: curl -k https://${formatHostPort(dialled)}/readyz`],
	}),
	'address-timeout': ({timeoutMs, ...dialled}) => ({
		message: `${formatHostPort(dialled)} did not answer within ${timeoutMs / 1000} s`,
		hints: ['check routes, firewalls and security groups between this machine and the address', `check from this machine: curl -k --max-time 10 https://${formatHostPort(dialled)}/readyz`],
	}),
	'address-unresolved': ({host}) => ({
		message: `the name ${host} cannot be resolved`,
		hints: [`check DNS or /etc/hosts on this machine: getent hosts ${host}`, 'or give an IP address instead of the name'],
	}),
	'address-unroutable': (dialled) => ({
		message: `there is no route to ${formatHostPort(dialled)}`,
		hints: ['check that the VIP is up on one of the control-plane hosts: ip address show', `check the route from this machine: ip route get ${dialled.host}`],
	}),
	'address-reset': (dialled) => ({
		message: `${formatHostPort(dialled)} cut the connection`,
		hints: ['check that the load balancer has a healthy kube-apiserver behind it and passes TCP through', 'a kube-apiserver that is starting does this too: try again in a few seconds'],
	}),
	'address-not-tls': (dialled) => ({
		message: `what answers at ${formatHostPort(dialled)} does not speak TLS`,
		hints: ['give the secure port of the API server (most often 6443)', 'a load balancer in front of it has to pass TCP through, not end TLS'],
	}),
	'address-tls-failed': (dialled) => ({
		message: `no TLS session with ${formatHostPort(dialled)} came about`,
		hints: [`see what it offers: openssl s_client -connect ${formatHostPort(dialled)} </dev/null`],
	}),
	'address-client-refused': (dialled) => ({
		message: `${formatHostPort(dialled)} refused the kubeconfig's client certificate`,
		hints: ['check that the certificate was signed by the CA in --client-ca-file of every kube-apiserver', 'make a fresh one, or name another kubeconfig with --kubeconfig'],
	}),
	'address-untrusted': ({issuer, expected, ...dialled}) => ({
		message: `the certificate of ${formatHostPort(dialled)} was not signed by the cluster's CA (${listNames(expected)})${issuer === '' ? '' : ` but by ${issuer}`}`,
		hints: [
			'check that the address belongs to this cluster, and not to another one or to a load balancer that ends TLS itself',
			'check certificate-authority-data of the kubeconfig: it must be the CA that signed the --tls-cert-file of kube-apiserver',
			`see what it shows: openssl s_client -connect ${formatHostPort(dialled)} -showcerts </dev/null`,
		],
	}),
	'address-unnamed': ({names, ...dialled}) => ({
		message: `${dialled.host} is not in the API server's certificate; its names are: ${listNames(names)}`,
		hints: [
			'set cluster.apiServer to one of these names, if the nodes can reach it',
			`or issue the API servers' certificates again with this in subjectAltName: ${/^[\d.]+$|:/.test(dialled.host) ? 'IP' : 'DNS'}:${dialled.host}, and restart each kube-apiserver`,
			`see the names: openssl s_client -connect ${formatHostPort(dialled)} </dev/null | openssl x509 -noout -ext subjectAltName`,
		],
	}),
	'address-expired': ({notAfter, ...dialled}) => ({
		message: `the certificate of ${formatHostPort(dialled)} has expired${notAfter === '' ? '' : ` (${notAfter})`}`,
		hints: ['issue the certificates of the API servers again and restart each kube-apiserver', 'check the clock of this machine: date -u'],
	}),
	'address-not-yet-valid': (dialled) => ({
		message: `the certificate of ${formatHostPort(dialled)} is not valid yet`,
		hints: ['check the clock of this machine: date -u', 'check the clock of the machine that issued the certificate'],
	}),
	'address-expires-soon': ({notAfter, days, ...dialled}) => ({
		message: `the certificate of ${formatHostPort(dialled)} expires in ${days} days (${notAfter})`,
		hints: ['issue the certificates of the API servers again soon: every kubelet loses its cluster when they expire'],
	}),
	'address-not-ready': (dialled) => ({
		message: `the API server at ${formatHostPort(dialled)} says that it is not ready`,
		hints: ['see which check fails: kubectl get --raw \'/readyz?verbose\'', 'check etcd and the log of kube-apiserver'],
	}),
	'address-loopback': (dialled) => ({
		message: `at ${formatHostPort(dialled)} every node would dial itself, and find no API server unless each runs a load balancer there`,
		hints: ['write the VIP, the load balancer or an API server that all nodes reach: cluster.apiServer', `where every node has a load balancer of its own, say so: cluster.apiServer: ${formatHostPort(dialled)}`],
	}),
	'address-silent': (dialled) => ({
		message: `${formatHostPort(dialled)} speaks TLS but does not answer as an API server`,
		hints: [`check from this machine: curl -k https://${formatHostPort(dialled)}/readyz`, 'check that the load balancer passes TCP through to the kube-apiservers'],
	}),
	'address-other-cluster': ({kubeconfigServer, ...dialled}) => ({
		message: `${formatHostPort(dialled)} leads to another cluster than the kubeconfig's server ${kubeconfigServer}, though both have the same CA`,
		hints: ['compare: kubectl get namespace kube-system -o jsonpath={.metadata.uid}', 'correct cluster.apiServer, or name the right kubeconfig with --kubeconfig'],
	}),
	'endpoint-not-answering': ({others, total, ...dialled}) => ({
		message: `the API server at ${formatHostPort(dialled)} does not answer (${others} of ${total} behind the address do)`,
		hints: ['check this control-plane host, or whether this machine may reach it directly', 'nodes that the load balancer sends there will hang until it is back or taken out'],
	}),
};
