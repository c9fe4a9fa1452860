import {localFiles} from '../adapters/local/local-files.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import {listSuperseded} from '../core/csr/superseded.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import {reportJson} from '../headless/json-reporter.ts';
import {openDecisionLog} from '../workflow/csr/decision-log.ts';
import {deleteSuperseded} from '../workflow/csr/delete-request.ts';
import {confirmDecision} from './confirm-decision.ts';
import type {RunCommand} from './invocation.ts';
import {nameOperator} from './open-edges.ts';
import {printProblems, withReview} from './open-review.ts';

/** `kubenroll csr sweep`: deletes superseded requests after showing them. */
export const runCsrSweep: RunCommand = async (invocation) =>
	withReview(invocation, ['requests', 'nodes', 'tokens'], async ({requests, api, prompter, recordFolder}) => {
		const {line, text, stdout, stderr, signal} = invocation;
		const words = text.decisions.sweep;
		const superseded = listSuperseded(requests);
		if (superseded.length === 0) {
			stderr.write(`${words.none}\n`);
			return 0;
		}
		stderr.write(superseded.map(({request, newer}) => `${words.line(escapeControls(request.judgement.name), escapeControls(newer))}\n`).join(''));
		if (!(await confirmDecision(line, prompter, words.confirm(superseded.length)))) {
			return 130;
		}
		const report = line.flags.has('json') ? reportJson(stdout.write) : undefined;
		const log = openDecisionLog({files: localFiles, pki: cryptoPki, clock: systemClock}, recordFolder);
		let failed = 0;
		for (const each of superseded) {
			if (signal.aborted) {
				return 130;
			}
			const name = escapeControls(each.request.judgement.name);
			const result = await deleteSuperseded({api, clock: systemClock}, each, {operator: nameOperator(), signal});
			switch (result.outcome) {
				case 'deleted': {
					stderr.write(`${words.done(name)}\n`);
					report?.({type: 'object-changed', kind: 'CertificateSigningRequest', name, action: 'delete'});
					await log.append(result.decision);
					break;
				}
				case 'kept': {
					stderr.write(`${words.kept(name)}\n`);
					break;
				}
				case 'failed': {
					failed += 1;
					printProblems(result.problems, text, stderr);
					break;
				}
			}
		}
		return failed === 0 ? 0 : failed === superseded.length ? 1 : 3;
	});
