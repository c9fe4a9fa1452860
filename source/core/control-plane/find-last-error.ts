import {strikeSecrets} from '../plan/strike-secrets.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';

// What a container's log has before each line: k8s.io/cri-client pkg/logs/logs.go.
const criPrefix = /^\d{4}-\d\d-\d\dT\S+ std(?:out|err) [FP] /;

// A klog line of errors or worse, its head left off: k8s.io/klog/v2 klog.go.
const klogError = /^[EF]\d{4} \S+ +\d+ [^\]]+\] ?(.*)$/;

// The last words of cobra commands and of Go, in the order in which they are to be believed: k8s.io/component-base/cli/run.go prints `"command failed" err="…"` since 1.23 and `Error: …` before.
const lastWords: readonly RegExp[] = [/"command failed" err="((?:[^"\\]|\\.)*)"/, /^Error: (.+)$/, /^panic: (.+)$/, /^(.*(?:unknown flag|bind: address already in use).*)$/];

const longest = 300;

/** The reason that a component gave when it ended or would not get ready, on one line and safe to show; empty where its log says nothing. */
export const findLastError = (log: string): string => {
	const lines = log
		.split('\n')
		.map((line) => line.replace(criPrefix, '').trim())
		.filter((line) => line !== '');
	const first = (pattern: RegExp): string | undefined => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []).at(-1);
	const found = lastWords.map(first).find((words) => words !== undefined) ?? first(klogError) ?? lines.at(-1) ?? '';
	return escapeControls(strikeSecrets(found.replaceAll('\\"', '"'))).slice(0, longest);
};
