import {createPromptCounter} from './count-prompts.ts';
import {errorsStart, readyLine, refusals, sudoPrompt, sudoStart} from './remote-command.ts';

/** What a login said before it was ready for scripts. */
export type Greeting = {
	takeOutput(chunk: Buffer): void;
	takeErrors(chunk: Buffer): void;
	isReady(): boolean;
	/** It says so much that it will hardly become ready. */
	isEndless(): boolean;
	/** What belongs on standard error comes on standard output: the end of a script would never be told on both. */
	isMerged(): boolean;
	cameBySudo(): boolean;
	sudoPrompts(): number;
	/** Why there will be no root. */
	refusal(): keyof typeof refusals | undefined;
	/** The last that ssh, sudo and the login wrote on standard error. */
	words(): string;
};

// As characters one a byte: a piece may end within a character.
const encoding = 'latin1';
/** What a login may print before it is ready (banners, profiles), in MiB. */
export const greetingLimitMiB = 0.25;
const outputLimit = greetingLimitMiB * 1024 * 1024;
// Of either stream: far more than ssh and sudo have to say when they give up.
const tailLength = 16 * 1024;

/** Listens to a login until it is ready; `onPrompt` is called each time that sudo asks, with how often it has asked so far. */
export const awaitReady = (onPrompt: (times: number) => void): Greeting => {
	const prompts = createPromptCounter();
	// A line begins where the login begins.
	let output = '\n';
	let errors = '';
	let outputBytes = 0;
	let timesAsked = 0;
	let ready: RegExpExecArray | undefined;
	let isMerged = false;
	return {
		takeOutput(chunk) {
			outputBytes += chunk.length;
			output += chunk.toString(encoding);
			isMerged ||= output.includes(errorsStart);
			ready ??= readyLine.exec(output) ?? undefined;
			output = output.slice(-tailLength);
		},
		takeErrors(chunk) {
			const text = chunk.toString(encoding);
			errors = (errors + text).slice(-tailLength);
			const times = prompts.take(text);
			if (times > timesAsked) {
				timesAsked = times;
				onPrompt(times);
			}
		},
		isReady: () => ready !== undefined,
		isEndless: () => ready === undefined && outputBytes > outputLimit,
		isMerged: () => isMerged,
		cameBySudo: () => ready?.[1] === 'sudo',
		sudoPrompts: () => timesAsked,
		refusal: () => (ready === undefined ? (['noSudo', 'notRoot'] as const).find((key) => output.includes(refusals[key])) : undefined),
		words: () => Buffer.from(errors, encoding).toString('utf8').replaceAll(sudoPrompt, '').replace(`${errorsStart}\n`, '').replace(`${sudoStart}\n`, ''),
	};
};
