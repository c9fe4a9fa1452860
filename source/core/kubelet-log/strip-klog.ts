import {escapeControls} from '../untrusted/escape-controls.ts';

// Severity, day, time and process may have been left off; the file and its line end the head: k8s.io/klog/v2 klog.go, formatHeader.
const head = /^(?:[IWEF]\d{4} [\d:.]+ +\d+ )?[\w.-]+\.go:\d+\] ?/;

// A message with an error and nothing else that tells, perhaps cut: k8s.io/klog/v2 klog.go, ErrorS; strings are quoted as Go does.
const structured = /^"((?:[^"\\]|\\.)*)" err="((?:[^"\\]|\\.)*)(?:"(?:…| l[^ ]*)?)?$/;

const unquote = (text: string): string => text.replaceAll(/\\(["\\])/g, '$1');

/** The words of a line that a component of Kubernetes has logged, for people: without klog's head and its quoting, and safe to show. A line of another shape stays as it is. */
export const stripKlog = (line: string): string => {
	const body = line.replace(head, '');
	if (body === line) {
		return escapeControls(line);
	}
	const [, message, error] = structured.exec(body) ?? [];
	return escapeControls(unquote(message !== undefined && error !== undefined ? `${message}: ${error}` : body));
};
