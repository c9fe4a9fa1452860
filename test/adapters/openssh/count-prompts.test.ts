import {expect, test} from 'vitest';
import {createPromptCounter} from '../../../source/adapters/openssh/count-prompts.ts';
import {sudoPrompt, sudoStart} from '../../../source/adapters/openssh/remote-command.ts';
import {cpuTimeMs} from '../../support/cpu-time.ts';

const count = (pieces: readonly string[]): number => {
	const prompts = createPromptCounter();
	prompts.take(`welcome: ${sudoStart}\n`);
	return pieces.reduce((_, piece) => prompts.take(piece), 0);
};

test.each([
	[[], 0],
	[['hello\n'], 0],
	[[sudoPrompt], 1],
	[[`hello\n${sudoPrompt}Sorry, try again.\n${sudoPrompt}`], 2],
	[[sudoPrompt.slice(0, -3), sudoPrompt.slice(-3), 'Sorry, try again.\n', 'kuben', `${sudoPrompt.slice(5)}\n`], 2],
	[['LDAP Password: '], 1],
	[['LDAP Pass', 'word', ':', ' '], 1],
	[['Passcode or option (1-3): '], 1],
	[['LDAP Password: ', 'Sorry, try again.\nLDAP Password: '], 2],
	[['your password: is old\n', 'your password:\n'], 0],
])('counts in %j %i', (pieces, times) => {
	expect(count(pieces)).toBe(times);
});

test('takes no prompt for sudo\'s that comes before it', () => {
	const prompts = createPromptCounter();
	expect(prompts.take('Please change your password: ')).toBe(0);
	expect(prompts.take(`${sudoPrompt}\n`)).toBe(0);
	expect(prompts.take(sudoStart)).toBe(0);
	expect(prompts.take('\nPassword: ')).toBe(1);
});

test('looks at what never ends a line once', () => {
	const flood = Array.from({length: 100}, () => 'password: no '.repeat(5000));
	expect(cpuTimeMs(() => count(flood))).toBeLessThan(1000);
});
