import {foldRun} from '../run/fold-run.ts';
import {addressKey, caKey, clusterKey, hostKeysKey} from './questions.ts';
import type {WizardNews} from './wizard-message.ts';
import type {WizardState} from './wizard-state.ts';

type About = 'cluster' | 'address' | 'hostKeys' | 'ca';

const currentKeys: Readonly<Record<About, (state: WizardState) => string | undefined>> = {cluster: clusterKey, address: addressKey, hostKeys: hostKeysKey, ca: caKey};

// Who has typed on meanwhile is not told of what he asked before.
const isCurrent = (state: WizardState, about: About, key: string): boolean => currentKeys[about](state) === key;

const takeRunNews = (state: WizardState, news: Extract<WizardNews, {runId: number}>): WizardState => {
	const {stage} = state;
	if (!('runId' in stage) || stage.runId !== news.runId) {
		return state;
	}
	switch (news.type) {
		case 'run-event': {
			return {...state, stage: {...stage, run: foldRun(stage.run, news.event, news.atMs)}};
		}
		case 'run-ended': {
			// A run that ends before anybody has agreed to it had nothing to do, or could do nothing: then what is wrong stays in sight, to be mended.
			return stage.status === 'surveying' && news.report.exitCode !== 0 ? state : {...state, stage: {status: 'finished', run: stage.run, report: news.report}};
		}
		case 'run-failed': {
			return {...state, stage: {status: 'interrupted', run: stage.run, problems: news.problems}};
		}
	}
};

/** Takes in what the outside answered; an answer to a question that nobody asks any more changes nothing. */
export const takeNews = (state: WizardState, news: WizardNews): WizardState => {
	switch (news.type) {
		case 'kubeconfigs-found': {
			const [first] = news.kubeconfigs;
			const isChosen = state.draft.kubeconfig !== '' || first === undefined;
			if (isChosen) {
				return {...state, kubeconfigs: news.kubeconfigs};
			}
			// What nobody has typed need not be saved.
			const draft = {...state.draft, kubeconfig: first.path};
			return {...state, kubeconfigs: news.kubeconfigs, draft, settledDraft: state.draft === state.settledDraft ? draft : state.settledDraft};
		}
		case 'record-read': {
			return news.record === undefined ? state : {...state, record: news.record};
		}
		case 'answers-read': {
			const {text, reading} = news;
			return text === state.file.text ? {...state, answers: {text, reading}, nodeCount: reading.isValid ? reading.answers.nodes.length : 0} : state;
		}
		case 'saved': {
			return {...state, file: {...state.file, savedText: news.text, problems: []}};
		}
		case 'unsaved-kept': {
			return {...state, unsaved: {...state.unsaved, savedText: news.text}};
		}
		case 'save-failed': {
			return {...state, file: {...state.file, problems: news.problems}};
		}
		case 'cluster-answered': {
			return isCurrent(state, 'cluster', news.key) ? {...state, cluster: {state: 'found', key: news.key, found: news.found}} : state;
		}
		case 'address-answered': {
			return isCurrent(state, 'address', news.key) ? {...state, address: {state: 'found', key: news.key, found: news.found}} : state;
		}
		case 'host-keys-shown': {
			const {acceptedKeys: _accepted, ...rest} = state;
			return isCurrent(state, 'hostKeys', news.key) ? {...rest, hostKeys: {state: 'found', key: news.key, found: news.found}} : state;
		}
		case 'ca-read': {
			return isCurrent(state, 'ca', news.key) ? {...state, ca: {state: 'found', key: news.key, found: news.found}} : state;
		}
		case 'papers-written':
		case 'papers-failed': {
			const {wanted: _wanted, ...papers} = state.papers;
			const came = news.type === 'papers-written' ? ({state: 'found', key: news.key, found: news.found} as const) : ({state: 'failed', key: news.key, problems: news.problems} as const);
			return state.papers.wanted?.key === news.key ? {...state, papers: {...papers, came}} : state;
		}
		case 'asking-failed': {
			const {about, key, problems} = news;
			const {acceptedKeys: _accepted, ...unaccepted} = state;
			// What was accepted stays so, whatever else fails meanwhile.
			return isCurrent(state, about, key) ? {...(about === 'hostKeys' ? unaccepted : state), [about]: {state: 'failed', key, problems}} : state;
		}
		case 'password-held': {
			return {...state, passwords: {...state.passwords, [news.kind]: true}};
		}
		case 'run-event':
		case 'run-ended':
		case 'run-failed': {
			return takeRunNews(state, news);
		}
	}
};
