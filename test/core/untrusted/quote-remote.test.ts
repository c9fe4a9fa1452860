import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {quoteRemote} from '../../../source/core/untrusted/quote-remote.ts';

// As ssh does it: the words joined with blanks, for the shell of the host.
const ssh = `ssh() { sh -c "$*"; }; ssh printf '%s'`;

test.each(['/etc/kubernetes/token.csv', 'two words', "it's", '$(echo no)', 'a;echo no', '*'])('%j is one word on the host', (text) => {
	expect(execFileSync('sh', ['-c', `${ssh} ${quoteRemote(text)}`], {encoding: 'utf8'})).toBe(text);
});
