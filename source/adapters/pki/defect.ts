import type {RequestDefect} from '../../core/csr/csr.ts';
import type {DefectCode, DefectDetail} from '../../core/csr/request-defect.ts';

/** Thrown inside this room where bytes cannot be read in exactly one way; `readRequest` turns it into data. */
export class DefectError extends Error {
	override readonly name = 'DefectError';
	readonly defect: RequestDefect;

	constructor(area: RequestDefect['code'], code: DefectCode, where: Omit<DefectDetail, 'code'> = {}, rule: RequestDefect['rule'] = 'P3') {
		super(code);
		this.defect = {rule, code: area, detail: {code, ...where}};
	}
}
