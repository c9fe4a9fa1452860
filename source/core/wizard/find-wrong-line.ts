import {checkStep} from './check-step.ts';
import type {WizardState} from './wizard-state.ts';

/** The first line of the nodes with something wrong, from 1: among five hundred one cannot find it oneself. */
export const findWrongLine = (state: WizardState): number | undefined => checkStep(state, 'nodes').find(({mark, line}) => mark === 'wrong' && line !== undefined)?.line;
