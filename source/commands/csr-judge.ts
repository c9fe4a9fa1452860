import {localFiles} from '../adapters/local/local-files.ts';
import {readBounded} from '../adapters/local/read-bounded.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import {parseTimestamp} from '../core/csr/timestamp.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import {formatJsonLine} from '../headless/json-reporter.ts';
import {layOutRequest, layOutRequests} from '../headless/layout-requests.ts';
import {createPaint} from '../headless/paint.ts';
import {judgeFile} from '../workflow/csr/judge-file.ts';
import type {RunCommand} from './invocation.ts';
import {pickRequests, printProblems, viewRequest} from './open-review.ts';
import {readAnswersIfAny} from './read-answers.ts';
import {recordFolderOf} from './record-folder.ts';

// More than ten thousand nodes and requests take; the text of it fits into memory several times over.
const limitMiB = 256;

/** `kubenroll csr judge -f FILE [NAME...]`: judges objects of a file as `csr list` and `csr show` judge those of a cluster. Exit code 3 where not all of the file was understood. */
export const runCsrJudge: RunCommand = async ({line, text, stdout, stderr, signal}) => {
	const file = line.values.get('file') ?? '-';
	const [{answers, warnings, folder}, content] = await Promise.all([readAnswersIfAny(localFiles, line), readBounded(file, limitMiB)]);
	const at = line.values.get('at');
	const nowMs = (at === undefined ? undefined : parseTimestamp(at)) ?? systemClock.nowMs();
	const path = file === '-' ? 'stdin' : escapeControls(file);
	const {requests, problems} = await judgeFile({pki: cryptoPki, clock: systemClock, files: localFiles}, answers, {text: content, path, recordFolder: recordFolderOf(folder), nowMs, signal});
	printProblems([...warnings, ...problems], text, stderr);
	const isNamed = line.arguments.length > 0;
	const views = (isNamed ? pickRequests(requests, line.arguments) : requests).map(viewRequest);
	const layout = {text, paint: createPaint(stdout.hasColour), columns: stdout.columns, nowMs};
	const lines = isNamed ? views.flatMap((view) => layOutRequest(view, layout)) : layOutRequests(views, layout);
	if (line.flags.has('json') && views.length === 0) {
		stderr.write(`${text.requests.empty}\n`);
	}
	stdout.write(line.flags.has('json') ? views.map(formatJsonLine).join('') : lines.map((each) => `${each}\n`).join(''));
	return problems.some(({severity}) => severity === 'error') ? 3 : 0;
};
