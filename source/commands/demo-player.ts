import {PassThrough} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import type {SceneName} from '../sandbox/scenes/scenes.ts';
import type {BoardSession} from '../session/start-board.ts';
import type {WizardSession} from '../session/wizard-session.ts';
import type {Terminal} from '../ui/terminal.ts';
import type {Pace} from './demo-tour.ts';
import type {GuidePlace} from '../ui/components/guide.ts';
import {keysByScene, pause, placeOfView, type PlayStep, type PlayView} from './demo-keys.ts';

/** Nobody at the keys. */
export type Player = {
	/** The keyboard of screens: what is played, and what a person types. */
	readonly stdin: Terminal['stdin'];
	/** Hears of every screen as it is drawn. */
	readonly noteDrawn: (place: GuidePlace) => void;
	/** Looks at a board until that is closed. */
	readonly follow: (board: BoardSession) => void;
	/** A person has pressed a key, and plays on. */
	readonly wasTakenOver: () => boolean;
	readonly end: () => void;
};

// A keyboard as Ink asks for one: raw mode and whether to wait for it are the terminal's own.
const openKeyboard = (stdin: Terminal['stdin'], onKey: () => void): {readonly stdin: Terminal['stdin']; readonly press: (key: string) => void; readonly close: () => void} => {
	const stream = new PassThrough();
	const pass = (typed: Buffer): void => {
		onKey();
		stream.write(typed);
	};
	stdin.on('data', pass);
	// Of a terminal, screens use no more than this.
	const keyboard = Object.assign(stream, {
		isTTY: true,
		isRaw: false,
		setRawMode: (isRaw: boolean) => {
			keyboard.isRaw = isRaw;
			stdin.setRawMode(isRaw);
			return keyboard;
		},
		ref: () => {
			stdin.ref();
			return keyboard;
		},
		unref: () => {
			stdin.unref();
			return keyboard;
		},
	}) as unknown as Terminal['stdin'];
	return {
		stdin: keyboard,
		press: (key) => stream.write(key),
		close: () => {
			stdin.off('data', pass);
			stdin.pause();
		},
	};
};

/** Plays the keys of a scene as its screens come up, until they are through or a person presses one. */
export const playKeys = (scene: SceneName, {wizard, keyboard, pace, isMended}: {readonly wizard: WizardSession; readonly keyboard: Terminal['stdin']; readonly pace: Pace; readonly isMended: () => boolean}): Player => {
	const over = new AbortController();
	let isTakenOver = false;
	let board: BoardSession | undefined;
	let drawn: GuidePlace | undefined;
	let wake = Promise.withResolvers<void>();
	const look = (): void => {
		wake.resolve();
	};
	const {stdin, press, close} = openKeyboard(keyboard, () => {
		isTakenOver = true;
		over.abort();
	});
	const endWizard = wizard.subscribe(look);
	over.signal.addEventListener('abort', look);
	const view = (): PlayView => ({wizard: wizard.getSnapshot(), board: board?.getSnapshot(), isMended: isMended()});
	const isAt = ({place, when = () => true}: PlayStep): boolean => drawn === place && placeOfView(view()) === place && when(view());

	const reach = async (step: PlayStep, later: readonly PlayStep[]): Promise<boolean> => {
		for (;;) {
			over.signal.throwIfAborted();
			if (isAt(step)) {
				return true;
			}
			if (step.isOptional === true && placeOfView(view()) !== step.place && later.some(({place}) => place === placeOfView(view()))) {
				return false;
			}
			wake = Promise.withResolvers();
			await wake.promise;
		}
	};
	const wait = async (ms: number): Promise<void> => {
		await sleep(ms, undefined, {signal: over.signal});
	};
	const play = async (): Promise<void> => {
		const steps = keysByScene[scene];
		for (const [index, step] of steps.entries()) {
			if (await reach(step, steps.slice(index + 1))) {
				await wait(pace.readMs);
				for (const key of typeof step.keys === 'function' ? step.keys(view()) : step.keys) {
					if (key !== pause) {
						press(key);
					}
					await wait(key === pause ? pace.readMs : pace.keyMs);
				}
			}
		}
	};
	// It breaks off when it is over, and has no other way to fail.
	play().catch(() => undefined);

	return {
		stdin,
		noteDrawn: (place) => {
			drawn = place;
			look();
		},
		follow: (opened) => {
			board = opened;
			const endBoard = opened.subscribe(look);
			const forget = (): void => {
				endBoard();
				board = undefined;
				look();
			};
			opened.finished.then(forget, forget);
			look();
		},
		wasTakenOver: () => isTakenOver,
		end: () => {
			over.abort();
			endWizard();
			close();
		},
	};
};
