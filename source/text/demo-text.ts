import type {StepId} from '../core/wizard/step.ts';

/** The scenes of the practice cluster. */
export type SceneId =
	| 'default'
	| 'first-cluster'
	| 'add-nodes'
	| 'token-file'
	| 'vip-not-in-sans'
	| 'node-down'
	| 'wrong-ca'
	| 'expired-token'
	| 'intruder'
	| 'flood'
	| 'slow-network'
	| 'five-hundred-nodes'
	| 'flaky-apiserver';

/** What one scene is about, and what to look for in it. */
export type SceneText = {readonly title: string; readonly guide: string};

/** When the guide has something to say: on a screen, or because something has happened meanwhile. */
export type GuideMoment =
	| StepId
	| 'home'
	| 'board'
	/** Further nodes are asked for, from home. */
	| 'more-nodes'
	/** The practice cluster is not up yet. */
	| 'starting'
	/** This machine has no ssh; said on the step that is about it. */
	| 'without-ssh'
	/** Somebody has mended what was wrong. */
	| 'mended'
	/** No request on the board is refused any more. */
	| 'caught'
	/** No request on the board waits for a person any more. */
	| 'answered'
	/** No request has waited on the board. */
	| 'quiet'
	/** Nothing is left to see. */
	| 'seen';

/** What the guide says, by moment. */
export type GuideText = Readonly<Record<GuideMoment, string>>;

/** The words of `kubenroll demo`, in one language. */
export type DemoText = {
	readonly scenes: Readonly<Record<SceneId, SceneText>>;
	/** A line of the guide, above the keys of a screen. */
	readonly guided: (words: string) => string;
	/** What it says where the scene has nothing of its own. */
	readonly guide: GuideText;
	readonly guideByScene: Readonly<Record<SceneId, Partial<GuideText>>>;
	readonly starting: (folder: string) => string;
	/** What the practice cluster consists of, once it is up. */
	readonly started: (facts: {readonly server: string; readonly version: string; readonly nodes: number; readonly seconds: string}) => string;
	/** Where sessions cannot have a root of their own. */
	readonly withoutNamespaces: string;
	/** Where, because of that, nobody gets into the scene's masters. */
	readonly withoutMasters: string;
	readonly withoutSsh: string;
	readonly enrollingBefore: (nodes: readonly string[]) => string;
	readonly enrolledBefore: (nodes: readonly string[]) => string;
	readonly chapters: Readonly<Record<'enroll' | 'list' | 'show', string>>;
	readonly tryNext: string;
	readonly commands: (config: string, sshConfig: string, node: string) => readonly {readonly command: string; readonly says: string}[];
	readonly end: string;
	readonly endless: string;
	/** After what came of the run, where somebody stopped it. */
	readonly goesOn: string;
	readonly otherwise: (expected: number, was: number) => string;
	readonly removed: (folder: string) => string;
	readonly swept: (folders: readonly string[]) => string;
};
