import type {RequestDefect} from '../../core/csr/csr.ts';

/** Thrown inside this room where bytes cannot be read in exactly one way; `readRequest` turns it into data. */
export class DefectError extends Error {
	override readonly name = 'DefectError';
	readonly defect: RequestDefect;

	constructor(code: RequestDefect['code'], detail: string, rule: RequestDefect['rule'] = 'P3') {
		super(detail);
		this.defect = {rule, code, detail};
	}
}
