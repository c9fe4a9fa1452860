// A scenario's operator: a folder with a kubenroll.yaml for a lab, and kubenroll called in it as a person or a script would.
import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {stringify} from 'yaml';
import {listProblems, type Plan} from '../../../source/core/plan/plan.ts';
import type {Problem} from '../../../source/core/problem/problem.ts';
import type {NodeOutcome, RunEvent} from '../../../source/core/run/event.ts';
import {labKubeletOverrides} from '../../lab/kubelet-overrides.ts';
import type {Lab} from '../../lab/lab.ts';

/** What a scenario decides of its kubenroll.yaml; the rest is what its lab needs. */
export type ProjectOptions = {
	/** Names of the nodes to enrol; default all of the lab. */
	readonly nodes?: readonly string[];
	/** Default: cluster-admin's. */
	readonly kubeconfig?: string;
	/** Default: the one that knows all host keys. */
	readonly sshConfig?: string;
	/** A command line to put before kubenroll's, such as a tracer's. */
	readonly wrapper?: readonly string[];
	/** Sections that are merged over the generated ones, field by field, and plain fields such as `mode`. */
	readonly answers?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
};

/** How one call of kubenroll went. */
export type Run = {
	/** null when it was killed. */
	readonly exitCode: number | null;
	/** Every line of --json. */
	readonly events: readonly RunEvent[];
	readonly stdout: string;
	/** What a person reads. */
	readonly stderr: string;
	/** How it ended for a node, with --json. */
	outcomeOf(node: string): NodeOutcome | undefined;
	/** The plan it made, with --json. */
	plan(): Plan;
	/** Every problem that it told of, with --json. */
	readonly problems: readonly Problem[];
};

/** A folder with a kubenroll.yaml. */
export type Project = {
	readonly folder: string;
	/** Writes kubenroll.yaml anew, for other nodes or with other sections. */
	configure(options: ProjectOptions): Promise<void>;
	/** `kubenroll …` to its end, stdin empty. */
	kubenroll(...args: readonly string[]): Promise<Run>;
	/** `kubenroll plan --json`. */
	plan(...args: readonly string[]): Promise<Run>;
	/** `kubenroll enroll --yes --json`. */
	enroll(...args: readonly string[]): Promise<Run>;
	/** `kubenroll …`, sent a signal after the first event that `isIt` is true for; `--json` is to be among the arguments. */
	stopKubenroll(args: readonly string[], signal: 'SIGKILL' | 'SIGINT', isIt: (event: RunEvent) => boolean, options?: {readonly afterMs?: number | undefined}): Promise<Run>;
	/** The same of `enroll`, sent a signal `afterMs` after the first event that `isIt` is true for; rejects when kubenroll has ended by itself before. */
	stopEnroll(signal: 'SIGKILL' | 'SIGINT', isIt: (event: RunEvent) => boolean, options?: {readonly afterMs?: number | undefined}): Promise<Run>;
	/** Writes a file that only its owner may read, such as one with a password; resolves to its path. */
	writePrivately(name: string, content: string): Promise<string>;
	readFile(name: string): Promise<string>;
	[Symbol.asyncDispose](): Promise<void>;
};

// KUBENROLL_BIN tries another build, such as a package that was installed.
const program = process.env['KUBENROLL_BIN'] ?? fileURLToPath(new URL('../../../bin/kubenroll.js', import.meta.url));

// A run that hangs shall fail its own scenario and be seen with all it said.
const longestRunMs = 120_000;

/** Makes a folder with a kubenroll.yaml that enrols nodes of a lab; it is removed at the end of the block. */
export async function createProject(lab: Lab, options: ProjectOptions = {}): Promise<Project> {
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-e2e-'));
	const call = async (args: readonly string[], onEvent?: (event: RunEvent, kubenroll: ChildProcess) => void) => runKubenroll(folder, [...options.wrapper ?? [], process.execPath, program, ...args], onEvent);
	const enrollArguments = ['enroll', '--yes', '--json'];
	const project: Project = {
		folder,
		configure: async changed => writeFile(join(folder, 'kubenroll.yaml'), composeAnswers(lab, changed)),
		kubenroll: async (...args) => call(args),
		plan: async (...args) => call(['plan', '--json', ...args]),
		enroll: async (...args) => call([...enrollArguments, ...args]),
		stopEnroll: async (signal, isIt, options) => project.stopKubenroll(enrollArguments, signal, isIt, options),
		async stopKubenroll(args, signal, isIt, {afterMs = 0} = {}) {
			let hasArrived = false;
			let timer: NodeJS.Timeout | undefined;
			const run = await call(args, (event, kubenroll) => {
				if (isIt(event)) {
					timer ??= setTimeout(() => {
						hasArrived = kubenroll.kill(signal);
					}, afterMs);
				}
			});
			if (!hasArrived) {
				throw new Error(`kubenroll ended by itself, with exit code ${run.exitCode}, before it got ${signal}:\n${run.stderr}`);
			}

			return run;
		},
		async writePrivately(name, content) {
			const path = join(folder, name);
			await writeFile(path, content, {mode: 0o600});
			await chmod(path, 0o600);
			return path;
		},
		readFile: async name => readFile(join(folder, name), 'utf8'),
		[Symbol.asyncDispose]: async () => rm(folder, {recursive: true, force: true}),
	};
	await project.configure(options);
	return project;
}

function composeAnswers(lab: Lab, {nodes, kubeconfig = lab.kubeconfig, sshConfig = lab.ssh.trustingConfigFile, answers = {}}: ProjectOptions): string {
	const {cgroupDriver, ...config} = labKubeletOverrides[lab.shape().kubernetes];
	const sections: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
		cluster: {kubeconfig},
		ssh: {configFile: sshConfig},
		// There is no cluster DNS in a lab that could be asked for.
		kubelet: {cgroupDriver, clusterDNS: ['10.96.0.10'], clusterDomain: 'cluster.local', config},
	};
	return stringify({
		apiVersion: 'kubenroll.dev/v1alpha1',
		kind: 'Enrollment',
		nodes: lab.nodes.filter(({name}) => nodes?.includes(name) ?? true).map(({name, address}) => `${name}=${address}`),
		...Object.fromEntries([...Object.keys(sections), ...Object.keys(answers)].map(name => {
			const own = answers[name];
			return [name, typeof own === 'string' ? own : {...sections[name], ...own}];
		})),
	});
}

async function runKubenroll(folder: string, [file = '', ...args]: readonly string[], onEvent?: (event: RunEvent, kubenroll: ChildProcess) => void): Promise<Run> {
	const child = spawn(file, args, {
		cwd: folder,
		stdio: ['ignore', 'pipe', 'pipe'],
		// A home without a ~/.kube and ~/.ssh of whoever runs the tests.
		env: {PATH: process.env['PATH'], HOME: folder, LANG: 'C.UTF-8'},
		timeout: longestRunMs,
		killSignal: 'SIGKILL',
	});
	const isJson = args.includes('--json');
	const lines: string[] = [];
	const events: RunEvent[] = [];
	const reader = createInterface({input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY});
	reader.on('line', line => {
		lines.push(line);
		if (isJson) {
			// The program's own lines, and a line that is no JSON shall fail the test.
			const event = JSON.parse(line) as RunEvent;
			events.push(event);
			onEvent?.(event, child);
		}
	});
	const [stderr] = await Promise.all([text(child.stderr), once(child, 'close'), once(reader, 'close')]);
	const plan = events.findLast(event => event.type === 'plan-assembled')?.plan;
	const report = events.findLast(event => event.type === 'run-finished')?.report;
	return {
		exitCode: child.exitCode,
		events,
		stdout: lines.join('\n'),
		stderr,
		outcomeOf: node => report?.outcomes.find(outcome => outcome.node === node),
		plan() {
			if (!plan) {
				throw new Error(`kubenroll made no plan:\n${stderr}`);
			}

			return plan;
		},
		problems: events.flatMap(event => {
			if (event.type === 'plan-assembled') {
				return listProblems(event.plan);
			}

			return event.type === 'problem-found' || event.type === 'node-failed' || event.type === 'master-failed' ? [event.problem] : [];
		}),
	};
}
