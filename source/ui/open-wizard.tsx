import {useEffect, useSyncExternalStore} from 'react';
import type {WizardSession} from '../session/wizard-session.ts';
import {hasStopped} from '../core/wizard/wizard-state.ts';
import type {Text} from '../text/catalog.ts';
import type {Guide} from './components/guide.ts';
import {openScreen, type ScreenTools} from './open-screen.tsx';
import type {RunGoal} from './run/press-run.ts';
import {formatLog} from './run/format-log.ts';
import {RunScreen} from './run/run-screen.tsx';
import type {Terminal} from './terminal.ts';
import {guidePlaceOf} from './wizard/guide-place.ts';
import {sayPapers} from './wizard/say-papers.ts';
import {WizardScreen} from './wizard/wizard-screen.tsx';

/** What the wizard is shown with. */
export type WizardView = {readonly session: WizardSession; readonly text: Text; /** The command that goes on with it; undefined where none does. */ readonly resumeCommand: string | undefined; readonly recordFolder: string; /** Of a tour. */ readonly guide?: Guide | undefined};

type Leave = (how: 'quit' | 'suspend' | 'board') => void;

const LiveWizard = ({session, text, resumeCommand, recordFolder, guide, tools, leave}: WizardView & {readonly tools: ScreenTools; readonly leave: Leave}) => {
	// Not slowed down as the board is: what one types is part of this state.
	const state = useSyncExternalStore(session.subscribe, session.getSnapshot);
	const {stage} = state;
	const guided = guide?.(guidePlaceOf(state));
	const isStopped = hasStopped(state);
	// Whoever asked it to stop wants the shell back, not a summary.
	useEffect(() => {
		if (isStopped) {
			leave('quit');
		}
	}, [isStopped, leave]);
	if (stage.status === 'reviewing' || stage.status === 'running' || stage.status === 'finished') {
		const send = ({type}: {readonly type: 'confirm' | 'abort'}): void => (type === 'confirm' ? session.send({type: 'confirm'}) : stage.status === 'reviewing' ? leave('quit') : session.abort());
		const go = (goal: RunGoal): void => {
			switch (goal.to) {
				case 'retry': {
					session.send({type: 'retry', nodes: goal.nodes});
					break;
				}
				case 'log': {
					tools.showPlain(formatLog(goal.node, stage.run.commands.get(goal.node) ?? [], text), text.screens.run.logEnd);
					break;
				}
				case 'save-plan': {
					session.send({type: 'write-papers', papers: {kind: 'plan'}});
					break;
				}
				case 'export': {
					session.send({type: 'write-papers', papers: {kind: 'files', folder: goal.folder}});
					break;
				}
				case 'board': {
					leave('board');
					break;
				}
				case 'back': {
					session.send({type: 'back'});
					break;
				}
				case 'home': {
					session.send({type: 'go-home'});
					break;
				}
			}
		};
		return <RunScreen key={state.lastRunId} state={stage.run} text={text} size={tools.size} nowMs={tools.nowMs} resumeCommand={resumeCommand} recordFolder={recordFolder} send={send} leave={leave} isInWizard go={go} notes={stage.status === 'reviewing' ? sayPapers(state, text) : []} guide={guided} />;
	}
	return <WizardScreen state={state} read={session.getSnapshot} text={text} size={tools.size} send={session.send} givePassword={session.givePassword} leave={leave} guide={guided} />;
};

/** Shows the wizard until the operator leaves it or the signal aborts; resolves with where to go then. Rejects with what a bug threw. */
export const openWizard = async (view: WizardView, terminal: Terminal, signal: AbortSignal): Promise<'quit' | 'board'> => {
	const crash = new AbortController();
	let goal: 'quit' | 'board' = 'quit';
	view.session.crashed.catch(() => crash.abort());
	const leaveBy = (tools: ScreenTools): Leave => (how) => {
		goal = how === 'board' ? 'board' : 'quit';
		tools.leave(how === 'suspend' ? 'suspend' : 'quit');
	};
	await openScreen(terminal, (tools) => <LiveWizard {...view} tools={tools} leave={leaveBy(tools)} />, AbortSignal.any([signal, crash.signal]));
	if (crash.signal.aborted) {
		await view.session.crashed;
	}
	return goal;
};
