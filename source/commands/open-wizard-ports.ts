import {homedir} from 'node:os';
import {resolve} from 'node:path';
import {findKubeconfig, listKubeconfigs} from '../adapters/kubernetes/find-kubeconfig.ts';
import {localFiles} from '../adapters/local/local-files.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import {systemEntropy} from '../adapters/local/system-entropy.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import {omitUnset} from '../core/answers/omit-unset.ts';
import {createPaint} from '../headless/paint.ts';
import type {WizardPorts} from '../session/wizard-ports.ts';
import {expandPath} from './expand-path.ts';
import type {Invocation} from './invocation.ts';
import {createManualPage} from './manual-page.ts';
import {nameOperator, openShell} from './open-edges.ts';
import type {AnswersPlace} from './place-answers.ts';
import {readDurationMs} from './parse-command-line.ts';
import {readCaFile} from './read-ca-file.ts';
import {recordFolderOf} from './record-folder.ts';
import {version} from './version.ts';

// What anybody may read: it holds no secret, and is mostly kept in a repository.
const answersMode = 0o644;

/** The edges of a wizard on this machine; nothing is opened, nor is what parses files or talks to machines loaded, before it is asked for. */
export const openWizardPorts = ({line, text: words, programFolder, shell}: Invocation, {path, folder}: AnswersPlace): WizardPorts => {
	const search = {kubeconfig: line.values.get('kubeconfig'), env: process.env, home: homedir()};
	return {
		probe: {probe: async (...asked) => (await import('../adapters/tls-probe/open-endpoint-probe.ts')).openEndpointProbe().probe(...asked)},
		pki: cryptoPki,
		files: localFiles,
		clock: systemClock,
		entropy: systemEntropy,
		settings: {version, recordFolder: recordFolderOf(folder), operator: nameOperator(), acceptsNewHostKeys: false, readyTimeoutMs: readDurationMs(line.values.get('timeout') ?? '10m')},
		findKubeconfigs: async (named) => {
			const {listContexts} = await import('../adapters/kubernetes/list-contexts.ts');
			const own = named === '' ? undefined : {written: named, path: expandPath(named, folder)};
			return listKubeconfigs(search, own).map((path) => ({...listContexts(expandPath(path, folder)), path}));
		},
		openCluster: async ({kubeconfig, context}) => (await import('../adapters/kubernetes/open-cluster.ts')).openCluster({...search, kubeconfig: kubeconfig === undefined ? findKubeconfig(search)[0] : expandPath(kubeconfig, folder), context}),
		openShell: async (answers, passwords) => shell ?? openShell(answers, {folder, programFolder, passwords: omitUnset({ssh: passwords.get('ssh'), sudo: passwords.get('sudo')})}),
		readAnswers: async (text) => (await import('./read-answers.ts')).readAnswersText(localFiles, text, {folder, path}),
		readCa: async (file) => readCaFile(expandPath(file, folder)),
		savePlan: async (plan) => {
			const {layOutPlan} = await import('../headless/layout-plan.ts');
			const place = `${recordFolderOf(folder)}/plan-${plan.id}.txt`;
			const lines = layOutPlan(plan, {text: words, paint: createPaint(false), columns: Number.POSITIVE_INFINITY, showsDiffs: true});
			await localFiles.write(place, `${lines.join('\n')}\n`, 0o600);
			return place;
		},
		manualPage: createManualPage(words),
		placeFolder: (typed) => expandPath(typed, '.'),
		saveAnswers: async (text) => localFiles.write(resolve(path), text, answersMode),
	};
};
