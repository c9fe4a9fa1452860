import {Text} from 'ink';
import {expect, it} from 'vitest';
import {english} from '../../source/text/en/text.ts';
import {openScreen} from '../../source/ui/open-screen.tsx';
import {screenTerminal} from '../support/render-screen.tsx';

it('echoes nothing from before its first line on, and begins that at the margin', async () => {
	const {stdin, stdout, terminal} = screenTerminal(80, 24);
	let wasRaw: boolean | undefined;
	const write = stdout.write.bind(stdout);
	stdout.write = (text, done) => {
		wasRaw ??= stdin.isRaw;
		return write(text, done);
	};
	const over = new AbortController();
	const opened = openScreen(terminal, english, () => <Text>whole</Text>, over.signal);
	over.abort();
	await opened;
	expect(wasRaw).toBe(true);
	expect(stdout.writes[0]).toBe('\r');
});

it('gives the terminal back though nobody wants it any more when it comes up', async () => {
	const {stdin, stdout, terminal} = screenTerminal(80, 24);
	await openScreen(terminal, english, () => <Text>whole</Text>, AbortSignal.abort());
	expect(stdin.isRaw).toBe(false);
	const written = stdout.writes.join('');
	expect(written.lastIndexOf('\u001B[?1049l')).toBeGreaterThanOrEqual(written.lastIndexOf('\u001B[?1049h'));
});
