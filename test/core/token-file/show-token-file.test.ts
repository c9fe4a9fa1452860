import {expect, test} from 'vitest';
import {diffTokenFiles, showTokenFile} from '../../../source/core/token-file/show-token-file.ts';
import {parseTokenFile} from '../../../source/core/token-file/parse-token-file.ts';

test('strikes out every token, and whole rows that cannot be read', () => {
	const text = 'tok-one,u,1,"a,b"\r\n"tok,two",u,1\nu,0123456789abcdef0123456789abcdef,1\ntok-three,u,1,"open\n# tok-four\n';
	const shown = showTokenFile(parseTokenFile(text));
	expect(shown).toBe('[secret],u,1,"a,b"\n[secret],u,1\n[secret],[secret],1\n[secret] (line 4)\n[secret] (line 5)\n');
	expect(shown).not.toContain('tok-');
});

test('shows no control characters of a name', () => {
	expect(showTokenFile(parseTokenFile('t,u\u001B[2J,1\n'))).toBe('[secret],u\\x1b[2J,1\n');
});

test('shows what is added and what is mended', () => {
	const diff = diffTokenFiles('/etc/kubernetes/token.csv', 't,u,1,a,b\n', 't,u,1,"a,b"\nnew,v,2\n');
	expect(diff).toContain('-[secret],u,1,a,b');
	expect(diff).toContain('+[secret],u,1,"a,b"');
	expect(diff).toContain('+[secret],v,2');
	expect(diffTokenFiles('/t.csv', 'one,u,1\n', 'two,u,1\n')).toBeUndefined();
	expect(diffTokenFiles('/t.csv', undefined, 'two,u,1\n')).toContain('--- /dev/null');
});
