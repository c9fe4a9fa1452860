import type {BoardSession} from '../session/start-board.ts';
import type {Text} from '../text/catalog.ts';
import {BoardScreen} from './board/board-screen.tsx';
import type {Guide} from './components/guide.ts';
import {useSnapshot} from './hooks/use-snapshot.ts';
import {openScreen, type ScreenTools} from './open-screen.tsx';
import type {Terminal} from './terminal.ts';

const LiveBoard = ({session, text, guide, tools}: {readonly session: BoardSession; readonly text: Text; readonly guide: Guide | undefined; readonly tools: ScreenTools}) => {
	const state = useSnapshot(session);
	return <BoardScreen state={state} text={text} send={session.send} guide={guide?.('board')} {...tools} />;
};

/** Shows the board until the operator leaves it, the signal aborts, or the session ends; `guide` is a tour's. */
export const openBoard = async (session: BoardSession, terminal: Terminal, text: Text, signal: AbortSignal, guide?: Guide): Promise<void> => {
	const ended = new AbortController();
	session.finished.then(
		() => ended.abort(),
		() => ended.abort(),
	);
	await openScreen(terminal, text, (tools) => <LiveBoard session={session} text={text} guide={guide} tools={tools} />, AbortSignal.any([signal, ended.signal]));
};
