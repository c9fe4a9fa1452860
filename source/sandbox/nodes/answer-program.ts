import type {KubeletHost} from './kubelet-host.ts';
import type {KubeletService} from './kubelet-service.ts';
import {formatAnswer, pickProperties, type ProgramAnswer, unitOf} from './program-answer.ts';
import {hasUnit, listUnitFiles} from './read-kubelet-setup.ts';

/** The machine that answers: its host, and its one service. */
export type AnsweringMachine = {readonly host: KubeletHost; readonly service: KubeletService};

type Program = (machine: AnsweringMachine, words: readonly string[]) => Promise<ProgramAnswer> | ProgramAnswer;

const fail = (exitCode: number, ...errors: readonly string[]): ProgramAnswer => ({lines: [], errors, exitCode});
const fine: ProgramAnswer = {lines: [], exitCode: 0};

const show: Program = async ({host, service}, words) => {
	const {activeState, subState, mainPid, restarts, isEnabled, startedAtUs} = service.state();
	const isKubelet = unitOf(words) === 'kubelet';
	const isLoaded = isKubelet && (await hasUnit(host.tree));
	const [unit = '', ...dropIns] = await listUnitFiles(host.tree);
	return pickProperties(words, {
		LoadState: isLoaded ? 'loaded' : 'not-found',
		ActiveState: isKubelet ? activeState : 'inactive',
		SubState: isKubelet ? subState : 'dead',
		FragmentPath: isLoaded ? unit : '',
		DropInPaths: isLoaded ? dropIns.join(' ') : '',
		UnitFileState: isLoaded ? (isEnabled ? 'enabled' : 'disabled') : '',
		ExecMainStartTimestampMonotonic: String(startedAtUs),
		MainPID: String(isKubelet ? mainPid : 0),
		NRestarts: String(isKubelet ? restarts : 0),
		NeedDaemonReload: 'no',
		EnvironmentFiles: '',
	});
};

const forKubelet = (work: (service: KubeletService) => Promise<void> | void): Program => async (machine, words) => {
	const unit = unitOf(words);
	if (unit !== 'kubelet' || !(await hasUnit(machine.host.tree))) {
		return fail(5, `Failed to ${words[0] ?? ''} ${unit}.service: Unit ${unit}.service not found.`);
	}
	await work(machine.service);
	return fine;
};

// systemctl(1), as far as anybody needs it on a practice node; the exit codes are its own.
const systemctl: Readonly<Record<string, Program>> = {
	show,
	'daemon-reload': () => fine,
	'reset-failed': forKubelet((service) => service.resetFailed()),
	enable: forKubelet((service) => service.enable()),
	disable: forKubelet((service) => service.disable()),
	start: forKubelet((service) => service.start()),
	restart: forKubelet((service) => service.restart()),
	stop: forKubelet((service) => service.stop()),
	'is-active': ({service}, words) => {
		const state = unitOf(words) === 'containerd' ? 'active' : service.state().activeState;
		return {lines: [state], exitCode: state === 'active' ? 0 : 3};
	},
	status: ({host, service}) => {
		const {activeState, subState, mainPid} = service.state();
		const log = host.journal.read(0, 10).map(({line}) => line);
		return {lines: ['kubelet.service - kubelet: the Kubernetes node agent', `     Active: ${activeState} (${subState})`, `   Main PID: ${mainPid} (kubelet)`, '', ...log], exitCode: activeState === 'active' ? 0 : 3};
	},
};

const readSince = (words: readonly string[]): number => {
	const value = words.find((_, index) => words[index - 1] === '--since') ?? '';
	return value.startsWith('@') ? Number(value.slice(1)) * 1000 : 0;
};

const journalctl: Program = ({host}, words) => {
	const most = Number(words.find((_, index) => words[index - 1] === '-n') ?? 1000);
	const isPlain = words.some((word, index) => word === 'cat' && words[index - 1] === '-o');
	return {lines: host.journal.read(readSince(words), most).map(({atMs, line}) => (isPlain ? line : `${new Date(atMs).toISOString()} ${host.name} kubelet: ${line}`)), exitCode: 0};
};

const ip: Program = ({host}, words) => {
	if (words.includes('route')) {
		return words.includes('-6') ? fine : {lines: ['default via 10.20.0.1 dev eth0 proto static'], exitCode: 0};
	}
	return {lines: ['1: lo    inet 127.0.0.1/8 scope host lo', `2: eth0    inet ${host.address}/16 brd 10.20.255.255 scope global eth0`], exitCode: 0};
};

const containerd: Program = (_, words) =>
	words[0] === 'config' ? {lines: ['SystemdCgroup = true', 'disabled_plugins = []'], exitCode: 0} : {lines: ['containerd github.com/containerd/containerd/v2 v2.4.2 practice'], exitCode: 0};

const programs: Readonly<Record<string, Program>> = {
	systemctl: (machine, words) => systemctl[words[0] ?? '']?.(machine, words) ?? fail(1, `Unknown command verb ${words[0] ?? ''}.`),
	journalctl,
	ip,
	containerd,
	hostname: ({host}) => ({lines: [host.name], exitCode: 0}),
	kubelet: ({host}, words) => (words[0] === '--version' ? {lines: [`Kubernetes ${host.kubernetesVersion}`], exitCode: 0} : fail(1, 'this kubelet is simulated: start it with systemctl')),
	df: (_, words) => ({lines: ['Filesystem 1024-blocks Used Available Capacity Mounted on', ...words.filter((word) => !word.startsWith('-')).map(() => 'practice 41943040 8388608 33554432 20% /')], exitCode: 0}),
};

/** Programs that a node answers; stand-ins of these names ask. */
export const answeredPrograms: readonly string[] = Object.keys(programs);

/** Answers one line of a stand-in, program and words between tabs, in the form that the stand-in reads. */
export const answerProgram = async (machine: AnsweringMachine, request: string): Promise<string> => {
	const [name = '', ...words] = request.split('\t');
	return formatAnswer((await programs[name]?.(machine, words)) ?? fail(127, `${name}: not found`));
};
