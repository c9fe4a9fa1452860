import type {Session} from '../session/session.ts';
import type {Text} from '../text/catalog.ts';
import {useSnapshot} from './hooks/use-snapshot.ts';
import {openScreen, type ScreenTools} from './open-screen.tsx';
import {RunScreen} from './run/run-screen.tsx';
import type {Terminal} from './terminal.ts';

/** What a run is shown with. */
export type RunView = {readonly session: Session; readonly text: Text; readonly resumeCommand: string; readonly recordFolder: string};

const LiveRun = ({session, tools, ...view}: RunView & {readonly tools: ScreenTools}) => {
	const state = useSnapshot(session);
	return <RunScreen state={state} send={(type) => session.send({type})} {...view} {...tools} />;
};

/** Shows a run until it has ended and the operator leaves it, or until it fails. A run that was stopped, by a key or the signal, ends by itself; the screen stays up to that. */
export const openRun = async (view: RunView, terminal: Terminal, signal: AbortSignal): Promise<void> => {
	const over = new AbortController();
	view.session.finished.then(
		// Whoever asked it to stop wants the shell back, not a summary.
		({exitCode}) => (exitCode === 130 || signal.aborted ? over.abort() : undefined),
		() => over.abort(),
	);
	await openScreen(terminal, (tools) => <LiveRun {...view} tools={tools} />, over.signal);
};
