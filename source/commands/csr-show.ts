import {formatJsonLine} from '../headless/json-reporter.ts';
import {layOutRequest} from '../headless/layout-requests.ts';
import {createPaint} from '../headless/paint.ts';
import type {RunCommand} from './invocation.ts';
import {pickRequests, viewRequest, withReview} from './open-review.ts';

/** `kubenroll csr show NAME`: what it says beside what is expected, with every reason. */
export const runCsrShow: RunCommand = async (invocation) =>
	withReview(invocation, ['requests', 'nodes'], async ({requests, nowMs}) => {
		const {line, text, stdout} = invocation;
		const views = pickRequests(requests, line.arguments).map(viewRequest);
		const layout = {text, paint: createPaint(stdout.hasColour), columns: stdout.columns, nowMs};
		stdout.write(line.flags.has('json') ? views.map(formatJsonLine).join('') : views.flatMap((view) => layOutRequest(view, layout)).map((each) => `${each}\n`).join(''));
		return 0;
	});
