import type {EditingStep} from '../../core/wizard/step.ts';
import type {NewHostKeys} from '../../core/wizard/discoveries.ts';
import type {Finding} from '../../core/wizard/finding.ts';
import {foundFor} from '../../core/wizard/check.ts';
import {formatApiServerAddress} from '../../core/answers/api-server-address.ts';
import {hostKeysKey, readAddress} from '../../core/wizard/questions.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import {quoteShell} from '../../core/untrusted/quote-shell.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {fingerprintCommand} from '../../text/show-keys.ts';
import {measureText, padEnd} from '../../text/typeset.ts';
import {breakText} from '../typeset/break-text.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {fieldOf} from './field-of.ts';
import {layOutFindings} from './layout-findings.ts';
import {layOutLinesField} from './layout-lines-field.ts';
import {layOutMode} from './layout-mode.ts';
import {type ClusterRow, findClusterRow, listClusterRows} from './list-cluster-rows.ts';
import {listSshRows} from './list-ssh-rows.ts';
import {drawField, saySentence, type WizardLayout} from './wizard-layout.ts';
import type {SshRow, WizardUiState} from './wizard-ui-state.ts';

type Fields = (state: WizardState, ui: WizardUiState, layout: WizardLayout, findings: readonly Finding[]) => readonly LineSpans[];

const drawChoice = (isChosen: boolean, words: LineSpans, {theme}: WizardLayout): LineSpans => [span(isChosen ? `${theme.glyph('cursor')} ` : '  ', 'accent'), ...words];

const layOutClusterRow = (row: ClusterRow, hasFocus: boolean, state: WizardState, ui: WizardUiState, layout: WizardLayout): LineSpans => {
	const words = layout.text.wizard.cluster;
	switch (row.kind) {
		case 'kubeconfig': {
			const {path, context} = row.choice;
			return drawChoice(hasFocus, [span(escapeControls(path), hasFocus ? 'chosen' : 'plain'), ...(context === '' ? [] : [span(`  ${words.context(escapeControls(context))}`, 'faint')])], layout);
		}
		case 'offline': {
			return drawChoice(hasFocus, [span(words.offline, hasFocus ? 'chosen' : state.draft.source === 'offline' ? 'plain' : 'faint')], layout);
		}
		case 'field': {
			const isSub = row.field !== 'kubeconfig';
			if (!hasFocus && !isSub) {
				return drawChoice(false, [span(words.otherFile, 'faint')], layout);
			}
			const label = `${isSub ? '  ' : ''}${layout.text.wizard.label(row.field === 'kubeconfig' ? words.otherFile : words[row.field])}`;
			const field = drawField(fieldOf(state, ui, row.field), {...layout, width: Math.max(12, layout.width - measureText(label))}, {hasFocus}).slice(1);
			return [span(hasFocus ? `${layout.theme.glyph('cursor')} ` : '  ', 'accent'), span(label, hasFocus ? 'plain' : 'faint'), ...field];
		}
	}
};

const layOutCluster: Fields = (state, ui, layout) => {
	const chosen = ui.clusterRow ?? findClusterRow(state);
	return listClusterRows(state).map((row, index) => layOutClusterRow(row, index === chosen, state, ui, layout));
};

const layOutFiles: Fields = (state, ui, layout) => {
	const {text} = layout;
	const label = text.wizard.label(text.wizard.files.folder);
	const {came} = state.papers;
	// What is left to do by hand is said once there is something to do it with.
	const after = came.state === 'found' && came.found.kind === 'files' ? text.run.afterFiles(quoteShell(escapeControls(came.found.folder)), state.draft.source === 'offline') : [];
	return [
		[span(`${layout.theme.glyph('cursor')} `, 'accent'), span(label), ...drawField(fieldOf(state, ui, 'folder'), {...layout, width: Math.max(12, layout.width - measureText(label))}, {hasFocus: true}).slice(1)],
		...(after.length === 0 ? [] : [[]]),
		...after.flatMap((line) => {
			const indent = /^ */.exec(line)?.[0] ?? '';
			return breakText(line.trim(), layout.width - indent.length).map((part): LineSpans => [span(indent + part, indent.length > 2 ? 'accent' : 'plain')]);
		}),
	];
};

const layOutAddress: Fields = (state, ui, layout) => {
	const field = fieldOf(state, ui, 'apiServer');
	// Left empty, the server of the kubeconfig is meant: that is what the findings speak of.
	const reading = field.text.trim() === '' ? readAddress(state) : undefined;
	return [[...drawField(field, layout, {hasFocus: true}), ...(reading?.isValid === true ? [span(`${formatApiServerAddress(reading.value)}   ${layout.text.wizard.address.fromKubeconfig}`, 'faint')] : [])]];
};

const layOutNodes: Fields = (state, ui, layout, findings) => {
	const words = layout.text.wizard.nodes;
	const {earlierNodes, nodes} = state.draft;
	// Half of the body is for what there is to say.
	const rows = Math.max(2, Math.floor(layout.height / 2) - 2);
	return [
		...(earlierNodes.length === 0 ? [] : [...saySentence(words.added, 'faint', layout), []]),
		...layOutLinesField(fieldOf(state, ui, 'nodes'), {placeholder: words.placeholder, rows, wrongLines: new Set(findings.flatMap(({mark, line}) => (mark === 'wrong' && line !== undefined ? [line] : [])))}, layout),
		...(nodes === '' && layout.height >= 14 ? [[], ...words.examples.map((example): LineSpans => [span(`  ${example}`, 'faint')])] : []),
	];
};

const layOutSshRow = (row: SshRow, labelWidth: number, state: WizardState, ui: WizardUiState, layout: WizardLayout): LineSpans => {
	const words = layout.text.wizard.ssh;
	const {draft, passwords} = state;
	const hasFocus = ui.sshRow === row;
	const room = {...layout, width: Math.max(12, layout.width - labelWidth - 4)};
	const head: LineSpans = [span(`${hasFocus ? layout.theme.glyph('cursor') : ' '} `, 'accent'), span(padEnd(words.fields[row], labelWidth + 2), hasFocus ? 'plain' : 'faint')];
	switch (row) {
		case 'user':
		case 'identityFile': {
			const field = fieldOf(state, ui, row);
			return [...head, ...drawField(field, room, {hasFocus}).slice(1), ...(field.text === '' ? [span(words.fromConfig, 'faint')] : [])];
		}
		case 'login':
		case 'sudo': {
			const isLogin = row === 'login';
			return [...head, span(isLogin ? words.login[draft.login] : words.sudo[draft.sudo], hasFocus ? 'chosen' : 'plain'), ...(hasFocus ? [span(`  ${layout.text.screens.keys.space}`, 'accent'), span(` ${layout.text.screens.actions.change}`, 'faint')] : [])];
		}
		case 'ssh':
		case 'sudoPassword': {
			const kind = row === 'ssh' ? 'ssh' : 'sudo';
			const isHeld = passwords[kind] && ui.passwords[kind].text === '';
			return [...head, ...drawField(ui.passwords[kind], room, {hasFocus, isMasked: true}).slice(1), ...(isHeld ? [span(`${words.held}${hasFocus ? `, ${words.retype}` : ''}`, 'faint')] : [])];
		}
	}
};

const layOutSsh: Fields = (state, ui, layout) => {
	const rows = listSshRows(state.draft);
	const labelWidth = Math.max(...rows.map((row) => measureText(layout.text.wizard.ssh.fields[row])));
	return rows.map((row) => layOutSshRow(row, labelWidth, state, ui, layout));
};

const freshKeys = (state: WizardState): readonly NewHostKeys[] => foundFor(state.hostKeys, hostKeysKey(state))?.fresh ?? [];

/** The new host keys as lines, one a fingerprint; how many there are tells how far one can scroll. */
export const listHostKeyLines = (state: WizardState, layout: WizardLayout): readonly LineSpans[] => {
	const fresh = freshKeys(state);
	const nodeWidth = Math.max(0, ...fresh.map(({node}) => measureText(escapeControls(node))));
	// Masters that the cluster has told of are known by their addresses alone.
	const whereOf = ({node, address, role}: NewHostKeys): string => [...(address === node ? [] : [escapeControls(address)]), ...(role === 'master' ? [layout.text.wizard.hostKeys.master] : [])].join(' ');
	const addressWidth = Math.max(0, ...fresh.map((each) => measureText(whereOf(each))));
	// "SHA256:" and 43 characters: below that the address goes, then each key gets a line of its own.
	const typeWidth = Math.max(0, ...fresh.flatMap(({types}) => types.map(measureText)));
	const keyWidth = 50 + typeWidth + 2;
	const hasAddress = nodeWidth + addressWidth + keyWidth + 6 <= layout.width;
	const isOneLine = nodeWidth + keyWidth + 4 <= layout.width;
	return fresh.flatMap((host) => {
		const {node, fingerprints, types} = host;
		return fingerprints.flatMap((fingerprint, index): readonly LineSpans[] => {
			const name = span(padEnd(index === 0 ? escapeControls(node) : '', nodeWidth));
			const type = escapeControls(types[index] ?? '');
			return isOneLine ? [[name, ...(hasAddress ? [span(`  ${padEnd(index === 0 ? whereOf(host) : '', addressWidth)}`, 'faint')] : []), span(`  ${padEnd(type, typeWidth)}`, 'faint'), span(`  ${fingerprint}`)]] : [...(index === 0 ? [[span(escapeControls(node))]] : []), ...saySentence(`${type} ${fingerprint}`.trim(), 'faint', {width: layout.width - 2}).map((line): LineSpans => [span('  '), ...line])];
		});
	});
};

const sayAccept = (state: WizardState, layout: WizardLayout): readonly LineSpans[] => {
	const words = layout.text.wizard.hostKeys;
	const fresh = freshKeys(state);
	return [...saySentence(words.accept(fresh.filter(({role}) => role === 'node').length, fresh.filter(({role}) => role === 'master').length), 'attention', layout), ...(layout.height < 14 ? [] : saySentence(words.compare(fingerprintCommand(fresh[0]?.types.map(escapeControls))), 'faint', layout))];
};

// The head of a step takes three lines; one is blank above what is said of the keys, one below, and one tells how many are out of sight.
const aroundKeys = 6;

// What was found of known hosts, and of hosts in trouble, has to be seen beside the keys.
const mostTold = 6;

/** How many lines of keys are seen at once. */
export const countHostKeyRows = (state: WizardState, layout: WizardLayout, findings: readonly Finding[]): number =>
	Math.max(2, layout.height - sayAccept(state, layout).length - aroundKeys - Math.min(mostTold, layOutFindings(findings, layout).length));

const layOutHostKeys: Fields = (state, ui, layout, findings) => {
	const lines = listHostKeyLines(state, layout);
	if (lines.length === 0) {
		return [];
	}
	const rows = countHostKeyRows(state, layout, findings);
	const top = Math.min(ui.scroll, Math.max(0, lines.length - rows));
	const isLong = lines.length > rows;
	return [...lines.slice(top, top + rows), ...(isLong ? [[span(layout.text.screens.more(top, lines.length - top - rows), 'faint')] satisfies LineSpans] : []), [], ...sayAccept(state, layout)];
};

/** What is filled in at each step. */
export const layOutStepFields: Readonly<Record<EditingStep, Fields>> = {cluster: layOutCluster, mode: layOutMode, address: layOutAddress, nodes: layOutNodes, ssh: layOutSsh, 'host-keys': layOutHostKeys, files: layOutFiles};
