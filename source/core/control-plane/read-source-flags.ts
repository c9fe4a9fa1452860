import {readFlags, type FlagUse} from '../artifacts/unit/read-flags.ts';
import {readServiceCommand, type ServiceCommand} from '../artifacts/unit/read-service-command.ts';
import {isBooleanFlag} from './component-flags.ts';
import type {ComponentName, Setup, SourceDefect, SourceFile, WrittenFlags} from './component.ts';
import {readManifest, toHostPath, type Manifest} from './read-manifest.ts';

/** The flags of a source with all that an edit of them needs. */
export type SourceReading =
	| {readonly kind: 'unit'; readonly binary: string; readonly flags: readonly FlagUse[]; readonly command: ServiceCommand; readonly files: readonly SourceFile[]}
	| {readonly kind: 'manifest'; readonly binary: string; readonly flags: readonly FlagUse[]; readonly manifest: Manifest; readonly file: SourceFile};

/** Reads the flags that a component's next start would have from the files of its setup. */
export const readSourceFlags = (name: ComponentName, setup: Setup): SourceReading | SourceDefect => {
	if (setup.kind === 'other') {
		return {path: setup.supervisor, reason: 'unknown-way', detail: setup.supervisor};
	}
	const isBoolean = (flag: string): boolean => isBooleanFlag(name, flag);
	if (setup.kind === 'systemd') {
		const command = readServiceCommand(setup.files, name);
		const flags = 'reason' in command ? command : readFlags(command, isBoolean);
		return 'reason' in command ? command : 'reason' in flags ? flags : {kind: 'unit', binary: command.binary, flags, command, files: setup.files};
	}
	const {path, content} = setup.manifest;
	if (content === undefined) {
		return {path, reason: 'unreadable', detail: path};
	}
	const manifest = readManifest(path, content, name);
	const flags = 'reason' in manifest ? manifest : readFlags(manifest, isBoolean);
	return 'reason' in manifest ? manifest : 'reason' in flags ? flags : {kind: 'manifest', binary: manifest.binary, flags, manifest, file: setup.manifest};
};

const contentOf = (reading: SourceReading, path: string): string => (reading.kind === 'manifest' ? reading.file.content : reading.files.find((file) => file.path === path)?.content) ?? '';

/** Tells the flags of a reading with the place of each. */
export const listWrittenFlags = (reading: SourceReading | SourceDefect): WrittenFlags => {
	if ('reason' in reading) {
		return {isUnderstood: false, defect: reading};
	}
	const flags = reading.flags.map(({name, value, isOpaque, argument, valueArgument}) => {
		const {path, words} = argument.list;
		const start = words[argument.index]?.start ?? 0;
		const end = words[(valueArgument ?? argument).index]?.end ?? start;
		return {name, value, isOpaque, place: {path, line: contentOf(reading, path).slice(0, start).split('\n').length, start, end}};
	});
	return {isUnderstood: true, binary: reading.binary, flags};
};

/** Where a path that a flag names is on the host: of a static pod, behind its mounts; undefined where it is in the image. */
export const locateOnHost = (reading: SourceReading | SourceDefect, path: string): string | undefined =>
	'reason' in reading || reading.kind === 'unit' ? path : toHostPath(reading.manifest.mounts, path);
