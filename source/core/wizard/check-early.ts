import {checkClusterStep} from './check-cluster-step.ts';
import {checkFile} from './check-file.ts';
import type {Finding} from './finding.ts';
import type {EditingStep} from './step.ts';
import type {WizardState} from './wizard-state.ts';

/** What can be said of a step before that is loaded which parses: all of it for the first step, which is what most people see first. */
export const checkEarly = (state: WizardState, step: EditingStep): readonly Finding[] => [...checkFile(state, step), ...(step === 'cluster' ? checkClusterStep(state) : [])];
