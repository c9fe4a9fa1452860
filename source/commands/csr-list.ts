import {formatJsonLine} from '../headless/json-reporter.ts';
import {layOutRequests} from '../headless/layout-requests.ts';
import {createPaint} from '../headless/paint.ts';
import type {RunCommand} from './invocation.ts';
import {viewRequest, withReview} from './open-review.ts';

/** `kubenroll csr list`: a table, or one object a line. */
export const runCsrList: RunCommand = async (invocation) =>
	withReview(invocation, ['requests', 'nodes'], async ({requests, nowMs}) => {
		const {line, text, stdout} = invocation;
		const views = requests.map(viewRequest);
		const layout = {text, paint: createPaint(stdout.hasColour), columns: stdout.columns, nowMs};
		stdout.write(line.flags.has('json') ? views.map(formatJsonLine).join('') : layOutRequests(views, layout).map((each) => `${each}\n`).join(''));
		return 0;
	});
