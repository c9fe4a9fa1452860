import {readYaml} from '../answers/read-yaml.ts';
import {emptyDraft} from './draft.ts';
import {namesNodes} from './names-nodes.ts';
import {readDraft} from './read-draft.ts';
import {beginWizard, type WizardState} from './wizard-state.ts';

/** The wizard before the first key: the home screen where the answers name nodes, else the first step that is not answered. */
export const startWizard = ({path, text, unsavedText}: {readonly path: string; readonly text: string | undefined; /** Of an earlier wizard. */ readonly unsavedText?: string | undefined}): WizardState =>
	beginWizard({path, text, unsavedText, draft: text === undefined ? emptyDraft : readDraft(text), namesNodes: text !== undefined && namesNodes(readYaml(text, ''))});
