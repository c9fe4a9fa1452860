import type {AutomaticView, FlooderView} from '../core/csr/automatic-view.ts';
import type {Problem} from '../core/problem/problem.ts';
import type {RequestView, RunEvent} from '../core/run/event.ts';
import type {Text} from '../text/catalog.ts';
import {describeReason} from '../text/describe-reason.ts';
import {formatTime} from '../text/format-time.ts';
import {layOutProblem} from './layout-problem.ts';
import {verdictTones} from './verdict-tones.ts';
import {listProblems} from '../core/plan/plan.ts';
import {layOutPlan} from './layout-plan.ts';
import {layOutReport} from './layout-report.ts';
import {wrapHanging} from '../text/typeset.ts';
import {quoteShell} from '../core/untrusted/quote-shell.ts';
import {createPaint} from './paint.ts';
import type {Sink} from './sink.ts';

/** Tells a run to people, in plain lines that read well in a terminal and in a log. */
export type TextReporter = {
	readonly report: (event: RunEvent) => void;
	/** The problems that ended the run, without those that were told already. */
	readonly fail: (problems: readonly Problem[]) => void;
};

/** How and where a run is told. */
export type TextReporterOptions = {
	readonly text: Text;
	readonly sink: Sink;
	/** Where the plan goes: stdout where it is the result; undefined where --json tells it. */
	readonly planSink: Sink | undefined;
	readonly showsDiffs: boolean;
	/** The command that goes on with the run. */
	readonly resumeCommand: string;
	readonly nowMs: () => number;
	/** Nothing is approved by itself: what is PASS waits for a person too, and is told. */
	readonly leavesToPeople?: boolean;
};

type Lines = readonly string[];
type Writers = {readonly [Type in RunEvent['type']]: (event: Extract<RunEvent, {type: Type}>) => Lines};

const nameFlooder = ({requester, cause}: FlooderView): string => `${cause} ${requester}`;

// The last files of all tell where the folder is.
const bindingsPath = '/cluster/bindings.yaml';

/** Starts to tell a run; one reporter for one run. */
export const createTextReporter = ({text, sink, planSink, showsDiffs, resumeCommand, nowMs, leavesToPeople = false}: TextReporterOptions): TextReporter => {
	const paint = createPaint(sink.hasColour);
	const words = text.run;
	const told = new Set<string>();
	let nodesStartedMs = nowMs();
	const timesMs = new Map<string, number>();
	let folder = '.';
	const scriptsTold = new Map<string, string>();
	let operation = 'enroll';
	let steps = '';
	let hasCluster = false;
	let automatic: AutomaticView | undefined;
	let watchedFromMs = Infinity;
	const waitsTold = new Set<string>();
	const decidedTold = new Set<string>();

	const tellProblem = (problem: Problem): Lines => {
		const key = JSON.stringify([problem.code, problem.subject, problem.params, problem.cause]);
		if (told.has(key)) {
			return [];
		}
		told.add(key);
		return layOutProblem(text, problem, paint, sink.columns);
	};

	const touch = (node: string): void => {
		timesMs.set(node, nowMs() - nodesStartedMs);
	};

	// Not set in: what is here is there to be pasted. The same script on many nodes is told once.
	const tellCommand = ({node, command, exitCode, said}: Extract<RunEvent, {type: 'command-ran'}>): Lines => {
		if (exitCode === undefined || exitCode === 0) {
			return [];
		}
		const [login = '', ...script] = command.split('\n');
		const body = script.join('\n');
		const earlier = scriptsTold.get(body);
		if (script.length > 0 && earlier === undefined) {
			scriptsTold.set(body, node);
		}
		const shown = earlier === undefined ? [login, ...script] : [login];
		return [paint('wrong', `${node}: ${words.commandFailed(exitCode, earlier)}`), ...shown, ...(said === undefined ? [] : said.split('\n').map((line) => `  ${line}`))];
	};

	// Others may decide a request before anybody could tell it: a watch that decides nothing tells of those that came while it ran.
	const isNewlyDecided = (request: RequestView): boolean => leavesToPeople && operation === 'watch' && Date.parse(request.createdAt) >= watchedFromMs && !decidedTold.has(request.name);

	// What passes or has its answer is told by the stages, where there are any; what waits for a person is told with every reason.
	const tellRequest = (request: RequestView): Lines => {
		const line = paint(verdictTones[request.verdict], `${request.node ?? words.cluster}: ${words.observed(request.kind, request.name, request.verdict)}`);
		if (request.state !== 'pending') {
			const isNews = isNewlyDecided(request);
			decidedTold.add(request.name);
			return isNews ? [line] : [];
		}
		if (request.verdict === 'PASS' && !leavesToPeople) {
			return [];
		}
		const reasons = request.reasons.filter(({verdict}) => verdict !== 'PASS');
		const hasHint = leavesToPeople && request.verdict !== 'NOT_OURS' && !waitsTold.has(request.name);
		waitsTold.add(request.name);
		// Not wrapped: the command is there to be pasted.
		return [line, ...reasons.flatMap((reason) => wrapHanging('  ', describeReason(text, reason), sink.columns)), ...(hasHint ? [`  ${words.waitsForPerson(request.name)}`] : [])];
	};

	// How many it has approved is told by each approval; what is news is a beginning, an end, and who is held back.
	const tellAutomatic = (view: AutomaticView): Lines => {
		const earlier = automatic;
		automatic = view;
		const {on, ended, held, revoke, holdsNobody} = text.decisions.automatic;
		if (view.state === 'ended') {
			return [paint('attention', ended[view.because](view.approved))];
		}
		const known = new Set(earlier?.state === 'on' ? earlier.flooders.map(nameFlooder) : []);
		return [
			...(earlier === undefined ? [`  ${on(formatTime(view.endsAtMs), view.limit)}`] : []),
			...view.flooders.filter((flooder) => !known.has(nameFlooder(flooder))).flatMap((flooder) => [paint('attention', held(flooder)), ...(flooder.tokenId === undefined ? [] : [`  ${words.hint}: ${revoke(flooder.tokenId)}`])]),
			...(known.size > 0 && view.flooders.length === 0 ? [holdsNobody] : []),
		];
	};

	const writers: Writers = {
		'run-started': (event) => {
			({operation} = event);
			// Creation times have whole seconds.
			watchedFromMs = operation === 'watch' ? nowMs() - 1000 : Infinity;
			return [];
		},
		'phase-started': ({phase}) => {
			nodesStartedMs = phase === 'enroll-nodes' ? nowMs() : nodesStartedMs;
			return [paint('strong', words.phases[phase])];
		},
		'phase-finished': () => [],
		'cluster-read': ({facts}) => {
			hasCluster = true;
			return [`  ${facts.server}  ${facts.version.gitVersion}${facts.identity === undefined ? '' : `  ${words.asUser(facts.identity.username)}`}`];
		},
		'address-probed': ({facts}) => [`  ${facts.host}:${facts.port}  ${words.address(facts)}`],
		'host-keys-pinned': ({keys}) =>
			(['known', 'in-file', 'accepted'] as const).flatMap((how) => {
				const some = keys.filter((key) => key.how === how);
				return some.length === 0 ? [] : [`  ${words.hostKeys[how](some.length)}`, ...(how === 'accepted' ? some.map(({node, fingerprints}) => `    ${node}  ${fingerprints.join(' ')}`) : [])];
			}),
		'problem-found': ({problem}) => tellProblem(problem),
		'plan-assembled': ({plan}) => {
			const problems = listProblems(plan);
			if (planSink === undefined) {
				return problems.flatMap(tellProblem);
			}
			const lines = layOutPlan(plan, {text, paint: createPaint(planSink.hasColour), columns: planSink.columns, showsDiffs});
			planSink.write(lines.map((line) => `${line}\n`).join(''));
			// They stand in the plan: not again.
			problems.forEach(tellProblem);
			return [];
		},
		'object-changed': ({kind, name, action}) => [`${words.cluster}: ${words.changed[action]} ${kind} ${name}`],
		'token-proved': ({endpoints}) => [`  ${words.tokenProved(endpoints)}`],
		'node-progressed': ({node, stage}) => {
			touch(node);
			const line = `${node}: ${words.stages[stage]}`;
			return [stage === 'ready' || stage === 'cleaned' ? paint('good', line) : line];
		},
		'master-progressed': ({master, component, stage}) => {
			const line = `${master}: ${words.masterStages[stage](component)}`;
			return [stage === 'changed' ? paint('good', line) : stage === 'undoing' || stage === 'undone' ? paint('attention', line) : line];
		},
		'master-failed': ({problem}) => tellProblem(problem),
		'node-retried': ({node}) => [`${node}: ${words.retried}`],
		'command-ran': tellCommand,
		'node-failed': ({node, problem}) => {
			touch(node);
			return tellProblem(problem);
		},
		'request-observed': ({request}) => tellRequest(request),
		'request-decided': ({request, node, decision, by}) => [`${node ?? '?'}: ${words.decided(decision, by, request)}`],
		'automatic-changed': ({automatic}) => tellAutomatic(automatic),
		'connection-changed': ({state, cause}) => [state === 'live' ? words.connected : paint('attention', cause === undefined ? words.reconnecting : words.cause(words.reconnecting, cause))],
		'file-written': ({path}) => {
			steps = path.endsWith('/STEPS.md') ? path : steps;
			folder = path.endsWith(bindingsPath) ? path.slice(0, -bindingsPath.length) : folder;
			return [words.fileWritten(path)];
		},
		'run-finished': ({report}) => [...report.outcomes.flatMap(({problems}) => problems).flatMap(tellProblem), ...(operation === 'enroll' ? layOutReport(report, {text, paint, timesMs, resumeCommand}) : operation === 'watch' ? [text.decisions.watch.end(report)] : [...words.next[report.exitCode](resumeCommand), ...(operation === 'token-remove' && report.exitCode === 0 ? [words.rowsRemoved(report.changed.files)] : []), ...(operation === 'artifacts' && report.outcomes.some(({outcome}) => outcome === 'unchanged') ? ['', ...words.afterFiles(quoteShell(folder), !hasCluster), ...(steps === '' ? [] : ['', words.stepsAt(steps)])] : [])])],
	};

	const print = (lines: Lines): void => {
		if (lines.length > 0) {
			sink.write(lines.map((line) => `${line}\n`).join(''));
		}
	};

	return {
		report: (event) => {
			// The compiler cannot see that an event finds the writer of its own type.
			const write = writers[event.type] as (event: RunEvent) => Lines;
			print(write(event));
		},
		fail: (problems) => {
			print(problems.flatMap(tellProblem));
		},
	};
};
