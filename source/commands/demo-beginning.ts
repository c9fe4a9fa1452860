import {emptyDraft} from '../core/wizard/draft.ts';
import {beginWizard, type WizardState} from '../core/wizard/wizard-state.ts';
import {formatSceneAnswers} from '../sandbox/scenes/format-scene-answers.ts';
import type {Scene} from '../sandbox/scenes/scenes.ts';

/** True where the wizard of a scene begins with something that only its running cluster has: no screen may be up before, for what is told meanwhile would be written over it. */
export const needsCluster = ({begins, masters}: Scene): boolean => begins === 'home' || masters.length > 0;

/** The wizard of a scene that needs no cluster, before its answers are read: its first step. */
export const beginTour = (path: string, scene: Scene): WizardState => beginWizard({path, text: formatSceneAnswers({scene, nodes: []}), draft: emptyDraft, namesNodes: false});
