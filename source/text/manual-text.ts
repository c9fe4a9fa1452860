import type {ManualStep, ManualStepId} from '../core/artifacts/manual-step.ts';

/** The page of steps that `artifacts` writes, in one language. */
export type ManualText = {
	readonly title: string;
	/** What to know before the first step, a paragraph each. */
	readonly before: readonly string[];
	/** One sentence a step; `host` is empty and `component` is kube-apiserver where a step has none. */
	readonly steps: Readonly<Record<ManualStepId, (host: string, component: string) => string>>;
	/** Instead of steps. */
	readonly nothingToDo: string;
};

const fence = '```';

const renderStep = (text: ManualText, {id, host = '', component = 'kube-apiserver', commands, lines = []}: ManualStep, number: number): string => {
	const indent = ' '.repeat(`${number}. `.length);
	const fenced = (kind: string, texts: readonly string[]): readonly string[] => (texts.length === 0 ? [] : ['', `${indent}${fence}${kind}`, ...texts.map((each) => `${indent}${each}`), `${indent}${fence}`]);
	return [`${number}. ${text.steps[id](host, component)}`, ...fenced('text', lines), ...fenced('sh', commands), ''].join('\n');
};

/** Writes the numbered page of commands, as Markdown. */
export const renderManualPage = (text: ManualText, steps: readonly ManualStep[]): string =>
	[`# ${text.title}`, '', ...text.before.flatMap((paragraph) => [paragraph, '']), ...(steps.length === 0 ? [text.nothingToDo, ''] : steps.map((step, index) => renderStep(text, step, index + 1)))].join('\n');
