import {Failure} from '../../core/problem/failure.ts';
import {type Problem, problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';

/** A file as the installing script counts it: by its place in the list. */
export type ReportedFile = {readonly path: string; readonly owner: string};

/** What the installing script did, by the files' places in the list. */
export type InstallReport = {readonly written: readonly number[]; readonly unchanged: readonly number[]; readonly backups: ReadonlyMap<number, string>};

// The system's words under LC_ALL=C (strerror); the first that matches tells the reason.
const reasons: readonly (readonly [RegExp, 'file-system-full' | 'file-system-read-only' | 'file-in-the-way' | 'file-not-permitted'])[] = [
	[/No space left on device|Disk quota exceeded/, 'file-system-full'],
	[/Read-only file system/, 'file-system-read-only'],
	[/Not a directory|File exists|Is a directory/, 'file-in-the-way'],
	[/Permission denied|Operation not permitted/, 'file-not-permitted'],
];

const explain = (node: string, file: ReportedFile, code: string, stderr: string): Problem => {
	const cause = escapeControls(stderr.trim().split('\n').filter((line) => !/records (?:in|out)/.test(line)).at(-1) ?? '').slice(-300);
	const options = cause === '' ? {} : {cause};
	const {path} = file;
	const reason = reasons.find(([pattern]) => pattern.test(stderr))?.[1];
	switch (code) {
		case 'changed': {
			return problem('file-changed-meanwhile', node, {path});
		}
		case 'way': {
			return problem('file-in-the-way', node, {path});
		}
		case 'link': {
			return problem('file-link-unsafe', node, {path});
		}
		case 'owner': {
			return problem('file-owner-unknown', node, {path, owner: file.owner}, options);
		}
		case 'damaged': {
			return problem(reason ?? 'file-arrived-damaged', node, {path}, options);
		}
		default: {
			return problem(reason ?? 'file-not-written', node, {path}, options);
		}
	}
};

/** Reads what an installing script printed; throws Failure with all its problems, or where it broke off. */
export const readInstallReport = (node: string, files: readonly ReportedFile[], output: {readonly stdout: string; readonly stderr: string}): InstallReport => {
	const lines = output.stdout.split('\n').filter((line) => line !== '');
	const words = lines.map((line) => /^(written|unchanged|problem) (\d+) ?(.*)$/.exec(line));
	const problems = words.flatMap((match) => {
		const file = files[Number(match?.[2])];
		return match?.[1] === 'problem' && file !== undefined ? [explain(node, file, match[3] ?? '', output.stderr)] : [];
	});
	const [first] = files;
	if (problems.length === 0 && lines.at(-1) !== 'done' && first !== undefined) {
		throw new Failure(explain(node, first, 'failed', output.stderr));
	}
	if (problems.length > 0) {
		throw new Failure(problems);
	}
	const placesOf = (what: string): readonly number[] => words.flatMap((match) => (match?.[1] === what ? [Number(match[2])] : []));
	return {
		written: placesOf('written'),
		unchanged: placesOf('unchanged'),
		backups: new Map(words.flatMap((match) => (match?.[1] === 'written' && match[3] !== undefined && match[3] !== '' ? [[Number(match[2]), match[3]] as const] : []))),
	};
};
