import {useRef} from 'react';
import {useKeys} from './use-keys.ts';

/** What a screen does with keys: the pure part of it, and what follows from it. */
export type ScreenKeys<Ui, Pressed extends {readonly ui: Ui}> = {
	/** What the screen remembers by itself, as it is drawn. */
	readonly ui: Ui;
	readonly setUi: (ui: Ui) => void;
	readonly press: (ui: Ui, stroke: string) => Pressed;
	readonly paste: (ui: Ui, text: string) => Pressed;
	/** Carries out what a key asks for beside the next state of the screen. */
	readonly follow: (pressed: Pressed) => void;
};

/** Hears the keys of a screen. Several strokes may come in one piece, before anything is drawn: each sees what the one before it did. */
export const useScreenKeys = <Ui, Pressed extends {readonly ui: Ui}>(keys: ScreenKeys<Ui, Pressed>): void => {
	const latest = useRef(keys);
	latest.current = keys;
	const take = (pressed: Pressed): void => {
		latest.current = {...latest.current, ui: pressed.ui};
		keys.setUi(pressed.ui);
		keys.follow(pressed);
	};
	useKeys(
		(stroke) => take(latest.current.press(latest.current.ui, stroke)),
		(text) => take(latest.current.paste(latest.current.ui, text)),
	);
};
