/*
The wizard as a pure machine: a state and a message make the next state. Intents come from the operator, news from the outside; what the
outside is to be asked is read off the state (select-work.ts), never started from here.
*/
import {editAnswers} from '../answers/edit-answers.ts';
import {formatApiServerAddress} from '../answers/api-server-address.ts';
import type {Plan} from '../plan/plan.ts';
import {initialRunState} from '../run/run-state.ts';
import {foundFor} from './check.ts';
import {checkStep} from './check-step.ts';
import type {Draft} from './draft.ts';
import {findFixes} from './find-fixes.ts';
import {gradeFindings} from './finding.ts';
import {canReview} from './can-review.ts';
import {clusterKey, countNewKeys, hostKeysKey} from './questions.ts';
import {takeNews} from './take-news.ts';
import type {WizardIntent, WizardMessage, WizardNews} from './wizard-message.ts';
import {type Errand, stepsOf, type WizardStage, type WizardState} from './wizard-state.ts';
import {formatUnsavedDraft} from './draft-file.ts';
import {holdBack} from './hold-back.ts';
import {readDraft} from './read-draft.ts';
import {findMendingStep} from './find-mending-step.ts';
import {writeDraft} from './write-draft.ts';

type Editing = Extract<WizardStage, {status: 'editing'}>;

// Every kind of news has to be here, or this does not compile.
const newsTypes: Readonly<Record<WizardNews['type'], true>> = {'kubeconfigs-found': true, 'record-read': true, 'answers-read': true, saved: true, 'save-failed': true, 'unsaved-kept': true, 'ca-read': true, 'papers-written': true, 'papers-failed': true, 'cluster-answered': true, 'address-answered': true, 'host-keys-shown': true, 'asking-failed': true, 'password-held': true, 'run-event': true, 'run-ended': true, 'run-failed': true};

const isNews = (message: WizardMessage): message is WizardNews => Object.hasOwn(newsTypes, message.type);

const at = (state: WizardState, stage: WizardStage): WizardState => ({...state, stage});

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

const isAdding = ({errand, step}: Editing): boolean => errand === 'add-nodes' && step === 'nodes';

// What cannot be in the file lies beside it, so that a closed terminal loses nothing.
const lay = (state: WizardState, held: boolean, text: string | undefined): WizardState['unsaved'] => {
	const {stage, draft, unsaved, pendingNodes} = state;
	if (held && stage.status === 'editing') {
		return {...unsaved, text: formatUnsavedDraft({draft, step: stage.step, beside: text})};
	}
	const {nodes} = readDraft(text ?? '');
	return {...unsaved, text: pendingNodes === '' ? undefined : formatUnsavedDraft({draft: {...draft, earlierNodes: linesOf(nodes), nodes: pendingNodes}, step: 'nodes', beside: text})};
};

const keep = (state: WizardState): WizardState => {
	const {draft, file} = state;
	const fit = holdBack(draft, file.text);
	const text = writeDraft(file.isOurs ? undefined : file.text, fit);
	return {...state, settledDraft: draft, unsaved: lay(state, fit !== draft, text), file: {...file, text}};
};

// Only what the file can hold is written; the rest stays in its field.
const keepIfSound = (state: WizardState): WizardState => {
	const {stage} = state;
	const isSound = stage.status === 'editing' && checkStep(state, stage.step).every(({mark, aspect}) => mark !== 'wrong' || aspect === 'permissions' || aspect === 'tokens');
	// Nobody who only looks in leaves a file behind.
	return isSound && state.file.text !== undefined ? keep(state) : state;
};

const settle = (state: WizardState): WizardState => {
	const {stage, draft, settledDraft, file} = state;
	if (stage.status !== 'editing' || draft === settledDraft) {
		return state;
	}
	// Further nodes are added by going on, not by a pause.
	const kept = isAdding(stage) ? state : keepIfSound(state);
	return kept === state ? {...state, settledDraft: draft, unsaved: lay(state, true, file.text)} : kept;
};

// What was written for other answers, or is being written still, is none of these.
const forgetPapers = (state: WizardState): WizardState => ({...state, papers: {wishes: state.papers.wishes, came: {state: 'idle'}}});

// A field that can only have one sensible value yet gets it when its step comes.
const enter = (state: WizardState, stage: Editing): WizardState => {
	const server = stage.step === 'address' && state.draft.apiServer === '' ? foundFor(state.cluster, clusterKey(state))?.server : undefined;
	const base = stage.step === 'files' ? forgetPapers(state) : state;
	return at(server === undefined ? base : {...state, draft: {...state.draft, apiServer: formatApiServerAddress(server)}}, stage);
};

const startRun = (state: WizardState): WizardState => {
	const runId = state.lastRunId + 1;
	return {...forgetPapers(state), lastRunId: runId, stage: {status: 'surveying', runId, run: initialRunState}};
};

// Wishes are numbered, so that the same one may be had twice.
const wish = (state: WizardState, papers: {readonly kind: 'plan'; readonly plan: Plan} | {readonly kind: 'files'; readonly folder: string}): WizardState => {
	const wishes = state.papers.wishes + 1;
	const key = String(wishes);
	return {...state, papers: {wishes, wanted: {...papers, key}, came: {state: 'asking', key}}};
};

const goOn = (state: WizardState, {errand, step}: Editing): WizardState => {
	const kept = {...keep(state), isRestored: false};
	const steps = stepsOf(errand, state.draft);
	if (step === 'files') {
		return wish(at(kept, stay({status: 'editing', errand, step})), {kind: 'files', folder: kept.draft.folder.trim()});
	}
	const next = steps[steps.indexOf(step) + 1];
	// Where nothing is left to ask, the answers of earlier times do.
	const isPassed = next === 'host-keys' || (next === 'ssh' && errand === 'add-nodes');
	return next === undefined ? startRun(kept) : enter(kept, {status: 'editing', errand, step: next, ...(isPassed ? {leaving: 'passing'} : {})});
};

const stay = ({errand, step}: Editing): Editing => ({status: 'editing', errand, step});

const leaveIfReady = (state: WizardState): WizardState => {
	const {stage} = state;
	if (stage.status !== 'editing' || stage.leaving === undefined) {
		return state;
	}
	const findings = checkStep(state, stage.step);
	const grade = gradeFindings(findings);
	if (grade === 'waiting') {
		return state;
	}
	// Nobody passes by new keys, or by hosts that are in trouble, without having seen them.
	const needsLook = stage.leaving === 'passing' ? findings.some(({mark}) => mark === 'attention') : stage.step === 'host-keys' && countNewKeys(state) > 0;
	return grade === 'good' && !needsLook ? leaveIfReady(goOn(state, stage)) : at(state, stay(stage));
};

// Hosts are asked for their keys anew: one that was down may be up by now, with a key that nobody has seen.
const runAnew = (state: WizardState): WizardState => ({...state, round: state.round + 1, stage: {status: 'editing', errand: 'run-again', step: 'host-keys', leaving: 'passing'}});

// What was added is enrolled, or in the file: the next time only further nodes are asked for.
const goHome = (state: WizardState): WizardState => {
	const {draft} = state;
	const next = draft.earlierNodes.length === 0 ? draft : {...draft, earlierNodes: [...draft.earlierNodes, ...linesOf(draft.nodes)], nodes: ''};
	return {...state, draft: next, stage: {status: 'home'}};
};

// The file's nodes are the earlier ones again, whatever was typed beside them.
const leaveAdding = (state: WizardState): WizardState => {
	const {draft, file} = state;
	const earlierNodes = linesOf(readDraft(file.text ?? '').nodes);
	const pendingNodes = linesOf(draft.nodes).filter((line) => !earlierNodes.includes(line.trim())).join('\n');
	const left = {...draft, earlierNodes, nodes: ''};
	const next = {...state, draft: left, settledDraft: left, pendingNodes, stage: {status: 'home'} as const};
	return {...next, unsaved: lay(next, false, file.text)};
};

const begin = (state: WizardState, errand: Errand): WizardState => {
	const {draft} = state;
	const [step = 'cluster'] = stepsOf(errand, draft);
	const shown = linesOf(draft.nodes);
	const wantsMore = errand === 'add-nodes' && draft.earlierNodes.length === 0;
	const wantsAll = errand === 'edit-answers' && draft.earlierNodes.length > 0;
	const next: Draft = wantsMore ? {...draft, earlierNodes: shown, nodes: state.pendingNodes} : errand === 'add-nodes' && draft.nodes === '' ? {...draft, nodes: state.pendingNodes} : wantsAll ? {...draft, earlierNodes: [], nodes: [...draft.earlierNodes, ...shown].join('\n')} : draft;
	const {only: _only, ...others} = state;
	const rest = errand === 'add-nodes' ? {...others, pendingNodes: ''} : others;
	// What was seen of cluster and hosts is from before the last run.
	return enter({...rest, draft: next, round: state.round + 1}, {status: 'editing', errand, step, ...(errand === 'run-again' && draft.source === 'kubeconfig' ? {leaving: 'passing'} : {})});
};

const goBack = (state: WizardState): WizardState => {
	const {stage, file} = state;
	switch (stage.status) {
		case 'editing': {
			const steps = stepsOf(stage.errand, state.draft);
			const earlier = steps[steps.indexOf(stage.step) - 1];
			if (earlier === undefined && isAdding(stage)) {
				return leaveAdding(state);
			}
			const {acceptedKeys: _accepted, ...kept} = settle(state);
			return earlier === undefined ? at(kept, stage.errand === 'start' ? stay(stage) : {status: 'home'}) : at(kept, {...stay(stage), step: earlier});
		}
		case 'surveying':
		case 'reviewing':
		case 'interrupted': {
			return at(state, {status: 'editing', errand: file.text === undefined ? 'start' : 'edit-answers', step: 'ssh'});
		}
		case 'finished': {
			return goHome(state);
		}
		case 'home':
		case 'running': {
			return state;
		}
	}
};

const applyFixes = (state: WizardState): WizardState => {
	const {stage, file} = state;
	const plan = stage.status === 'surveying' || stage.status === 'reviewing' ? stage.run.plan : undefined;
	const fixes = plan === undefined ? [] : findFixes(plan);
	return fixes.length === 0 ? state : startRun({...state, file: {...file, isOurs: false, text: editAnswers(file.text ?? '', fixes.map(({edit}) => edit))}});
};

const obey = (state: WizardState, intent: WizardIntent): WizardState => {
	const {stage, draft} = state;
	switch (intent.type) {
		case 'begin': {
			return stage.status === 'home' || stage.status === 'finished' ? begin(state, intent.errand) : state;
		}
		case 'type-text': {
			return {...state, draft: {...draft, [intent.field]: intent.text}, stage: stage.status === 'editing' ? stay(stage) : stage};
		}
		case 'choose': {
			return {...state, draft: {...draft, ...intent.choice}};
		}
		case 'choose-kubeconfig': {
			return {...state, draft: {...draft, kubeconfig: intent.path, context: intent.context ?? ''}};
		}
		case 'next': {
			const mending = findMendingStep(state);
			// Nobody stands before a file that this step cannot mend.
			if (stage.status === 'editing' && mending !== undefined) {
				return enter(state, {status: 'editing', errand: stepsOf(stage.errand, draft).includes(mending) ? stage.errand : 'edit-answers', step: mending});
			}
			return stage.status === 'editing' ? at(state, {...stage, leaving: 'asked'}) : stage.status === 'surveying' && canReview(stage.run) ? at(state, {status: 'reviewing', runId: stage.runId, run: stage.run, plan: stage.run.plan}) : state;
		}
		case 'back': {
			return goBack(state);
		}
		case 'go-to': {
			return stage.status === 'editing' && stepsOf(stage.errand, draft).indexOf(intent.step) <= stepsOf(stage.errand, draft).indexOf(stage.step) ? at(settle(state), {...stay(stage), step: intent.step}) : state;
		}
		case 'look-again': {
			return stage.status === 'editing' ? {...state, round: state.round + 1} : stage.status === 'surveying' || stage.status === 'reviewing' || stage.status === 'interrupted' ? runAnew(state) : state;
		}
		case 'keep': {
			return settle(state);
		}
		case 'accept-host-keys': {
			const fresh = foundFor(state.hostKeys, hostKeysKey(state))?.fresh ?? [];
			return stage.status === 'editing' && stage.step === 'host-keys' && fresh.length > 0
				? {...state, acceptedKeys: Object.fromEntries(fresh.map(({node, fingerprints}) => [node, fingerprints])), stage: {...stage, leaving: 'asked'}}
				: state;
		}
		case 'apply-fixes': {
			return applyFixes(state);
		}
		case 'write-papers': {
			const {papers} = intent;
			return stage.status !== 'reviewing' ? state : wish(state, papers.kind === 'plan' ? {kind: 'plan', plan: stage.plan} : papers);
		}
		case 'confirm': {
			return stage.status === 'reviewing' ? at({...state, hasRun: true}, {status: 'running', runId: stage.runId, run: stage.run, plan: stage.plan}) : state;
		}
		case 'retry': {
			const {only: _only, ...rest} = state;
			return stage.status === 'finished' || stage.status === 'interrupted' ? runAnew(intent.nodes === undefined ? rest : {...rest, only: intent.nodes}) : state;
		}
		case 'go-home': {
			return stage.status === 'finished' || stage.status === 'interrupted' ? goHome(state) : state;
		}
	}
};

/** The next state of the wizard: pure, the given state stays as it is. Messages that mean nothing in a state leave it alone. */
export const updateWizard = (state: WizardState, message: WizardMessage): WizardState => leaveIfReady(isNews(message) ? takeNews(state, message) : obey(state, message));
