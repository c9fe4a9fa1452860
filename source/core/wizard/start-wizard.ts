import {valueAt} from '../answers/field-path.ts';
import {readYaml} from '../answers/read-yaml.ts';
import {emptyDraft} from './draft.ts';
import {readDraft} from './read-draft.ts';
import {beginWizard, type WizardState} from './wizard-state.ts';

// Well or badly: a file that names none was left before the nodes were asked.
const namesNodes = (text: string): boolean => {
	const nodes: unknown = valueAt(readYaml(text, '').value, ['nodes']);
	return Array.isArray(nodes) ? nodes.length > 0 : nodes !== undefined && nodes !== null;
};

/** The wizard before the first key: the home screen where the answers name nodes, else the first step that is not answered. */
export const startWizard = ({path, text, unsavedText}: {readonly path: string; readonly text: string | undefined; /** Of an earlier wizard. */ readonly unsavedText?: string | undefined}): WizardState =>
	beginWizard({path, text, unsavedText, draft: text === undefined ? emptyDraft : readDraft(text), namesNodes: text !== undefined && namesNodes(text)});
