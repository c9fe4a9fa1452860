import {localFiles} from '../adapters/local/local-files.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import {readServedCertificate} from '../adapters/pki/read-served-certificate.ts';
import {openKubeletProbe} from '../adapters/tls-probe/open-kubelet-probe.ts';
import type {RunEvent} from '../core/run/event.ts';
import {reportJson} from '../headless/json-reporter.ts';
import {createTextReporter} from '../headless/text-reporter.ts';
import {watchRequests} from '../workflow/csr/watch-requests.ts';
import type {RunCommand} from './invocation.ts';
import {nameOperator, openAnsweredCluster} from './open-edges.ts';
import {printProblems, resolveHost} from './open-review.ts';
import {readAnswersIfAny} from './read-answers.ts';
import {recordFolderOf} from './record-folder.ts';
import {version} from './version.ts';

/** `kubenroll csr watch`: requests as they come, in lines; with `--approve pass` what is PASS is approved without a person. */
export const runCsrWatch: RunCommand = async ({line, text, stdout, stderr, signal}) => {
	const {answers, warnings, folder} = await readAnswersIfAny(localFiles, line);
	printProblems(warnings, text, stderr);
	const api = await openAnsweredCluster(answers);
	try {
		// Said on the command line or not at all: what nobody watches is not a matter of a file.
		const approvesPassing = line.values.get('approve') === 'pass';
		const settings = {
			version,
			recordFolder: recordFolderOf(folder),
			operator: nameOperator(),
			apiServerAddresses: await resolveHost(answers.cluster.apiServer?.host ?? api.server.host),
			approvesPassing,
		};
		const {report: tell} = createTextReporter({text, sink: stderr, planSink: undefined, showsDiffs: false, resumeCommand: 'kubenroll csr watch', nowMs: () => Date.now(), leavesToPeople: !approvesPassing});
		const record = line.flags.has('json') ? reportJson(stdout.write) : undefined;
		// Nobody asks for the state of the whole, so it is not kept: a thousand requests cost a thousand lines and no more.
		const emit = (event: RunEvent): void => {
			tell(event);
			record?.(event);
		};
		const operation = watchRequests({api, pki: cryptoPki, clock: systemClock, files: localFiles, kubelets: openKubeletProbe(readServedCertificate)}, answers, settings);
		return (await operation({emit, signal, confirm: async () => false})).exitCode;
	} finally {
		api.close();
	}
};
