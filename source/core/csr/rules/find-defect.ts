import type {RequestDefect, RequestReading} from '../csr.ts';
import {makeFinding, type Finding} from '../finding.ts';

/** What keeps a request from being read, where it is this rule that says so. */
export const findDefect = (rule: RequestDefect['rule'], reading: RequestReading): readonly Finding[] => {
	if (reading.isReadable || reading.defect.rule !== rule) {
		return [];
	}
	const {code, detail} = reading.defect;
	return [makeFinding('REFUSE', 'request-unreadable', {defect: code, detail: detail.code, part: detail.part ?? '', value: detail.value ?? ''})];
};
