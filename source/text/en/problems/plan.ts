import type {PlanProblems, ReenrollReason} from '../../../core/problem/plan.ts';
import {quoteShell} from '../../../core/untrusted/quote-shell.ts';
import type {ProblemTexts} from '../../catalog.ts';

const reenrollReasons: Readonly<Record<ReenrollReason, {readonly message: (detail: string) => string; readonly hints: readonly string[]}>> = {
	'not-ready-node': {message: () => 'the cluster has a NotReady Node of this name, and this host holds no valid certificate of it', hints: []},
	'other-cluster': {message: (detail) => `this host belongs to another cluster (${detail})`, hints: ['drain it in its old cluster first']},
	'other-node': {message: (detail) => `this host holds the certificate of another node (${detail})`, hints: ['check first that names and addresses are not mixed up']},
	'own-credentials': {message: (detail) => `${detail} holds credentials that no bootstrapping made, and the kubelet would go on using them`, hints: []},
};

/** Problems that the plan finds, in English. */
export const planProblems: ProblemTexts<PlanProblems> = {
	'node-name-taken': ({node}) => ({
		message: 'the cluster has a Ready Node of this name, and this host holds no valid certificate of it',
		hints: [`see which machine it is: kubectl get node ${quoteShell(node)} -o wide`, 'give this host another name in kubenroll.yaml', `or, if that machine is gone for good: kubectl delete node ${quoteShell(node)}`],
	}),
	'reenroll-needed': ({node, reason, detail}) => ({
		message: reenrollReasons[reason].message(detail),
		hints: [...reenrollReasons[reason].hints, `to enrol it afresh write it in its long form in kubenroll.yaml: {name: ${node}, address: …, reenroll: true}; its old credentials are kept beside`],
	}),
	'file-edited': ({path}) => ({message: `${path} was changed by hand since the last run and would be written again`, hints: ['look at its diff in the plan; what should stay belongs into kubenroll.yaml', 'the present file is kept beside']}),
	'kubeconfig-server-differs': ({path, server, apiServer}) => ({message: `its kubelet talks to ${server}, new nodes to ${apiServer}`, hints: [`to move it, edit server: in ${path} on the node and restart the kubelet`]}),
	'record-of-other-cluster': ({recorded, server}) => ({message: `.kubenroll is the record of ${recorded}, and this cluster is ${server}`, hints: ['name the right cluster with --kubeconfig or in kubenroll.yaml', 'or work in another folder: a cluster has a folder of its own']}),
};
