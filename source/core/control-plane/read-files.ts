import type {SurveyOutput} from '../survey/read-survey-output.ts';
import type {SourceFile} from './component.ts';

/** A file as one line of the script tells it. */
export type FileState = Pick<SourceFile, 'path' | 'exists' | 'mode' | 'owner' | 'sha256' | 'modifiedAtMs'>;

/** Reads `600 root:root 1700000000 0123… /path`, `missing /path`, `unreadable /path`; undefined for what is no file. */
export const readFileState = (value: string): FileState | undefined => {
	const [, word, path = ''] = /^(missing|unreadable) (\/.*)$/.exec(value) ?? [];
	if (word !== undefined) {
		return {path, exists: word === 'unreadable', mode: 0, owner: '', sha256: '', modifiedAtMs: 0};
	}
	const [, mode, owner, seconds, sha256, file] = /^([0-7]{1,5}) (\S+:\S+) (\d{1,12}) ([\da-f]{64}|-) (\/.*)$/.exec(value) ?? [];
	return mode === undefined || owner === undefined || sha256 === undefined || file === undefined
		? undefined
		: {path: file, exists: true, mode: Number.parseInt(mode, 8), owner, sha256: sha256 === '-' ? '' : sha256, modifiedAtMs: Number(seconds) * 1000};
};

type Entry = SurveyOutput['entries'][number];

/** The entries that belong to one: what follows it until one of the names that begin something else. */
export const entriesAfter = (entries: readonly Entry[], index: number, ends: ReadonlySet<string>): readonly Entry[] => {
	const rest = entries.slice(index + 1);
	const end = rest.findIndex(({name}) => ends.has(name));
	return end < 0 ? rest : rest.slice(0, end);
};

const sourceEnds: ReadonlySet<string> = new Set(['source', 'unit', 'manifest', 'file', 'process', 'token-file']);

/** Reads the files that flags are written in, each with what the script told behind it. */
export const readSources = (entries: readonly Entry[]): readonly SourceFile[] =>
	entries.flatMap(({name, value, isBlock}, index) => {
		const state = name === 'source' && !isBlock ? readFileState(value) : undefined;
		if (state === undefined) {
			return [];
		}
		const own = entriesAfter(entries, index, sourceEnds);
		const valueOf = (key: string): string | undefined => own.find((entry) => entry.name === key && !entry.isBlock)?.value;
		const content = own.find((entry) => entry.name === 'content' && entry.isBlock)?.value;
		const obstacle = valueOf('obstacle');
		const target = valueOf('target');
		const shared = valueOf('shared')?.split(' ').filter((unit) => unit !== '') ?? [];
		return [
			{
				...state,
				...(content === undefined ? {} : {content}),
				...(obstacle === 'immutable' || obstacle === 'read-only' ? {obstacle} : {}),
				...(target?.startsWith('/') && target !== state.path ? {linkTarget: target} : {}),
				...(shared.length === 0 ? {} : {sharedWith: shared}),
			},
		];
	});
