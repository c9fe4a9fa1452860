import {isSameValue, readOnceFlags, resolveFlag} from './component-flags.ts';
import type {Component, FlagDrift, ReferencedFile, Staleness, WrittenFlags} from './component.ts';

// systemd and ps round to whole seconds; a file written in the second of the start may be either.
const slackMs = 2000;

const namesOf = (flags: readonly {readonly name: string}[]): readonly string[] => [...new Set(flags.map(({name}) => name))];

const findDrifts = (component: Component['name'], process: NonNullable<Component['process']>, written: WrittenFlags): readonly FlagDrift[] => {
	if (!written.isUnderstood) {
		return [];
	}
	// What a specifier stands for cannot be told, so it is no drift either.
	const opaque = new Set(written.flags.filter(({isOpaque}) => isOpaque).map(({name}) => name));
	return namesOf([...process.flags, ...written.flags])
		.filter((name) => !opaque.has(name))
		.flatMap((flag) => {
			const [running, next] = [resolveFlag(process.flags, flag), resolveFlag(written.flags, flag)];
			const isSame = running === next || (running !== undefined && next !== undefined && isSameValue(component, flag, running, next));
			return isSame ? [] : [{flag, ...(running === undefined ? {} : {running}), ...(next === undefined ? {} : {written: next})}];
		});
};

/** Compares what runs with what is written: flags by the value that holds, whatever their order, and files that are read at the start only by their age. */
export const findStaleness = (component: Component['name'], process: Component['process'], written: WrittenFlags, files: readonly ReferencedFile[]): Staleness => {
	if (process === undefined) {
		return {drifts: [], newerFiles: []};
	}
	const newer = files.filter(({exists, modifiedAtMs}) => exists && modifiedAtMs > process.startedAtMs + slackMs);
	return {
		drifts: findDrifts(component, process, written),
		newerFiles: newer.flatMap(({path, flags}) => readOnceFlags.filter((flag) => flags.includes(flag)).map((flag) => ({flag, path}))),
	};
};
