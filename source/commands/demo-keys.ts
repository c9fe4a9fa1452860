/* What `demo --auto` presses, by scene. Keys are fed into the screens as a terminal would send them; when, the state of the wizard and the board says. */
import type {BoardState} from '../core/board/board-state.ts';
import {canReview} from '../core/wizard/can-review.ts';
import {foundFor} from '../core/wizard/check.ts';
import {addressKey, clusterKey, countNewKeys, hostKeysKey} from '../core/wizard/questions.ts';
import type {WizardState} from '../core/wizard/wizard-state.ts';
import {type SceneName, scenes} from '../sandbox/scenes/scenes.ts';
import type {GuidePlace} from '../ui/components/guide.ts';
import {guidePlaceOf} from '../ui/wizard/guide-place.ts';

/** What there is to be seen: the wizard, the board over it while that is open, and what happened meanwhile. */
export type PlayView = {readonly wizard: WizardState; readonly board: BoardState | undefined; /** Somebody has mended what the scene has wrong. */ readonly isMended: boolean};

/** Some keys, pressed one after the other once their screen is there and has what they are about. A pause lets people read. */
export type PlayStep = {
	readonly place: GuidePlace;
	readonly keys: readonly string[] | ((view: PlayView) => readonly string[]);
	/** Waits for more than the screen. */
	readonly when?: (view: PlayView) => boolean;
	/** The screen may be passed by. */
	readonly isOptional?: true;
};

/** A key that is none: time to read. */
export const pause = 'pause';

/** The screen that a view shows. */
export const placeOfView = ({wizard, board}: PlayView): GuidePlace => (board === undefined ? guidePlaceOf(wizard) : 'board');

// What terminals send (ECMA-48, and xterm's cursor keys).
const enter = '\r';
const tab = '\t';
const escape = '\u001B';
const down = '\u001B[B';
const controlR = '\u0012';

const letters = (text: string): readonly string[] => text.split('');

const isFinished = ({wizard: {stage}}: PlayView): boolean => stage.status === 'finished';
const isDone = ({wizard: {stage}}: PlayView): boolean => stage.status === 'finished' && stage.report.exitCode === 0;
const isNamed = ({wizard}: PlayView): boolean | undefined => foundFor(wizard.address, addressKey(wizard))?.facts?.isNamed;
const listRefused = ({board}: PlayView): readonly string[] => [...(board?.requests.values() ?? [])].flatMap(({view}) => (view.state === 'pending' && view.verdict === 'REFUSE' ? [view.name] : []));

const chooseCluster: readonly PlayStep[] = [
	{place: 'cluster', keys: [enter], when: ({wizard}) => foundFor(wizard.cluster, clusterKey(wizard)) !== undefined},
	{place: 'mode', keys: [enter]},
];
// Without masters to get into there is no such choice to practise.
const chooseTokenFile: readonly PlayStep[] = [
	...chooseCluster.slice(0, 1),
	{place: 'mode', keys: ({wizard}) => (wizard.draft.masters === '' ? [enter] : [pause, down, pause, enter])},
];
const giveAddress: PlayStep = {place: 'address', keys: [enter], when: (view) => isNamed(view) === true};
const goOnFromNodes: PlayStep = {place: 'nodes', keys: [tab]};
const logIn: readonly PlayStep[] = [
	{place: 'ssh', keys: [enter], isOptional: true},
	{place: 'host-keys', keys: ['y'], when: ({wizard}) => foundFor(wizard.hostKeys, hostKeysKey(wizard)) !== undefined && countNewKeys(wizard) > 0, isOptional: true},
];
const agree: readonly PlayStep[] = [
	{place: 'survey', keys: [enter], when: ({wizard: {stage}}) => stage.status === 'surveying' && canReview(stage.run)},
	{place: 'review', keys: [down, down, down, pause, 'c', pause, 'y']},
];
const walk: readonly PlayStep[] = [...chooseCluster, giveAddress, goOnFromNodes, ...logIn, ...agree];

const typeNodes = (scene: SceneName, place: 'nodes' | 'more-nodes' = 'nodes'): PlayStep => ({place, keys: [...letters(scenes[scene].nodeLines.join(enter)), pause, tab]});

const openBoard: PlayStep = {place: 'summary', keys: ['b'], when: isFinished};
const lookAround: PlayStep = {place: 'board', keys: [pause, 'q'], when: ({board}) => (board?.nodes.size ?? 0) > 0 && (board?.requests.size ?? 0) > 0};
/** Finds the next request that is refused, looks at it, and denies it; `left` are there by then. */
const denyOne = (left: number): PlayStep => ({
	place: 'board',
	keys: (view) => ['/', ...letters(listRefused(view)[0] ?? ''), enter, pause, enter, pause, pause, 'd', pause, ...letters('stolen'), enter, pause, escape, escape],
	when: (view) => listRefused(view).length === left,
});
const leaveBoard: PlayStep = {place: 'board', keys: [pause, 'q'], when: (view) => listRefused(view).length === 0 && view.board?.lastDecision !== undefined};
const leave: PlayStep = {place: 'summary', keys: [pause, 'q'], when: isDone};

const tryAgain: readonly PlayStep[] = [{place: 'summary', keys: [pause, 'R'], when: (view) => isFinished(view) && view.isMended}, ...logIn, ...agree, leave];

/** The keys of each scene. */
export const keysByScene: Readonly<Record<SceneName, readonly PlayStep[]>> = {
	default: [...walk, openBoard, denyOne(1), leaveBoard, leave],
	'first-cluster': [...chooseCluster, giveAddress, typeNodes('first-cluster'), ...logIn, ...agree, openBoard, lookAround, leave],
	'add-nodes': [{place: 'home', keys: [enter]}, typeNodes('add-nodes', 'more-nodes'), ...logIn, ...agree, leave],
	'token-file': [...chooseTokenFile, giveAddress, goOnFromNodes, ...logIn, ...agree, openBoard, lookAround, leave],
	'vip-not-in-sans': [...chooseCluster, {place: 'address', keys: [pause, controlR], when: (view) => isNamed(view) === false && view.isMended}, giveAddress, goOnFromNodes, ...logIn, ...agree, leave],
	'node-down': [...walk, ...tryAgain],
	'wrong-ca': [...walk, ...tryAgain],
	'expired-token': [...walk, ...tryAgain],
	intruder: [...walk, openBoard, denyOne(3), denyOne(2), denyOne(1), leaveBoard, leave],
	flood: [...walk, openBoard, lookAround, leave],
	'slow-network': [...walk, leave],
	'five-hundred-nodes': [...walk, leave],
	'flaky-apiserver': [...walk, leave],
};
