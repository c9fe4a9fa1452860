// The wizard's hinge: holds the state, does what select-work.ts reads off it, and hears the run. Front ends send intents and draw snapshots.
import {Failure} from '../core/problem/failure.ts';
import type {RunEvent} from '../core/run/event.ts';
import {selectWork, type Work} from '../core/wizard/select-work.ts';
import {updateWizard} from '../core/wizard/update-wizard.ts';
import type {WizardIntent, WizardMessage} from '../core/wizard/wizard-message.ts';
import type {WizardState} from '../core/wizard/wizard-state.ts';
import type {Operation} from '../workflow/operation.ts';
import {type Session, startSession} from './session.ts';
import type {ErrandContext} from './wizard-errands.ts';
import type {WizardPorts} from './wizard-ports.ts';

/** The wizard as front ends see it. */
export type WizardSession = {
	/** Is called after every change of the state; returns the end of the subscription. */
	readonly subscribe: (listener: () => void) => () => void;
	/** Hears every event of every run, for those who tell it line by line. */
	readonly subscribeRun: (listener: (event: RunEvent) => void) => () => void;
	readonly getSnapshot: () => WizardState;
	readonly send: (intent: WizardIntent) => void;
	/** Holds a password in memory until the wizard closes. */
	readonly givePassword: (kind: 'ssh' | 'sudo', password: string) => void;
	/** Tells the run under way to finish what is in hand and end. */
	readonly abort: () => void;
	/** Saves what can be saved, ends the run under way and everything that is asked. Resolves when all has ended. */
	readonly close: () => Promise<void>;
	/** Rejects with what a bug threw; never resolves by itself. */
	readonly crashed: Promise<never>;
};

type Running = {readonly key: string; readonly abort: AbortController; readonly ended: Promise<void>};

// Parsers and workflows: not loaded for the first frame.
const loadErrands = async () => import('./wizard-errands.ts');

const runErrand = async (work: Exclude<Work, {kind: 'enroll'}>, context: ErrandContext): Promise<void> => {
	const {errands} = await loadErrands();
	context.signal.throwIfAborted();
	// Work and errand have the same kind, which the compiler loses in a union.
	const errand = errands[work.kind] as (work: Work, context: ErrandContext) => Promise<void>;
	return errand(work, context);
};

// A file is written to its end, and a later text after it.
const writes: ReadonlySet<Work['kind']> = new Set(['save', 'keep-unsaved']);

/** Starts the wizard; whoever starts it closes it. */
export const startWizardSession = (initial: WizardState, ports: WizardPorts): WizardSession => {
	const listeners = new Set<() => void>();
	const runListeners = new Set<(event: RunEvent) => void>();
	const passwords = new Map<'ssh' | 'sudo', string>();
	const running = new Map<Work['kind'], Running>();
	const crash = Promise.withResolvers<never>();
	crash.promise.catch(() => undefined);
	const cluster: ErrandContext['cluster'] = {};
	const ends = new Map<Work['kind'], Promise<void>>();
	let state = initial;
	let session: Session | undefined;
	let isClosed = false;

	const contextFor = (signal: AbortSignal): ErrandContext => ({ports, passwords: {get: (kind) => passwords.get(kind)}, tell: dispatch, settle: () => dispatch({type: 'keep'}), answersText: () => state.file.text, cluster, signal});

	const holdRun = async ({runId, only}: Extract<Work, {kind: 'enroll'}>, signal: AbortSignal): Promise<void> => {
		const context = contextFor(signal);
		try {
			const {readRunAnswers} = await loadErrands();
			const answers = await readRunAnswers(context, only);
			const api = await ports.openCluster(answers.cluster);
			const shell = await ports.openShell(answers, context.passwords);
			try {
				// What a run needs is not loaded for the first screen.
				const {enroll} = await import('../workflow/enroll/enroll.ts');
				const operation: Operation = enroll({...ports, api, shell}, answers, ports.settings);
				const run = startSession(operation, ports.clock);
				session = run;
				run.subscribe((event) => {
					dispatch({type: 'run-event', runId, event, atMs: ports.clock.nowMs()});
					for (const listener of runListeners) {
						listener(event);
					}
				});
				signal.addEventListener('abort', () => run.send({type: 'abort'}), {once: true});
				dispatch({type: 'run-ended', runId, report: await run.finished});
			} finally {
				session = undefined;
				await shell.close();
				api.close();
			}
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			dispatch({type: 'run-failed', runId, problems: error.problems});
		}
	};

	const perform = async (work: Work, signal: AbortSignal): Promise<void> => {
		try {
			await ports.clock.sleep(work.afterMs, signal);
			signal.throwIfAborted();
			await (work.kind === 'enroll' ? holdRun(work, signal) : runErrand(work, contextFor(signal)));
		} catch (error) {
			// What was broken off because nobody wants it any more has nothing to say.
			if (!signal.aborted) {
				crash.reject(error);
			}
		}
	};

	const reconcile = (): void => {
		const wanted = new Map(selectWork(state).map((work) => [work.kind, work]));
		for (const [kind, {key, abort}] of running) {
			if (wanted.get(kind)?.key !== key) {
				if (!writes.has(kind)) {
					abort.abort();
				}
				running.delete(kind);
			}
		}
		for (const [kind, work] of wanted) {
			if (!running.has(kind)) {
				const abort = new AbortController();
				const earlier = ends.get(kind) ?? Promise.resolve();
				const ended = earlier.then(async () => perform(work, abort.signal));
				ends.set(kind, ended);
				running.set(kind, {key: work.key, abort, ended});
			}
		}
	};

	const dispatch = (message: WizardMessage): void => {
		const next = isClosed ? state : updateWizard(state, message);
		if (next !== state) {
			state = next;
			reconcile();
			for (const listener of listeners) {
				listener();
			}
		}
	};

	reconcile();

	return {
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		subscribeRun: (listener) => {
			runListeners.add(listener);
			return () => runListeners.delete(listener);
		},
		getSnapshot: () => state,
		send: (intent) => {
			const {stage} = state;
			dispatch(intent);
			// Only a plan that was on the screen can be agreed to.
			if (intent.type === 'confirm' && stage.status === 'reviewing') {
				session?.send({type: 'confirm'});
			}
			// While the run goes on, nodes are tried again within it.
			if (intent.type === 'retry' && stage.status === 'running' && intent.nodes !== undefined) {
				session?.send({type: 'retry', nodes: intent.nodes});
			}
		},
		givePassword: (kind, password) => {
			passwords.set(kind, password);
			dispatch({type: 'password-held', kind});
		},
		abort: () => session?.send({type: 'abort'}),
		close: async () => {
			dispatch({type: 'keep'});
			isClosed = true;
			for (const [kind, {abort}] of running) {
				if (!writes.has(kind)) {
					abort.abort();
				}
			}
			await Promise.all(ends.values());
			const {endErrands} = await loadErrands();
			endErrands(contextFor(new AbortController().signal));
			passwords.clear();
		},
		crashed: crash.promise,
	};
};
