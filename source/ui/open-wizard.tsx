import {useEffect, useMemo, useState, useSyncExternalStore} from 'react';
import type {WizardSession} from '../session/wizard-session.ts';
import {hasStopped, type WizardState} from '../core/wizard/wizard-state.ts';
import type {Text} from '../text/catalog.ts';
import type {knowWizardLogins} from '../text/know-wizard-logins.ts';
import type {Guide} from './components/guide.ts';
import {openScreen, type ScreenTools} from './open-screen.tsx';
import type {RunGoal} from './run/press-run.ts';
import {formatLog} from './run/format-log.ts';
import type {RunScreen} from './run/run-screen.tsx';
import type {Terminal} from './terminal.ts';
import {guidePlaceOf} from './wizard/guide-place.ts';
import {sayPapers} from './wizard/say-papers.ts';
import type {WizardMind} from './wizard/wizard-mind.ts';
import {WizardScreen} from './wizard/wizard-screen.tsx';

/** What the wizard is shown with. */
export type WizardView = {
	/** What is drawn until the session is there. */
	readonly initial: WizardState;
	/** Called once the first frame is drawn. The caller closes what it resolves with. */
	readonly open: () => Promise<WizardSession>;
	readonly text: Text;
	/** The command that goes on with it; undefined where none does. */
	readonly resumeCommand: string | undefined;
	readonly recordFolder: string;
	/** Of a tour. */
	readonly guide?: Guide | undefined;
};

// What is needed from the first key on; until then it need not be loaded.
type Opened = {readonly session: WizardSession; readonly mind: WizardMind; readonly RunScreen: typeof RunScreen; readonly knowLogins: typeof knowWizardLogins};

type Leave = (how: 'quit' | 'suspend' | 'board') => void;

const nothing = (): void => undefined;

const hearNothing = (): (() => void) => nothing;

const LiveWizard = ({initial, opened, text: plain, resumeCommand, recordFolder, guide, tools, leave}: Omit<WizardView, 'open'> & {/** undefined until it is loaded. */ readonly opened: Opened | undefined; readonly tools: ScreenTools; readonly leave: Leave}) => {
	const read = opened?.session.getSnapshot ?? (() => initial);
	// Not slowed down as the board is: what one types is part of this state.
	const state = useSyncExternalStore(opened?.session.subscribe ?? hearNothing, read);
	const {stage, answers} = state;
	// Hints log in as kubenroll does.
	const text = useMemo(() => opened?.knowLogins(plain, {answers}) ?? plain, [opened, plain, answers]);
	const guided = guide?.(guidePlaceOf(state));
	const isStopped = hasStopped(state);
	// Whoever asked it to stop wants the shell back, not a summary.
	useEffect(() => {
		if (isStopped) {
			leave('quit');
		}
	}, [isStopped, leave]);
	if (opened !== undefined && (stage.status === 'reviewing' || stage.status === 'running' || stage.status === 'finished')) {
		const {session, RunScreen} = opened;
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
	return <WizardScreen state={state} mind={opened?.mind} read={read} text={text} size={tools.size} send={opened?.session.send ?? nothing} givePassword={opened?.session.givePassword ?? nothing} leave={leave} guide={guided} />;
};

const OpeningWizard = ({early, load, ...view}: Omit<WizardView, 'open'> & {readonly early: Opened | undefined; readonly load: () => Promise<Opened | undefined>; readonly tools: ScreenTools; readonly leave: Leave}) => {
	const [opened, setOpened] = useState(early);
	// An effect: the first frame is on the terminal by then.
	useEffect(() => {
		if (early === undefined) {
			void load().then(setOpened);
		}
	}, [early, load]);
	return <LiveWizard {...view} opened={opened} />;
};

// Where a wizard begins. Whoever comes back to a run from the board sees nothing else before it.
const isDrawnEarly = ({stage}: WizardState): boolean => stage.status === 'home' || stage.status === 'editing';

/** Shows the wizard until the operator leaves it or the signal aborts; resolves with where to go then. Rejects with what a bug threw. */
export const openWizard = async ({open, ...view}: WizardView, terminal: Terminal, signal: AbortSignal): Promise<'quit' | 'board'> => {
	const crash = new AbortController();
	let goal: 'quit' | 'board' = 'quit';
	const crashed = Promise.withResolvers<never>();
	crashed.promise.catch(() => crash.abort());
	const load = async (): Promise<Opened | undefined> => {
		try {
			const [session, {wizardMind}, {RunScreen}, {knowWizardLogins}] = await Promise.all([open(), import('./wizard/wizard-mind.ts'), import('./run/run-screen.tsx'), import('../text/know-wizard-logins.ts')]);
			session.crashed.catch(crashed.reject);
			return {session, mind: wizardMind, RunScreen, knowLogins: knowWizardLogins};
		} catch (error) {
			crashed.reject(error);
			return undefined;
		}
	};
	const leaveBy = (tools: ScreenTools): Leave => (how) => {
		goal = how === 'board' ? 'board' : 'quit';
		tools.leave(how === 'suspend' ? 'suspend' : 'quit');
	};
	const early = isDrawnEarly(view.initial) ? undefined : await load();
	await openScreen(terminal, view.text, (tools) => <OpeningWizard {...view} early={early} load={load} tools={tools} leave={leaveBy(tools)} />, AbortSignal.any([signal, crash.signal]));
	if (crash.signal.aborted) {
		await crashed.promise;
	}
	return goal;
};
