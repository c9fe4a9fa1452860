import type {Practice} from '../sandbox/scenes/open-practice.ts';
import type {SceneName, Scene} from '../sandbox/scenes/scenes.ts';
import {wrapHanging} from '../text/typeset.ts';
import type {Terminal} from '../ui/terminal.ts';
import type {Invocation} from './invocation.ts';

/** How long people need, in milliseconds: to read a screen, between two keys, and before they have had enough of what is wrong. */
export type Pace = {readonly readMs: number; readonly keyMs: number; readonly mendMs: number};

/** One tour through a scene: what it is of, and where it happens. */
export type DemoTour = {
	readonly invocation: Invocation;
	readonly name: SceneName;
	readonly scene: Scene;
	readonly practice: Practice;
	/** Private, and gone afterwards. */
	readonly folder: string;
	/** It plays itself. */
	readonly isAuto: boolean;
	readonly pace: Pace;
	/** What screens are drawn on, and where keys come from. */
	readonly terminal: Pick<Terminal, 'stdin' | 'stdout'>;
	readonly hasSsh: () => boolean;
};

/** Tells people something, wrapped. */
export const tell = ({stderr}: Pick<Invocation, 'stderr'>, ...lines: readonly string[]): void => {
	stderr.write(lines.flatMap((line) => wrapHanging('', line, stderr.columns)).map((line) => `${line}\n`).join(''));
};
