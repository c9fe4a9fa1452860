import {useState} from 'react';
import type {Session} from '../session/session.ts';
import type {Text} from '../text/catalog.ts';
import {useSnapshot} from './hooks/use-snapshot.ts';
import {openScreen, type ScreenTools} from './open-screen.tsx';
import {formatLog} from './run/format-log.ts';
import type {RunGoal} from './run/press-run.ts';
import {RunScreen} from './run/run-screen.tsx';
import type {Terminal} from './terminal.ts';

/** What a run is shown with. */
export type RunView = {
	readonly session: Session;
	/** Starts another run for these nodes alone, once the earlier one has ended. */
	readonly runAgain: (nodes: readonly string[]) => Session;
	readonly text: Text;
	readonly resumeCommand: string;
	readonly recordFolder: string;
};

const LiveRun = ({session, runAgain, text, tools, ...view}: RunView & {readonly tools: ScreenTools}) => {
	const state = useSnapshot(session);
	const go = (goal: RunGoal): void => {
		switch (goal.to) {
			case 'retry': {
				if (state.report === undefined) {
					session.send({type: 'retry', nodes: goal.nodes});
				} else {
					runAgain(goal.nodes);
				}
				break;
			}
			case 'log': {
				tools.showPlain(formatLog(goal.node, state.commands.get(goal.node) ?? [], text), text.screens.run.logEnd);
				break;
			}
			case 'back':
			case 'home':
			case 'board':
			case 'save-plan':
			case 'export': {
				// The wizard's.
				break;
			}
		}
	};
	return <RunScreen state={state} text={text} send={session.send} isInWizard={false} go={go} size={tools.size} nowMs={tools.nowMs} leave={tools.leave} {...view} />;
};

const Runs = ({view, onSession, tools}: {readonly view: RunView; readonly onSession: (session: Session) => void; readonly tools: ScreenTools}) => {
	const [{session, number}, setRun] = useState({session: view.session, number: 1});
	const runAgain = (nodes: readonly string[]): Session => {
		const next = view.runAgain(nodes);
		onSession(next);
		setRun({session: next, number: number + 1});
		return next;
	};
	return <LiveRun key={number} {...view} session={session} runAgain={runAgain} tools={tools} />;
};

/** Shows a run, and those that follow it, until the last has ended and the operator leaves it, or until one fails. A run that was stopped, by a key or the signal, ends by itself; the screen stays up to that. */
export const openRun = async (view: RunView, terminal: Terminal, signal: AbortSignal): Promise<void> => {
	const over = new AbortController();
	let running = 0;
	const follow = ({finished}: Session): void => {
		running += 1;
		finished.then(
			({exitCode}) => {
				running -= 1;
				// Whoever asked it to stop wants the shell back, not a summary.
				if (exitCode === 130 || signal.aborted) {
					over.abort();
				}
			},
			() => over.abort(),
		);
	};
	follow(view.session);
	// A summary has nothing to end first: nobody may be there to leave it.
	const leaveSummary = (): void => {
		if (running === 0) {
			over.abort();
		}
	};
	signal.addEventListener('abort', leaveSummary);
	try {
		await openScreen(terminal, view.text, (tools) => <Runs view={view} onSession={follow} tools={tools} />, over.signal);
	} finally {
		signal.removeEventListener('abort', leaveSummary);
	}
};
