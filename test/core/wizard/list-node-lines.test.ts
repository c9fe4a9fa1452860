import {describe, expect, it} from 'vitest';
import {parseAnswers} from '../../../source/core/answers/parse-answers.ts';
import {listNodeLines} from '../../../source/core/wizard/list-node-lines.ts';
import {emptyDraft} from '../../../source/core/wizard/draft.ts';
import {writeDraft} from '../../../source/core/wizard/write-draft.ts';

const cases: readonly (readonly [title: string, text: string, lines: readonly string[]])[] = [
	['ranges as they are', 'node[01-03]=10.0.0.[51-53]\n\n# comment\n  node09=ops@10.0.0.59:2222', ['node[01-03]=10.0.0.[51-53]', 'node09=ops@10.0.0.59:2222']],
	['/etc/hosts lines, without those of the machine itself', '127.0.0.1 localhost\n10.0.0.51 node01 node01.example', ['10.0.0.51 node01 node01.example']],
	['an inventory as one line a node', '[workers]\nnode[1:2] ansible_user=ops\n[workers:vars]\nansible_port=2222\n', ['ops@node1:2222', 'ops@node2:2222']],
	['nothing', '', []],
];

describe('lines of kubenroll.yaml from what was typed', () => {
	it.each(cases)('%s', (_title, text, lines) => {
		expect(listNodeLines(text)).toEqual(lines);
	});

	it.each(cases.slice(0, 3))('mean the same nodes: %s', (_title, text) => {
		const reading = parseAnswers(writeDraft(undefined, {...emptyDraft, nodes: text}), 'kubenroll.yaml');
		expect(reading.isValid).toBe(true);
	});
});
