import {PassThrough} from 'node:stream';
import {expect, test, vi} from 'vitest';
import {inquirerPrompter, type Terminal} from '../../../source/adapters/inquirer/inquirer-prompter.ts';

/** A terminal of two pipes: what is typed goes in, what is drawn comes out. */
const openTerminal = (isTTY = true): {readonly terminal: Terminal; readonly type: (keys: string) => void; readonly drawn: () => string; readonly until: (text: string) => Promise<void>} => {
	const input = Object.assign(new PassThrough(), {isTTY});
	const output = Object.assign(new PassThrough(), {isTTY});
	let drawn = '';
	const waiting: {readonly text: string; readonly resolve: () => void}[] = [];
	output.on('data', (chunk: Buffer) => {
		drawn += chunk.toString();
		for (const {resolve} of waiting.filter(({text}) => drawn.includes(text))) {
			resolve();
		}
	});
	return {
		terminal: {input, output},
		type: (keys) => {
			input.write(keys);
		},
		drawn: () => drawn,
		until: async (text) =>
			new Promise((resolve) => {
				waiting.push({text, resolve});
			}),
	};
};

const neverStopped = async (): Promise<void> => {
	throw new Error('nobody pressed Ctrl-Z');
};

test('a secret is asked for and never drawn', async () => {
	const {terminal, type, drawn, until} = openTerminal();
	const asked = until('sudo password');
	const answer = inquirerPrompter(undefined, terminal, neverStopped).secret('sudo password');
	await asked;
	type('hunter2\r');
	expect(await answer).toBe('hunter2');
	expect(drawn()).not.toContain('hunter2');
	expect(drawn()).not.toContain('*');
});

test.each([
	['y\r', true],
	['n\r', false],
	['\r', false],
])('%j confirms: %s; nothing typed is a no', async (keys, expected) => {
	const {terminal, type, until} = openTerminal();
	const asked = until('go on');
	const answer = inquirerPrompter(undefined, terminal, neverStopped).confirm('go on');
	await asked;
	type(keys);
	expect(await answer).toBe(expected);
});

test('Ctrl-C is a cancelled failure', async () => {
	const {terminal, type, until} = openTerminal();
	const asked = until('go on');
	const answer = inquirerPrompter(undefined, terminal, neverStopped).confirm('go on');
	const rejected = expect(answer).rejects.toMatchObject({kind: 'cancelled', problems: [{code: 'prompt-cancelled', params: {question: 'go on'}}]});
	await asked;
	type('\u0003');
	await rejected;
});

test('Ctrl-Z stops the process with the cursor shown, and the question is asked again afterwards', async () => {
	const {terminal, type, drawn, until} = openTerminal();
	// As a terminal does: it is not at its end with a question.
	Object.assign(terminal.output, {end: () => terminal.output});
	const asked = until('go on');
	let stoppedWith = '';
	const stopped = Promise.withResolvers<void>();
	const answer = inquirerPrompter(undefined, terminal, async () => {
		stoppedWith = drawn();
		stopped.resolve();
	}).choose('go on', [{id: 'a', name: 'first'}, {id: 'b', name: 'second'}]);
	await asked;
	// What readline has the system send at Ctrl-Z.
	process.emit('SIGTSTP');
	await stopped.promise;
	expect(stoppedWith.lastIndexOf('\u001B[?25h')).toBeGreaterThan(stoppedWith.lastIndexOf('\u001B[?25l'));
	await vi.waitFor(() => expect(drawn().slice(stoppedWith.length)).toContain('second'));
	type('\r');
	expect(await answer).toBe('a');
	expect(process.listenerCount('SIGTSTP')).toBe(0);
});

test('a signal breaks the question off as Ctrl-C does', async () => {
	const {terminal, until} = openTerminal();
	const stop = new AbortController();
	const asked = until('go on');
	const answer = inquirerPrompter(stop.signal, terminal, neverStopped).confirm('go on');
	const rejected = expect(answer).rejects.toMatchObject({kind: 'cancelled'});
	await asked;
	stop.abort();
	await rejected;
});

test('without a terminal it says that it cannot ask, and draws nothing', async () => {
	const {terminal, drawn} = openTerminal(false);
	const prompter = inquirerPrompter(undefined, terminal, neverStopped);
	expect(prompter.canAsk).toBe(false);
	await expect(prompter.secret('password')).rejects.toMatchObject({kind: 'usage', problems: [{code: 'prompt-without-terminal'}]});
	expect(drawn()).toBe('');
});

test('a question with a name from outside cannot drive the terminal', async () => {
	const {terminal, type, drawn, until} = openTerminal();
	const asked = until(String.raw`\x1b]0;x`);
	const answer = inquirerPrompter(undefined, terminal, neverStopped).confirm('node \u001B]0;x\u0007');
	await asked;
	type('\r');
	await answer;
	expect(drawn()).not.toContain('\u001B]0;x');
});
