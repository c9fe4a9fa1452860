import {listModeRows, type ModeRow, wantsMasters} from '../core/wizard/mode-rows.ts';
import type {Draft} from '../core/wizard/draft.ts';
import type {Prompter} from '../ports/prompter.ts';
import type {WizardSession} from '../session/wizard-session.ts';
import type {Text} from '../text/catalog.ts';
import type {ChoiceText} from '../text/wizard-text.ts';

/** Whom the Mode step is asked with. */
export type ModeDialogue = {readonly session: Pick<WizardSession, 'getSnapshot' | 'send'>; readonly prompter: Pick<Prompter, 'choose' | 'line'>; readonly text: Text};

type Asker = (dialogue: ModeDialogue, draft: Draft) => Promise<void>;

const listChoices = <Id extends string>(text: Text, ids: readonly Id[], texts: Readonly<Record<Id, ChoiceText>>): readonly {readonly id: Id; readonly name: string}[] => ids.map((id) => ({id, name: `${text.wizard.label(texts[id].name)}${texts[id].says.join(' ')}`}));

const askers: Readonly<Record<ModeRow, Asker>> = {
	mode: async ({session, prompter, text}, draft) => session.send({type: 'choose', choice: {mode: await prompter.choose(text.wizard.heads.mode.ask, listChoices(text, ['bootstrap-token', 'token-file'], text.wizard.modes), draft.mode)}}),
	rows: async ({session, prompter, text}, draft) => session.send({type: 'choose', choice: {rows: await prompter.choose(text.wizard.mode.fields.rows, listChoices(text, ['per-node', 'shared'], text.wizard.mode.rows), draft.rows)}}),
	spareRows: async ({session, prompter, text}, draft) => {
		const {fields, spareRows} = text.wizard.mode;
		session.send({type: 'type-text', field: 'spareRows', text: await prompter.line(`${fields.spareRows} (${spareRows.says.join(' ')})`, draft.spareRows === '' ? '0' : draft.spareRows)});
	},
	retire: async ({session, prompter, text}, draft) => session.send({type: 'choose', choice: {retire: (await prompter.choose(text.wizard.mode.fields.retire, listChoices(text, ['keep', 'retire'], text.wizard.mode.retire), draft.retire ? 'retire' : 'keep')) === 'retire'}}),
	masters: async ({session, prompter, text}, draft) => {
		const {fields, masters} = text.wizard.mode;
		const isNeeded = wantsMasters(draft);
		session.send({type: 'type-text', field: 'masters', text: await prompter.line(`${fields.masters} (${masters.example}; ${isNeeded ? masters.fromCluster : masters.none})`, draft.masters)});
	},
	changes: async ({session, prompter, text}, draft) => session.send({type: 'choose', choice: {controlPlaneChanges: await prompter.choose(text.wizard.mode.fields.changes, listChoices(text, ['needed', 'advised', 'none'], text.wizard.mode.changes), draft.controlPlaneChanges)}}),
	approval: async ({session, prompter, text}, draft) => session.send({type: 'choose', choice: {approval: await prompter.choose(text.wizard.approval.question, listChoices(text, ['guarded', 'manual', 'classic'], text.wizard.approval.modes), draft.approval)}}),
};

/** Asks everything of the Mode step, one question after another; an answer decides which come next. */
export const askMode = async (dialogue: ModeDialogue): Promise<void> => {
	const asked = new Set<ModeRow>();
	for (;;) {
		const state = dialogue.session.getSnapshot();
		const row = listModeRows(state).find((each) => !asked.has(each));
		if (row === undefined) {
			return;
		}
		asked.add(row);
		await askers[row](dialogue, state.draft);
	}
};
