import {dirname, resolve} from 'node:path';
import {localFiles} from '../adapters/local/local-files.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import {problem} from '../core/problem/problem.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import {formatJsonLine} from '../headless/json-reporter.ts';
import {layOutDecisions} from '../headless/layout-decisions.ts';
import {createPaint} from '../headless/paint.ts';
import {decisionLogPaths, readDecisionLog} from '../workflow/csr/decision-log.ts';
import type {RunCommand} from './invocation.ts';
import {printProblems} from './open-review.ts';
import {recordFolderOf} from './record-folder.ts';

/** `kubenroll csr log`: what was decided from this folder, and whether anybody has changed the log since. Fails where somebody has. */
export const runCsrLog: RunCommand = async ({line, text, stdout, stderr}) => {
	const recordFolder = recordFolderOf(resolve(dirname(line.values.get('config') ?? 'kubenroll.yaml')));
	const path = escapeControls(decisionLogPaths(recordFolder).log);
	const log = await readDecisionLog({files: localFiles, pki: cryptoPki}, recordFolder);
	const isWhole = log.defects.length === 0;
	if (line.flags.has('json')) {
		stdout.write(log.decisions.map(({line: number, decision}) => formatJsonLine({type: 'decision', line: number, ...decision})).join(''));
		stdout.write(formatJsonLine({type: 'chain', isWhole, lines: log.head.lines, link: log.head.link, unchained: log.unchained, unread: log.unread, defects: log.defects}));
	} else if (log.decisions.length > 0 || (log.head.lines === 0 && isWhole)) {
		// Lines that cannot be read, or that are gone, are decisions too: that there was none is said only where there was none.
		stdout.write(layOutDecisions(log.decisions, {text, paint: createPaint(stdout.hasColour), columns: stdout.columns}).map((each) => `${each}\n`).join(''));
	}
	printProblems(log.defects.map(({line: number, defect}) => problem('decision-log-broken', path, {path, line: number, defect})), text, stderr);
	const words = text.decisions.log;
	const notes = [...(log.unchained === 0 ? [] : [words.unchained(log.unchained)]), ...(log.unread === 0 ? [] : [words.unread(log.unread)]), ...(isWhole && log.head.lines > 0 ? [words.whole(log.head.lines, log.head.link)] : [])];
	stderr.write(notes.map((note) => `${note}\n`).join(''));
	return isWhole ? 0 : 1;
};
