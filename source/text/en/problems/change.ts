import type {ChangeProblems} from '../../../core/problem/change.ts';
import type {ProblemTexts} from '../../catalog.ts';
import {sudoOnHost} from '../../host-commands.ts';

const readLog = (login: string, command: string): string => `read its log: ${login} sudo ${command}`;

/** Why a host of the control plane was not changed, or not for long, in English. */
export const changeProblems: ProblemTexts<ChangeProblems> = {
	'apiserver-unwatchable': ({endpoint, isSilent}, host) => ({
		message: isSilent ? `its API server could not be asked at ${endpoint}, so nobody would see it come back: nothing is changed there` : `its API server at ${endpoint} is not ready as it is: nothing is changed there`,
		hints: !isSilent ? [`ask which check fails: kubectl get --raw '/readyz?verbose' --server https://${endpoint}`] : [`make sure that ${endpoint} can be reached from here and that the API server's certificate names it`, `or run kubenroll on ${host} itself`],
	}),
	'apiservers-down': ({others}) => ({
		message: `not restarted while ${others.join(', ')} ${others.length === 1 ? 'does' : 'do'} not answer: there might be no API server left`,
		hints: [`look there first: kubectl get --raw '/readyz?verbose' --server https://${others[0] ?? ''}`],
	}),
	'etcd-slow': ({milliseconds}, host) => ({
		message: `etcd takes ${milliseconds} ms for one read by the API server of ${host}: a restart, which reads everything, may take longer than kubenroll waits`,
		hints: ['when it does, the old files come back by themselves, and nothing else is changed', 'see what slows it, mostly a disk: etcdctl endpoint status -w table, and the journal of etcd for "took too long"'],
	}),
	'change-unsettled': ({component, state, isGuarded, paths}, host) => ({
		message: `an earlier change of ${component} was cut short (${state})${paths.length === 0 ? '' : `: ${paths.join(', ')}`}`,
		hints: isGuarded
			? ['the host is still at it: wait a minute, then run the same command again']
			: ['enroll finishes it first, and goes on', 'to have the old files back instead: kubenroll enroll --undo-change', `what it knows is on ${host} in /var/lib/kubenroll/change`],
	}),
	'change-unfinished': ({component, hosts}) => ({
		message: `${component} was changed here by a run that stopped before ${hosts.join(', ')} ${hosts.length > 1 ? 'were' : 'was'} changed as well`,
		hints: ['enroll does the rest, where it is still needed', 'to have the old files back here too: kubenroll enroll --undo-change'],
	}),
	'change-overtaken': ({component}) => ({
		message: `another kubenroll is changing this host at the same time: ${component} was not touched`,
		hints: ['find out who it is; when that run is over, run the same command again'],
	}),
	'change-undo-unknown': ({component}, host) => ({
		message: `the change of ${component} was to be taken back, and the host does not say that it was: another kubenroll may be changing it`,
		hints: ['find out whether one runs elsewhere, and wait for its end', `then see how it stands: kubenroll plan; old files are kept on ${host} below /var/lib/kubenroll/earlier`],
	}),
	'change-files-edited': ({component, paths, compareCommands, keepCommand, restoreCommands}, host) => ({
		message: `somebody wrote into ${paths.join(', ')} after the change of ${component} had begun: it is left as it is`,
		hints: [`see on ${host} what differs:`, ...compareCommands, 'to keep what is there now, end the change, and run again:', keepCommand, 'to have the old text back, put it there, and run kubenroll enroll --undo-change:', ...restoreCommands],
	}),
	'change-nothing-to-undo': () => ({message: 'no change of the control plane was cut short or stopped half-way: there is nothing to undo', hints: []}),
	'change-not-begun': ({component}, _host, login) => ({
		message: `the change of ${component} could not be begun: nothing was changed`,
		hints: [`look at the host: ${login} df -h /var/lib /etc`, 'then run the same command again'],
	}),
	'change-flags-refused': ({component, flags}, _host, login) => ({
		message: `this ${component} does not take ${flags.join(' ')}: nothing was changed`,
		hints: [`ask it for its version: ${login} ${component} --version`, 'change the control plane by hand and run the same command again'],
	}),
	'change-unit-refused': ({unit}, _host, login) => ({
		message: `systemd would not read the changed ${unit}: the old file is back, nothing was restarted`,
		hints: [`check the unit as it is: ${sudoOnHost(login, 'systemd-analyze', 'verify', unit)}`],
	}),
	'change-restart-refused': ({unit}, _host, login) => ({
		message: `systemd would not restart ${unit} with the change: the old files are back`,
		hints: [`see what it says of the unit: ${sudoOnHost(login, 'systemctl', 'status', unit)}`],
	}),
	'component-ended': ({component, logCommand}, _host, login) => ({
		message: `${component} does not stay up with the change`,
		hints: [readLog(login, logCommand)],
	}),
	'component-not-ready': ({component, seconds, waitsFor, checks, logCommand}, _host, login) => ({
		message: {
			process: `${component} has not restarted for ${seconds} s`,
			answer: `${component} runs and has not answered for ${seconds} s`,
			checks: `${component} has not been ready for ${seconds} s (${checks.join(', ')})`,
			leader: `no controller-manager has led for ${seconds} s`,
		}[waitsFor],
		hints: [...(checks.includes('etcd') ? ['etcd is slow or down: look at it before anything else'] : []), readLog(login, logCommand)],
	}),
	'change-without-effect': ({component}, _host, login) => ({
		message: `${component} answers, and the change has no effect there`,
		hints: [`see what it runs with: ${login} "ps -o args= -C ${component}"`, 'something may start it with other flags than its files say: kubenroll plan tells'],
	}),
	'change-host-lost': ({component, seconds}, _host, login) => ({
		message: `the host was lost while ${component} restarted; unless it hears of kubenroll, it puts the old files back after ${seconds} s`,
		hints: [`see how it stands: ${login} sudo cat /var/lib/kubenroll/change/state`, 'then run the same command again'],
	}),
	'change-undone-alone': ({component, seconds}) => ({
		message: `the host heard nothing of kubenroll for ${seconds} s and put the old files of ${component} back`,
		hints: ['check the connection, then run the same command again'],
	}),
	'change-undone': ({component, paths}) => ({
		message: `${paths.length === 0 ? component : paths.join(', ')} ${paths.length > 1 ? 'are' : 'is'} as before, and ${component} runs with ${paths.length > 1 ? 'them' : 'it'}`,
		hints: [],
	}),
	'change-undone-not-ready': ({component, paths, logCommand}, _host, login) => ({
		message: `${paths.join(', ')} ${paths.length > 1 ? 'are' : 'is'} as before, but ${component} does not answer yet`,
		hints: [readLog(login, logCommand), 'nothing else is changed: what stops it now is not the change'],
	}),
	'change-undo-failed': ({component, commands}, host) => ({
		message: `the old files of ${component} could not be put back`,
		hints: commands.length === 0 ? [`they lie on ${host} below /var/lib/kubenroll/earlier, a folder for each change`] : [`do it by hand on ${host}:`, ...commands],
	}),
	'change-stopped': ({changed, untouched}) => ({
		message: `stopped here: ${untouched.length === 0 ? 'no further host was to be changed' : `${untouched.join(', ')} not touched`}${changed.length === 0 ? '' : `, ${changed.join(', ')} changed and well`}`,
		hints: ['mend the cause, then run the same command again: it goes on from here', ...(changed.length === 0 ? [] : [`${changed.join(', ')} ${changed.length > 1 ? 'stay' : 'stays'} changed; to have the old files back there too: kubenroll enroll --undo-change`])],
	}),
	'address-lost-ahead': (_, host) => ({
		message: `the address that kubelets dial stands on ${host} while its API server restarts: the API may not answer for up to a minute, as long as an API server waits for open connections before it ends`,
		hints: ['running pods are not touched, and kubelets connect again by themselves; kubectl needs patience meanwhile', 'it is shorter where keepalived asks /readyz of the API server beside it and lets the address go when that fails'],
	}),
	'address-lost-now': ({address}, host) => ({
		message: `${address} does not answer while ${host} restarts; waiting, up to a minute is usual`,
		hints: [],
	}),
	'address-lost-meanwhile': ({address, seconds}, host) => ({
		message: `${address} did not answer for ${seconds} s while ${host} restarted`,
		hints: ['a load balancer must look at /readyz of each API server and try the next one: check its health check', 'where the address stands on the host itself (keepalived), it must move when the API server goes'],
	}),
	'leader-unknown': ({status}) => ({
		message: `whether a controller-manager leads could not be read (HTTP ${status})`,
		hints: ['ask for the right to get leases in kube-system'],
	}),
};
