import {findFileProblems, readsFile} from './check-file.ts';
import type {EditingStep} from './step.ts';
import type {WizardState} from './wizard-state.ts';

// Whose field shows what is written, however wrong it is.
const stepsByField: readonly (readonly [form: RegExp, step: EditingStep])[] = [
	[/^cluster\.apiServer$/, 'address'],
	[/^cluster\.offline\.version$/, 'cluster'],
	[/^cluster\.controlPlane(?:\[\d+\])?$/, 'mode'],
	[/^tokenFile\.spareRows$/, 'mode'],
	[/^nodes(?:\[\d+\])?$/, 'nodes'],
	[/^ssh\.user$/, 'ssh'],
];

/** The earlier step where that is mended which keeps kubenroll.yaml from being used; undefined where this step does not read the file, where it is sound, or where only an editor helps. */
export const findMendingStep = (state: WizardState): EditingStep | undefined => {
	const {stage} = state;
	const problems = stage.status === 'editing' && readsFile(stage.step) ? (findFileProblems(state) ?? []) : [];
	const fields = problems.flatMap(({params}) => ('field' in params && typeof params.field === 'string' ? [params.field] : []));
	return fields.flatMap((field) => stepsByField.filter(([form]) => form.test(field)).map(([, step]) => step))[0];
};
