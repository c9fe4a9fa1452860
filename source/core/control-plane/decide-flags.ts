import type {UnitFlagDecision} from '../artifacts/unit/edit-unit-flags.ts';
import type {FlagUse} from '../artifacts/unit/read-flags.ts';
import {findListFlag, isSameValue, spellingsOf, splitItems} from './component-flags.ts';
import type {ComponentName} from './component.ts';
import type {WantedFlagChange} from './flag-change.ts';

/** Why a wanted change is not made: the flag stands twice, or its text is made of variables. */
export type FlagRefusal = {readonly reason: 'given-twice' | 'variable'; readonly flag: string; readonly path: string; readonly text: string};

/** The value of a list with the items in it: what takes one of them out is gone, and the order of all others stays. */
export const includeItems = (flag: string, value: string, items: readonly string[]): string => {
	const {newAt = 'end'} = findListFlag(flag) ?? {};
	const excluded = new Set(flag === 'controllers' ? items.flatMap((item) => spellingsOf(flag, item).map((name) => `-${name}`)) : []);
	const kept = splitItems(value).filter((item) => !excluded.has(item));
	const missing = items.filter((item) => !spellingsOf(flag, item).some((name) => kept.includes(name)));
	const wanted = newAt === 'start' ? [...missing, ...kept] : [...kept, ...missing];
	return missing.length === 0 && kept.length === splitItems(value).length ? value : wanted.join(',');
};

// In a unit `$` and in a manifest `$(` make a text that depends on more than this word.
const dependsOnVariable = ({argument, valueArgument, isOpaque}: FlagUse): boolean => {
	const textOf = (one: typeof argument): string => one.list.words[one.index]?.text ?? '';
	const texts = [argument, ...(valueArgument === undefined ? [] : [valueArgument])].map(textOf);
	return isOpaque || (argument.list.kind === 'command' && texts.some((text) => text.replaceAll('$$', '').includes('$')));
};

const decide = (component: ComponentName, uses: readonly FlagUse[], change: WantedFlagChange): UnitFlagDecision | FlagRefusal | undefined => {
	const {flag} = change;
	const last = uses.at(-1);
	const refuse = (reason: FlagRefusal['reason'], use: FlagUse): FlagRefusal => ({reason, flag, path: use.argument.list.path, text: use.argument.list.words[use.argument.index]?.text ?? ''});
	if (last === undefined) {
		const value = change.action === 'set' ? change.value : change.action === 'include' ? includeItems(flag, (findListFlag(flag)?.base ?? []).join(','), change.items) : undefined;
		return value === undefined ? undefined : {action: 'add', flag, value, uses: []};
	}
	const variable = uses.find(dependsOnVariable);
	const was = uses.map(({value}) => value).join(',');
	const value = change.action === 'set' ? change.value : change.action === 'include' ? includeItems(flag, was, change.items) : undefined;
	if (value !== undefined && variable === undefined && (change.action === 'include' ? value === was : uses.every((use) => isSameValue(component, flag, use.value, value)))) {
		return undefined;
	}
	if (variable !== undefined) {
		return refuse('variable', variable);
	}
	if (value === undefined) {
		return {action: 'remove', flag, uses};
	}
	return uses.length > 1 ? refuse('given-twice', last) : {action: 'change', flag, value, uses};
};

/** Decides what must happen to the flags of one source so that the wanted changes hold; what holds already needs nothing. */
export const decideFlags = (component: ComponentName, flags: readonly FlagUse[], wanted: readonly WantedFlagChange[]): {readonly decisions: readonly UnitFlagDecision[]; readonly refusals: readonly FlagRefusal[]} => {
	const decided = wanted.map((change) => decide(component, flags.filter(({name}) => name === change.flag), change)).filter((one) => one !== undefined);
	return {decisions: decided.filter((one) => 'action' in one), refusals: decided.filter((one) => 'reason' in one)};
};
