/** What decides whether colours are written to a stream. */
export type ColourInput = {
	readonly isTerminal: boolean;
	/** --no-color. */
	readonly noColour: boolean;
	readonly env: Readonly<Record<string, string | undefined>>;
};

/**
 * Chooses once for a stream. How many colours a terminal has does not matter: what is painted is bold, faint and six of its own palette, which the poorest
 * that has any colour has too. --no-color outweighs all; FORCE_COLOR outweighs NO_COLOR (https://no-color.org) and a missing terminal, as in Node.js itself (tty.WriteStream.getColorDepth).
 */
export const choosesColour = ({isTerminal, noColour, env}: ColourInput): boolean => {
	const forced = env['FORCE_COLOR'];
	if (noColour) {
		return false;
	}
	if (forced !== undefined) {
		return forced !== '0' && forced !== 'false';
	}
	return isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
};
