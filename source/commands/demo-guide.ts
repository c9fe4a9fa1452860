import type {GuideMoment, SceneId} from '../text/demo-text.ts';
import type {Text} from '../text/catalog.ts';
import type {Guide} from '../ui/components/guide.ts';

/** What the guide goes by. */
export type GuideView = {
	readonly isStarted: boolean;
	readonly hasSsh: () => boolean;
	/** Somebody has mended what was wrong. */
	readonly isMended: boolean;
	/** Where that is of use, the screen that shows what was wrong. */
	readonly mendedAt: GuideMoment | undefined;
	/** The board has been opened. */
	readonly hasSeenBoard: boolean;
	/** A run of this tour has ended. */
	readonly hasRun: boolean;
	/** Requests on the board that are refused and wait: how many there were at most, and are. */
	readonly refused: {readonly most: number; readonly now: number};
	/** Likewise those that a person has to decide. */
	readonly asking: {readonly most: number; readonly now: number};
	/** Requests on the board that wait, whatever is thought of them. */
	readonly pending: number;
};

const chooseMoment = (place: Parameters<Guide>[0], {isStarted, hasSsh, mendedAt, hasSeenBoard, hasRun, refused, asking, pending}: GuideView): GuideMoment => {
	if (!isStarted) {
		return 'starting';
	}
	if (place === 'ssh' && !hasSsh()) {
		return 'without-ssh';
	}
	if (place === mendedAt) {
		return 'mended';
	}
	if (place === 'board' && refused.most > 0 && refused.now === 0) {
		return 'caught';
	}
	if (place === 'board' && refused.most === 0 && asking.most > 0 && asking.now === 0) {
		return 'answered';
	}
	if (place === 'board' && pending === 0) {
		return 'quiet';
	}
	return (place === 'summary' && hasSeenBoard) || (place === 'home' && hasRun) ? 'seen' : place;
};

/** Makes the guide of a scene; `view` is asked whenever a screen is drawn. */
export const createGuide = (name: SceneId, {demo}: Pick<Text, 'demo'>, view: () => GuideView): Guide => (place) => {
	const now = view();
	const moment = chooseMoment(place, now);
	// What a scene says of its trouble, or of nodes that stand ready, is no longer true then.
	const isPast = (now.isMended && moment !== 'mended') || (now.hasRun && moment === 'more-nodes');
	const words = isPast ? {} : demo.guideByScene[name];
	// The requests that a scene tells of come.
	return words[moment] ?? (moment === 'quiet' ? words.board : undefined) ?? demo.guide[moment];
};
