import {useEffect, useMemo, useState} from 'react';
import {canReview} from '../../core/wizard/can-review.ts';
import {checkEarly} from '../../core/wizard/check-early.ts';
import type {Finding} from '../../core/wizard/finding.ts';
import {countNewKeys} from '../../core/wizard/questions.ts';
import {selectStep} from '../../core/wizard/select-step.ts';
import {findFixes} from '../../core/wizard/find-fixes.ts';
import type {WizardIntent} from '../../core/wizard/wizard-message.ts';
import {stepsOf, type WizardState} from '../../core/wizard/wizard-state.ts';
import type {Text} from '../../text/catalog.ts';
import {layOutFooter} from '../components/footer.ts';
import {layOutGuide} from '../components/guide.ts';
import {layOutHelp} from '../components/help.ts';
import {bodyRows, Screen, type ScreenSize} from '../components/screen.tsx';
import {layOutText, seenLines} from '../components/text-view.ts';
import {useScreenKeys} from '../hooks/use-screen-keys.ts';
import {footerKeys, type KeyHint} from '../key-map.ts';
import {useTheme} from '../theme.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {findModeRow} from './find-mode-row.ts';
import {layOutExplanation} from './layout-explanation.ts';
import {layOutFindings} from './layout-findings.ts';
import {layOutHome} from './layout-home.ts';
import {layOutStep, layOutStepHead} from './layout-step.ts';
import {countHostKeyRows, listHostKeyLines} from './layout-step-fields.ts';
import {layOutSurvey} from './layout-survey.ts';
import {layOutWizardHeader} from './layout-wizard-header.ts';
import type {WizardPressed, WizardSight} from './press-wizard.ts';
import {saySentence, type WizardLayout} from './wizard-layout.ts';
import type {WizardMind} from './wizard-mind.ts';
import {wizardPlaceOf} from './wizard-place.ts';
import {initialWizardUi, type WizardUiState} from './wizard-ui-state.ts';

/** What the wizard is drawn from, and whom it asks. */
export type WizardScreenProps = {
	readonly state: WizardState;
	/** undefined until it is loaded: the first frame is drawn without, and keys wait for it. */
	readonly mind: WizardMind | undefined;
	/** The state at the moment: strokes come faster than frames. */
	readonly read: () => WizardState;
	readonly text: Text;
	readonly size: ScreenSize;
	readonly send: (intent: WizardIntent) => void;
	readonly givePassword: (kind: 'ssh' | 'sudo', password: string) => void;
	readonly leave: (how: 'quit' | 'suspend' | 'board') => void;
	/** What a tour says to try here. */
	readonly guide?: string | undefined;
};

type Body = {
	readonly lines: readonly LineSpans[];
	/** Where `lines` are scrolled, and by how much. */
	readonly scroll?: number;
	readonly total: number;
	readonly page: number;
	/** There is more to say of the step than there is room for. */
	readonly isCut?: boolean;
};

// Keys that mean nothing just now are not offered.
const isOffered = (action: KeyHint['action'], state: WizardState, ui: WizardUiState, {total, page, isCut = false}: Body): boolean => {
	const {stage} = state;
	const isText = ui.overlays.length > 0 || stage.status === 'surveying' || stage.status === 'interrupted' || (stage.status === 'editing' && stage.step === 'host-keys');
	if (action === 'page-down' || (action === 'move' && isText)) {
		return total > page;
	}
	if (action === 'whole') {
		return isCut;
	}
	if (stage.status === 'editing') {
		if (action === 'back' && ui.overlays.length === 0) {
			// Before the first step there is nothing.
			return stage.errand !== 'start' || stepsOf(stage.errand, state.draft)[0] !== stage.step;
		}
		if (action === 'names') {
			// Without a cluster there is no certificate to read them from.
			return state.draft.source !== 'offline';
		}
		if (action === 'change') {
			return stage.step === 'mode' ? ['rows', 'retire', 'changes', 'approval'].includes(findModeRow(state, ui)) : stage.step === 'ssh' && (ui.sshRow === 'login' || ui.sshRow === 'sudo');
		}
		return stage.step !== 'host-keys' || (action === 'accept' ? countNewKeys(state) > 0 : action !== 'next' || countNewKeys(state) === 0);
	}
	const run = stage.status === 'surveying' ? stage.run : undefined;
	return stage.status === 'home' || (action !== 'next' && action !== 'fix') || (run !== undefined && (action === 'next' ? canReview(run) : run.plan !== undefined && findFixes(run.plan).length > 0));
};

const bodyOf = (state: WizardState, findings: readonly Finding[], ui: WizardUiState, layout: WizardLayout): Body => {
	const {height} = layout;
	const scrolled = (lines: readonly LineSpans[], scroll: number): Body => ({lines, scroll, total: lines.length, page: seenLines(lines.length, height)});
	const overlay = ui.overlays.findLast(({place}) => place !== 'stop');
	const step = selectStep(state);
	const {stage} = state;
	switch (overlay?.place) {
		case 'help': {
			return scrolled(layOutHelp(overlay.of, {text: layout.text.screens, theme: layout.theme}), overlay.scroll);
		}
		case 'explain': {
			return scrolled(layOutExplanation(step ?? 'cluster', layout), overlay.scroll);
		}
		case 'details': {
			return scrolled(stage.status === 'editing' ? layOutFindings(findings, layout) : layOutSurvey(state, layout), overlay.scroll);
		}
		case 'stop':
		case undefined: {
			break;
		}
	}
	if (stage.status === 'home') {
		return layOutHome(state, ui, layout);
	}
	if (stage.status === 'editing') {
		const keyLines = stage.step === 'host-keys' ? listHostKeyLines(state, layout).length : 0;
		return {...layOutStep(stage.step, state, findings, ui, layout), total: keyLines, page: stage.step === 'host-keys' ? countHostKeyRows(state, layout, findings) : height};
	}
	return scrolled([...layOutStepHead(step ?? 'survey', layout), ...layOutSurvey(state, layout)], ui.scroll);
};

/** The steps of the wizard and the home screen, with whatever lies over them. */
export const WizardScreen = ({state, mind, read, text, size, send, givePassword, leave, guide}: WizardScreenProps) => {
	const theme = useTheme();
	const [ui, setUi] = useState(initialWizardUi);
	const width = size.columns - 2;
	const place = wizardPlaceOf(state, ui);
	const isStopping = ui.overlays.at(-1)?.place === 'stop';
	// What a tour has been answered goes with it.
	const kept = state.file.text === undefined || guide !== undefined ? [] : saySentence(text.wizard.plain.answersAt(state.file.path), 'plain', {width});
	const stop: readonly LineSpans[] = isStopping ? [[span(text.screens.stop.title, 'strong'), span(`  ${state.hasRun ? text.wizard.stopLater : text.screens.stop.idle}`)], ...kept] : [];
	// The guide speaks of the keys of the step itself.
	const isAside = ui.overlays.some(({place: over}) => over !== 'stop');
	const asides = [...layOutGuide(isAside ? undefined : guide, size, text), ...stop];
	const header = layOutWizardHeader(state, {text, theme, width, height: 0});
	const height = bodyRows(size, header, [...asides, []]);
	const findings = useMemo(() => (state.stage.status === 'editing' ? (mind?.checkStep ?? checkEarly)(state, state.stage.step) : []), [state, mind]);
	const body = useMemo(() => bodyOf(state, findings, ui, {text, theme, width, height}), [state, findings, ui, text, theme, width, height]);

	const hints = footerKeys(place, {text: text.screens, theme}).filter(({action}) => isOffered(action, state, ui, body));
	const footer = [...asides, layOutFooter(hints, width)];

	const sightOf = (): WizardSight => ({state: read(), textLines: body.total, pageLines: body.page});
	useScreenKeys({
		ui,
		setUi,
		isReady: mind !== undefined,
		press: (at, stroke): WizardPressed => mind?.pressWizard(at, stroke, sightOf()) ?? {ui: at},
		paste: (at, pasted): WizardPressed => mind?.pasteIntoWizard(at, pasted, sightOf()) ?? {ui: at},
		follow: ({passwords = [], intents = [], leave: how}) => {
			for (const {kind, password} of passwords) {
				givePassword(kind, password);
			}
			for (const intent of intents) {
				send(intent);
			}
			if (how !== undefined) {
				leave(how);
			}
		},
	});
	// Another screen begins at its top.
	useEffect(() => {
		// What has ended by itself need not be stopped any more.
		setUi((earlier) => ({...earlier, scroll: 0, overlays: state.stage.status === 'interrupted' ? earlier.overlays.filter(({place: over}) => over !== 'stop') : earlier.overlays}));
	}, [state.stage.status]);

	const shown = body.scroll === undefined ? body.lines : layOutText(body.lines, body.scroll, height, text);
	return <Screen size={size} header={header} footer={footer} body={shown} />;
};
