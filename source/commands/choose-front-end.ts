/** What decides how a command talks to the operator. */
export type FrontEndInput = {
	/** Both standard input and output are terminals. */
	readonly isTerminal: boolean;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** --plain, --json or --yes: somebody wants lines. */
	readonly wantsLines: boolean;
};

// What CI services set; a terminal of theirs is a log, whatever it says.
const isInCi = (env: FrontEndInput['env']): boolean => ['CI', 'CONTINUOUS_INTEGRATION'].some((name) => ![undefined, '', '0', 'false'].includes(env[name]));

/** Chooses before anything is drawn: screens need a terminal at both ends that can move its cursor. */
export const chooseFrontEnd = ({isTerminal, env, wantsLines}: FrontEndInput): 'screen' | 'lines' =>
	wantsLines || !isTerminal || env['TERM'] === 'dumb' || (env['TERM'] ?? '') === '' || isInCi(env) ? 'lines' : 'screen';

/** True where the locale says that the terminal takes UTF-8, and its font has more than letters: the Linux console's has not. */
export const hasUnicode = (env: FrontEndInput['env']): boolean => {
	const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((each) => each !== undefined && each !== '') ?? '';
	return /utf-?8/i.test(locale) && env['TERM'] !== 'linux';
};
