import {escapeControls} from '../untrusted/escape-controls.ts';
import {type Finding, say, tell} from './finding.ts';
import type {WizardState} from './wizard-state.ts';

/** Where the files go that are only written, and what came of it. */
export const checkFilesStep = ({draft, papers: {came}, nodeCount}: WizardState): readonly Finding[] => {
	const folder = draft.folder.trim();
	if (folder === '') {
		return [say('wrong', 'files', 'files-nowhere', {})];
	}
	switch (came.state) {
		case 'idle': {
			return [say('note', 'files', 'files-ready', {nodes: nodeCount})];
		}
		case 'asking': {
			return [say('note', 'files', 'files-writing', {folder: escapeControls(folder)})];
		}
		case 'found': {
			const {found} = came;
			return found.kind === 'plan' ? [] : [say('good', 'files', 'files-written', {count: found.count, folder: escapeControls(found.folder)}), ...found.problems.map((each) => tell('files', each))];
		}
		case 'failed': {
			return came.problems.map((each): Finding => ({...tell('files', each), mark: 'attention'}));
		}
	}
};
