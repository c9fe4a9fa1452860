import {findKubeletFlag, normalizeFlagName} from '../../kubernetes-versions/kubelet-flags.ts';
import type {Argument, ServiceCommand, UnitDefect} from './read-service-command.ts';

/** A flag as it is written: in one argument (`--name=value`, `--name`, `-v2`) or in two (`--name value`). */
export type FlagUse = {
	/** Normalized, without dashes. */
	readonly name: string;
	readonly value: string;
	/** The value holds a specifier and cannot be told. */
	readonly isOpaque: boolean;
	readonly argument: Argument;
	/** The argument of the value, where it is one of its own. */
	readonly valueArgument?: Argument;
};

// Shorthands: component-base/logs/api/v1/options.go (v), cobra's help. Everything behind the letter is the value.
const shorthand = /^-([vh])=?(.*)$/s;

const isKubeletBoolean = (name: string): boolean => findKubeletFlag(name)?.isBoolean === true;

/**
 * Reads the arguments as pflag does (github.com/spf13/pflag, parseArgs): a boolean flag never takes the next argument, every other one without
 * `=` does. `isBoolean` tells the program's boolean flags by normalized name; the kubelet's, where it is left out.
 */
export const readFlags = ({arguments: all}: Pick<ServiceCommand, 'arguments'>, isBoolean: (name: string) => boolean = isKubeletBoolean): readonly FlagUse[] | UnitDefect => {
	const flags: FlagUse[] = [];
	for (let index = 0; index < all.length; index++) {
		const argument = all[index];
		if (argument === undefined) {
			break;
		}
		const {text, list, isOpaque} = argument;
		const [, long, equals, longValue] = /^--([^=]+)(=?)(.*)$/s.exec(text) ?? [];
		const [, short, shortValue] = shorthand.exec(text) ?? [];
		const name = normalizeFlagName(long ?? (short === 'h' ? 'help' : short) ?? (/^-[^-]/.test(text) ? (text.slice(1).split('=')[0] ?? '') : ''));
		if (name === '') {
			return {path: list.path, reason: 'positional', detail: text};
		}
		const isWhole = equals === '=' || (shortValue !== undefined && shortValue !== '') || (long === undefined && short === undefined) || isBoolean(name);
		if (isWhole) {
			// A name behind one dash is Go's own way (etcd); pflag refuses it, and the program that is told so does not start.
			const value = long === undefined ? (shortValue ?? text.split('=').slice(1).join('=')) : equals === '=' ? (longValue ?? '') : 'true';
			flags.push({name, value, isOpaque, argument});
		} else {
			index++;
			const valueArgument = all[index];
			if (valueArgument === undefined || valueArgument.list !== list) {
				return {path: list.path, reason: 'split-flag', detail: text};
			}
			flags.push({name, value: valueArgument.text, isOpaque: valueArgument.isOpaque, argument, valueArgument});
		}
	}
	return flags;
};
