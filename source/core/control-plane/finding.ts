import type {Mode} from '../answers/answers.ts';
import type {ChangeStanding} from '../problem/control-plane.ts';
import type {Problem} from '../problem/problem.ts';
import type {Component, ComponentName, MasterFacts} from './component.ts';
import type {WantedFlagChange} from './flag-change.ts';

/** How far a run may go in changing masters: not at all, in what enrolling in its mode rests upon, or in all that is advised as well. */
export type ChangeLevel = 'none' | 'needed' | 'advised';

/** What a rule looks at. */
export type RuleInput = {
	readonly master: MasterFacts;
	readonly component: Component;
	readonly mode: Mode;
	/** Minor of the component, or of the cluster where the component does not tell. */
	readonly minor: number;
	/** What becomes of a change of this level. */
	readonly standingOf: (level: Exclude<ChangeLevel, 'none'>) => ChangeStanding;
};

/** What a rule found on one component: the problem in words, and the changes that mend it where they are to be planned. */
export type Finding = {
	readonly host: string;
	readonly component: ComponentName;
	readonly problem: Problem;
	/** Empty where it is only said. */
	readonly changes: readonly WantedFlagChange[];
	/** Whether enrolling rests upon the changes. */
	readonly level?: Exclude<ChangeLevel, 'none'>;
	/** The next start fails: nothing may be restarted before it is mended. */
	readonly stopsRestart?: true;
};

/** Looks at one component of one host for one thing. */
export type Rule = (input: RuleInput) => Finding | undefined;

/** Builds a finding that is only said. */
export const tell = ({component}: RuleInput, problem: Problem): Finding => ({host: component.host, component: component.name, problem, changes: []});

/** Builds a finding with its changes, where changes of that level are planned: then it is only worth a notice. */
export const offer = (input: RuleInput, level: Exclude<ChangeLevel, 'none'>, makeProblem: (standing: ChangeStanding) => Problem, changes: readonly WantedFlagChange[]): Finding => {
	const standing = changes.length === 0 ? 'left' : input.standingOf(level);
	const problem = makeProblem(standing);
	const severity = problem.severity === 'notice' || standing === 'planned' ? 'notice' : 'warning';
	return {...tell(input, {...problem, severity}), changes: standing === 'planned' ? changes : [], level};
};
