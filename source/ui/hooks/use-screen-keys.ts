import {useEffect, useRef} from 'react';
import {useKeys} from './use-keys.ts';

/** What a screen does with keys: the pure part of it, and what follows from it. */
export type ScreenKeys<Ui, Pressed extends {readonly ui: Ui}> = {
	/** What the screen remembers by itself, as it is drawn. */
	readonly ui: Ui;
	readonly setUi: (ui: Ui) => void;
	/** Until then keys and pastes wait, in their order. Without it: from the first frame on. */
	readonly isReady?: boolean;
	readonly press: (ui: Ui, stroke: string) => Pressed;
	readonly paste: (ui: Ui, text: string) => Pressed;
	/** Carries out what a key asks for beside the next state of the screen. */
	readonly follow: (pressed: Pressed) => void;
};

type Typed = {readonly kind: 'press' | 'paste'; readonly text: string};

/** Hears the keys of a screen. Several strokes may come in one piece, before anything is drawn: each sees what the one before it did. */
export const useScreenKeys = <Ui, Pressed extends {readonly ui: Ui}>(keys: ScreenKeys<Ui, Pressed>): void => {
	const {isReady = true} = keys;
	const latest = useRef(keys);
	latest.current = keys;
	const waiting = useRef<readonly Typed[]>([]);
	const take = ({kind, text}: Typed): void => {
		const pressed = latest.current[kind](latest.current.ui, text);
		latest.current = {...latest.current, ui: pressed.ui};
		latest.current.setUi(pressed.ui);
		latest.current.follow(pressed);
	};
	const hear = (typed: Typed): void => {
		waiting.current = [...waiting.current, typed];
		release();
	};
	const release = (): void => {
		while (latest.current.isReady ?? true) {
			const [typed, ...rest] = waiting.current;
			if (typed === undefined) {
				return;
			}
			waiting.current = rest;
			take(typed);
		}
	};
	useKeys(
		(stroke) => hear({kind: 'press', text: stroke}),
		(text) => hear({kind: 'paste', text}),
	);
	useEffect(release, [isReady]);
};
