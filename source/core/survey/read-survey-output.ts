/** What the survey's script printed, taken apart: every value of a name in order, and every block decoded. */
export type SurveyOutput = {
	/** The first value of a name; empty where there is none. */
	value(name: string): string;
	values(name: string): readonly string[];
	/** A block's text; undefined where there is none, or where it is not UTF-8. */
	block(name: string): string | undefined;
	/** Lines and blocks in order, for what belongs together. */
	readonly entries: readonly {readonly name: string; readonly value: string; readonly isBlock: boolean}[];
};

/** Takes the output apart; undefined with a reason where it is not whole. `decode` turns base64 into text. */
export const readSurveyOutput = (stdout: string, decode: (base64: string) => string | undefined): SurveyOutput | {readonly defect: string} => {
	const lines = stdout.split('\n');
	if (lines[0] !== 'kubenroll-survey 1') {
		return {defect: 'it does not begin as a survey does'};
	}
	if (lines.at(-2) !== 'done') {
		return {defect: 'it was cut off'};
	}
	const entries: {readonly name: string; readonly value: string; readonly isBlock: boolean}[] = [];
	for (let at = 1; at < lines.length - 2; at += 1) {
		const line = lines[at] ?? '';
		const [, begun] = /^begin ([a-z-]+)$/.exec(line) ?? [];
		if (begun !== undefined) {
			const end = lines.indexOf('.', at);
			if (end < 0) {
				return {defect: `the block ${begun} has no end`};
			}
			const text = decode(lines.slice(at + 1, end).join(''));
			entries.push({name: begun, value: text ?? '', isBlock: text !== undefined});
			at = end;
			continue;
		}
		const [, name, value] = /^([a-z]+[a-z\d-]*)=(.*)$/.exec(line) ?? [];
		if (name === undefined || value === undefined) {
			return {defect: `line ${at + 1} is no answer`};
		}
		entries.push({name, value: value.replace(/\r$/, ''), isBlock: false});
	}
	const values = (name: string): readonly string[] => entries.filter((entry) => entry.name === name && !entry.isBlock).map(({value}) => value);
	return {
		entries,
		values,
		value: (name) => values(name)[0] ?? '',
		block: (name) => entries.find((entry) => entry.name === name && entry.isBlock)?.value,
	};
};
