import type {Csr} from '../csr/csr.ts';
import type {Judgement} from '../csr/judgement.ts';
import {describeRequest} from '../csr/describe-request.ts';
import {foldKey} from '../csr/request-age.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {BoardRequest} from './board-state.ts';

const deciding = new Set(['Approved', 'Denied', 'Failed']);

/** Makes a judged request fit for the board; strings of the object are escaped, and only its uid tells it apart. */
export const describeBoardRequest = (csr: Csr, judgement: Judgement): BoardRequest => {
	const {uid, createdAt, conditions} = csr.raw;
	const condition = conditions.findLast(({type, status}) => deciding.has(type) && status !== 'False');
	const atMs = Date.parse(condition?.lastUpdateTime ?? '');
	return {
		uid,
		view: describeRequest(csr, judgement),
		foldKey: foldKey(csr),
		createdAtMs: Date.parse(createdAt) || 0,
		...(condition === undefined ? {} : {decision: {reason: escapeControls(condition.reason), message: escapeControls(condition.message), ...(Number.isNaN(atMs) ? {} : {atMs})}}),
	};
};
