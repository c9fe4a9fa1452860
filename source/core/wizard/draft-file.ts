import {type Draft, emptyDraft} from './draft.ts';
import type {EditingStep} from './step.ts';

/** What was typed and cannot be in kubenroll.yaml yet, with the place it was typed at; kept in the folder of the record until it can. */
export type UnsavedDraft = {
	readonly draft: Draft;
	readonly step: EditingStep;
	/** kubenroll.yaml as it was beside it; undefined where there was none. A file that was edited since is right, not this. */
	readonly beside: string | undefined;
};

const version = 1;

/** The file as text; it holds no secret, for the fields hold none. */
export const formatUnsavedDraft = ({draft, step, beside}: UnsavedDraft): string => `${JSON.stringify({version, step, draft, beside}, undefined, '\t')}\n`;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const editingSteps: readonly EditingStep[] = ['cluster', 'mode', 'address', 'nodes', 'ssh', 'host-keys', 'files'];

// Fields of other versions are left out; those that are not there are as in an empty form.
const readFields = (value: unknown): Draft => {
	const found = isRecord(value) ? value : {};
	const known = Object.entries(emptyDraft).map(([name, empty]) => [name, typeof found[name] === typeof empty && Array.isArray(found[name]) === Array.isArray(empty) ? found[name] : empty] as const);
	// Every field has the type that it has in an empty form; words of choices are checked where they are used.
	return Object.fromEntries(known) as Draft;
};

const parse = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		// A draft that cannot be read is none.
		return undefined;
	}
};

/** Reads the file back; undefined where it is none, or not for this kubenroll.yaml. */
export const parseUnsavedDraft = (text: string | undefined, yaml: string | undefined): UnsavedDraft | undefined => {
	const file = parse(text ?? '');
	if (!isRecord(file) || file['version'] !== version || file['beside'] !== yaml) {
		return undefined;
	}
	const step = editingSteps.find((each) => each === file['step']) ?? 'cluster';
	return {draft: readFields(file['draft']), step, beside: yaml};
};
