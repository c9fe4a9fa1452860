import type {RequestDefect, RequestReading} from '../csr.ts';
import {find, type Finding} from '../finding.ts';

/** What keeps a request from being read, where it is this rule that says so. */
export const findDefect = (rule: RequestDefect['rule'], reading: RequestReading): readonly Finding[] =>
	!reading.isReadable && reading.defect.rule === rule ? [find('REFUSE', 'request-unreadable', {defect: reading.defect.code, detail: reading.defect.detail})] : [];
