import type {ChangeStanding, ControlPlaneProblems} from '../../../core/problem/control-plane.ts';
import {quoteShell} from '../../../core/untrusted/quote-shell.ts';
import type {ProblemTexts} from '../../catalog.ts';

const sourceDefects: Readonly<Record<ControlPlaneProblems['component-not-understood']['reason'], (detail: string, component: string) => string>> = {
	'no-command': () => 'it has no ExecStart=',
	'several-commands': () => 'it starts more than one command',
	wrapper: (detail, component) => `it starts ${detail}, not ${component} itself`,
	syntax: (detail) => `${detail} has a quote or escape that systemd does not accept`,
	'comment-backslash': (detail) => `line ${detail}, a comment, ends in a backslash: before systemd 254 the next line belongs to it`,
	'loose-backslash': (detail) => `line ${detail} has white space behind its backslash, so it may not go on in the next`,
	unreadable: () => 'it could not be read, or holds something like a secret',
	'environment-file-missing': (detail) => `its environment file ${detail} is not there`,
	variable: (detail) => `${detail} cannot be expanded with certainty`,
	positional: (detail, component) => `"${detail}" is no flag, and ${component} takes nothing else`,
	'split-flag': (detail) => `the value of ${detail} stands in another place than the flag`,
	'unsafe-value': (detail) => `the value of ${detail} would need quotes there`,
	'no-container': (_detail, component) => `none of its containers runs ${component}`,
	'not-yaml': (detail) => `it is no YAML that can be read${detail === '' ? '' : ` (line ${detail})`}`,
	'unknown-way': (detail) => `its process was started by ${detail === '' ? 'something unknown' : detail}, which kubenroll does not know how to restart`,
};

// Linux TASK_COMM_LEN: ps knows a process by no more of its name.
const commLength = 15;

const listDrifts = (drifts: ControlPlaneProblems['component-stale']['drifts']): string =>
	drifts
		.slice(0, 3)
		.map(({flag, running, written}) => `--${flag} runs as ${running ?? 'not set'}, is written as ${written ?? 'not set'}`)
		.join('; ') + (drifts.length > 3 ? `; and ${drifts.length - 3} more` : '');

const planned = ['the plan changes it'];

const refused = ['what is in the way of changing it is named beside'];

const advise = (standing: ChangeStanding): readonly string[] => (standing === 'planned' ? planned : standing === 'refused' ? refused : ['to have it changed, write cluster.controlPlaneChanges: advised in kubenroll.yaml']);

const need = (standing: ChangeStanding, flags: string): readonly string[] =>
	({
		planned,
		refused: [...refused, `to do it by hand: write ${flags} where the program is started, on every master, and restart one after the other`],
		deferred: ['enroll changes it as soon as a node needs it'],
		left: [`write ${flags} on every master and restart one after the other`, 'or write cluster.controlPlaneChanges: needed in kubenroll.yaml, and enroll does it where a node needs it'],
	})[standing];

const controllerEffects: Readonly<Record<ControlPlaneProblems['controller-off']['controller'], string>> = {
	csrsigning: 'requests get approved, and nobody issues the certificate',
	tokencleaner: 'expired bootstrap tokens are refused, but their Secrets stay; kubenroll deletes its own',
	bootstrapsigner: 'the ConfigMap cluster-info gets no signatures, which only kubeadm join asks for',
};

/** Problems of the control plane's hosts, in English. */
export const controlPlaneProblems: ProblemTexts<ControlPlaneProblems> = {
	'masters-unread': ({masters}) => ({
		message: `what the control plane runs with is not known: ${masters.join(', ')} could not be looked at`,
		hints: ['nothing is changed there; the token is tried against every API server before any node is touched', 'to have kubenroll look, list the hosts under cluster.controlPlane and let it log in as root or with sudo'],
	}),
	'master-unlisted': ({endpoint}) => ({message: `an API server answers at ${endpoint}, on none of the hosts that were read`, hints: [`list its host under cluster.controlPlane: what one API server is told, all have to be told`]}),
	'master-survey-unreadable': ({detail}) => ({message: `what the look at this host printed cannot be read: ${detail}`, hints: ['look for a login script that prints into every session; run again']}),
	'component-missing': ({component}, host) => ({message: `no ${component} runs or is set up here`, hints: [`when ${host} is no host of the control plane, take it out of cluster.controlPlane`]}),
	'component-stopped': ({component, path}, _host, login) => ({message: `${component} does not run, though ${path} would start it`, hints: [`see why: ${login} sudo journalctl -u ${component} -n 30`]}),
	'pod-kubelet-stopped': ({component}, _host, login) => ({message: `${component} is a static pod, and no kubelet runs here that would restart it`, hints: [`start it first: ${login} sudo systemctl start kubelet`]}),
	'component-twice': ({component, pids}, _host, login) => ({message: `${component} runs more than once (${pids.join(', ')})`, hints: [`see what starts them: ${login} ps -o pid,ppid,lstart,args -p ${pids.join(',')}`]}),
	'component-not-understood': ({component, path, reason, detail}) => ({
		message: `how ${component} is started cannot be told from ${path}: ${sourceDefects[reason](detail, component)}`,
		hints: ['change its flags by hand as the plan says them, on every master, and restart it there; then run again', `or let ExecStart= start ${component} itself, with its flags there or in one environment file`],
	}),
	'flag-given-twice': ({component, flag, path}) => ({message: `--${flag} of ${component} stands more than once`, hints: [`leave one of them in ${path}; the last is the one that holds`]}),
	'flag-has-variable': ({component, flag, path, text}) => ({message: `--${flag} of ${component} is made of variables (${text})`, hints: [`write its value out in ${path}, or change the variable by hand`]}),
	'source-not-writable': ({path, obstacle}) => ({
		message: `${path} cannot be changed: ${obstacle === 'immutable' ? 'it is marked immutable' : 'its file system is read-only'}`,
		hints: [obstacle === 'immutable' ? `somebody meant it so; to allow changes: chattr -i ${quoteShell(path)}` : `see: findmnt -T ${quoteShell(path)}`],
	}),
	'source-shared': ({flag, path, units}) => ({message: `--${flag} stands in ${path}, which ${units.join(', ')} read too`, hints: ['move the flag to a file of its own, or to ExecStart=, so that it reaches only one program']}),
	'source-generated': ({path, marker}) => ({message: `${path} is written by something else ("${marker}"), which would undo a change`, hints: ['change it there, as the plan says; then run again', 'when nothing writes it any more, remove that line']}),
	'source-edit-uncertain': ({component, path}) => ({message: `a change of ${component} in ${path}, read back, would not be what is wanted`, hints: ['make the change by hand, on every master, and restart it there; then run again']}),
	'component-stale': ({component, drifts}, _host, login) => ({
		message: `${component} was edited and not restarted: ${listDrifts(drifts)}`,
		hints: [`the next restart brings what is written into force; what runs now: ${login} ps -ww -o args= -C ${component.slice(0, commLength)}`],
	}),
	'flag-file-newer': ({component, flag, path}) => ({message: `${path} was changed after ${component} started, which reads it (--${flag}) only then`, hints: [`${component} still works with the old one until it is restarted`]}),
	'flag-file-missing': ({component, flag, path}) => ({message: `--${flag} of ${component} points to ${path}, which is not there`, hints: ['its next start fails: put the file back, or take the flag out, before anything is restarted']}),
	'flag-file-unreadable': ({component, flag, path, mode, owner}) => ({message: `${component} may not read ${path} (--${flag}; mode ${mode}, ${owner})`, hints: ['its next start fails: give the file to the user that it runs as']}),
	'flags-differ': ({component, flag, values}) => ({
		message: `--${flag} of ${component} is not the same on all masters: ${values.map(({host, value}) => `${host} ${value === '' ? 'not set' : value}`).join(', ')}`,
		hints: ['behind a VIP it is chance which one a kubelet meets: make them the same'],
	}),
	'component-flag-refused': ({component, flag, minor, since, instead}) => ({
		message: `${component} 1.${minor} does not start with --${flag}, which was removed in 1.${since}`,
		hints: [instead === undefined ? `take it out before the next restart` : `write --${instead} in its place before the next restart`],
	}),
	'bootstrap-token-auth-unset': ({component, standing}) => ({message: `${component} runs without --enable-bootstrap-token-auth: it answers every bootstrap token with 401 Unauthorized`, hints: need(standing, '--enable-bootstrap-token-auth=true')}),
	'token-auth-file-unset': ({component, standing}) => ({message: `${component} runs without --token-auth-file: it answers every token of a token file with 401 Unauthorized`, hints: need(standing, '--token-auth-file, with the same file,')}),
	'controller-off': ({component, controller, standing}) => ({message: `${component} runs without ${controller}: ${controllerEffects[controller]}`, hints: controller === 'csrsigning' ? need(standing, '--controllers=*,bootstrapsigner,tokencleaner') : advise(standing)}),
	'signing-files-unset': ({component, standing, found}) => ({
		message: `${component} has no --cluster-signing-cert-file and --cluster-signing-key-file: requests get approved, and nobody issues the certificate`,
		hints: found === undefined ? ["copy the client CA's certificate and key to this host, and write both flags; kubenroll moves no CA key"] : need(standing, `--cluster-signing-cert-file=${found.certificate} and --cluster-signing-key-file=${found.key}`),
	}),
	'signing-files-half': ({component, set, unset}) => ({message: `${component} has --${set} without --${unset}, and signs nothing`, hints: [`write --${unset} beside it`]}),
	'signing-ca-untrusted': ({component, certificate, clientCa}) => ({
		message: `${component} signs with ${certificate}, which is not in the API server's --client-ca-file (${clientCa}): kubelets would be refused with the certificates that they get`,
		hints: [`sign with the CA in ${clientCa}, or add the certificate to that file on every master`],
	}),
	'client-ca-unset': ({component, standing, found}) => ({message: `${component} has no --client-ca-file: no kubelet's certificate is accepted`, hints: found === undefined ? ['write it on every master, with the CA that the controller-manager signs with'] : need(standing, `--client-ca-file=${found}`)}),
	'node-restriction-off': ({component, standing}) => ({message: `${component} runs without the admission plugin NodeRestriction: a node that is broken into may change other nodes`, hints: ['it also refuses labels that nodes may not give themselves: see that none relies on them', ...advise(standing)]}),
	'node-authorizer-off': ({component, modes, standing}) => ({message: `${component} runs with --authorization-mode=${modes.join(',')}, without Node: kubelets may not register or read what their pods need`, hints: ['unless bindings give system:nodes those rights', ...advise(standing)]}),
	'node-authorizer-not-configured': ({component, path}) => ({message: `${component} has no authorizer of type Node in ${path}: kubelets may not register or read what their pods need`, hints: ['add {type: Node, name: node} to its authorizers on every master; it is read again by itself']}),
	'authorizer-allows-all': ({component}) => ({message: `${component} allows everything to everybody who is let in (AlwaysAllow): each bootstrap token is a cluster-admin`, hints: ['set --authorization-mode=Node,RBAC on every master; prepare bindings first, or nobody may do anything']}),
	'service-account-credentials-off': ({component, standing}) => ({message: `${component} runs without --use-service-account-credentials: under RBAC it may not approve and sign requests`, hints: ['see if requests get signed; where they do, a binding gives it the rights', ...advise(standing)]}),
	'structured-config': ({component, flag, path}) => ({message: `${component} takes --${flag} from ${path}`, hints: ['kubenroll reads that file and never changes it']}),
	'control-plane-changes-forbidden': ({masters}) => ({message: `this mode needs changes on ${masters.join(', ')}, and cluster.controlPlaneChanges: none forbids them`, hints: ['make them by hand: kubenroll artifacts writes the files, and a page of commands', 'or write cluster.controlPlaneChanges: needed, and the plan shows every change first']}),
	'control-plane-blocked': ({masters}) => ({message: `what enrolling needs cannot be changed on ${masters.join(', ')}, so it is changed on no master`, hints: ['what is in the way stands at each of them; make it the same everywhere, by hand if need be, and run again']}),
};
