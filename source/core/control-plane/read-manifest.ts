import {isMap, isScalar, isSeq, LineCounter, type Document, type YAMLMap} from 'yaml';
import type {FieldPath} from '../answers/field-path.ts';
import {parseUnique} from '../answers/parse-unique.ts';
import type {Argument, WordList} from '../artifacts/unit/read-service-command.ts';
import type {ComponentName, SourceDefect} from './component.ts';

/** A folder or file of the host that a container sees. */
export type Mount = {readonly hostPath: string; readonly mountPath: string};

/** A static pod's manifest, as far as its flags go. The lists are those of `arguments`, by where they stand in the document. */
export type Manifest = {
	readonly document: Document.Parsed;
	readonly binary: string;
	readonly arguments: readonly Argument[];
	/** `spec.containers.N` of the component. */
	readonly container: FieldPath;
	readonly lists: ReadonlyMap<WordList, FieldPath>;
	readonly mounts: readonly Mount[];
};

const textOf = (node: unknown): string => (isScalar(node) && (typeof node.value === 'string' || typeof node.value === 'number') ? String(node.value) : '');

const readList = (path: string, container: YAMLMap, key: 'command' | 'args'): WordList => {
	const list = container.get(key, true);
	const words = isSeq(list) ? list.items.map((item) => ({text: textOf(item), characters: [], start: isScalar(item) ? (item.range?.[0] ?? 0) : 0, end: isScalar(item) ? (item.range?.[1] ?? 0) : 0})) : [];
	return {kind: 'manifest', path, variable: key, words, isExtensible: true};
};

const itemsOf = (map: unknown, key: string): readonly YAMLMap[] => {
	const list = isMap(map) ? map.get(key, true) : undefined;
	return isSeq(list) ? list.items.filter((item) => isMap(item)) : [];
};

const readMounts = (spec: unknown, container: YAMLMap): readonly Mount[] => {
	const hostPaths = new Map(itemsOf(spec, 'volumes').map((volume) => [textOf(volume.get('name', true)), textOf(volume.getIn(['hostPath', 'path'], true))]));
	return itemsOf(container, 'volumeMounts').flatMap((mount) => {
		const hostPath = hostPaths.get(textOf(mount.get('name', true))) ?? '';
		const mountPath = textOf(mount.get('mountPath', true));
		return hostPath === '' || mountPath === '' || mount.has('subPath') || mount.has('subPathExpr') ? [] : [{hostPath: hostPath.replace(/(?<=.)\/+$/, ''), mountPath: mountPath.replace(/(?<=.)\/+$/, '')}];
	});
};

/** Reads a static pod's manifest (YAML or JSON): the container that runs the program, and its command line. What is not certain is a defect. */
export const readManifest = (path: string, content: string, component: ComponentName): Manifest | SourceDefect => {
	const lines = new LineCounter();
	const document = parseUnique(content, {lineCounter: lines});
	const [error] = document.errors;
	if (error !== undefined || !isMap(document.contents)) {
		return {path, reason: 'not-yaml', detail: error === undefined ? '' : String(lines.linePos(error.pos[0]).line)};
	}
	const spec = document.contents.get('spec', true);
	const containers = itemsOf(spec, 'containers');
	const programOf = (container: YAMLMap): string => [...readList(path, container, 'command').words, ...readList(path, container, 'args').words][0]?.text ?? '';
	const isProgram = (text: string): boolean => text === component || text.endsWith(`/${component}`);
	const index = containers.findIndex((container) => isProgram(programOf(container)));
	const container = containers[index];
	if (container === undefined) {
		const named = containers.find((one) => textOf(one.get('name', true)) === component) ?? containers[0];
		return named === undefined || programOf(named) === '' ? {path, reason: 'no-container', detail: component} : {path, reason: 'wrapper', detail: programOf(named)};
	}
	const command = readList(path, container, 'command');
	const args = readList(path, container, 'args');
	const all = [command, args].flatMap((list) => list.words.map(({text}, at): Argument => ({text: text.replaceAll('$$(', '$('), isOpaque: /(?<!\$)\$\(/.test(text), list, index: at})));
	const base: FieldPath = ['spec', 'containers', index];
	return {
		document,
		binary: all[0]?.text ?? '',
		arguments: all.slice(1),
		container: base,
		lists: new Map([[command, [...base, 'command']], [args, [...base, 'args']]]),
		mounts: readMounts(spec, container),
	};
};

const isWithin = (path: string, folder: string): boolean => path === folder || folder === '/' || path.startsWith(`${folder}/`);

const swap = (path: string, from: string, to: string): string => (path === from ? to : `${to === '/' ? '' : to}/${path.slice(from === '/' ? 1 : from.length + 1)}`);

/** Where the container sees a file of the host; undefined where no mount holds it. */
export const toContainerPath = (mounts: readonly Mount[], path: string): string | undefined => {
	const found = mounts.filter(({hostPath}) => isWithin(path, hostPath)).toSorted((a, b) => b.hostPath.length - a.hostPath.length)[0];
	return found === undefined ? undefined : swap(path, found.hostPath, found.mountPath);
};

/** Where a file that the container sees is on the host; undefined where it is in the image. */
export const toHostPath = (mounts: readonly Mount[], path: string): string | undefined => {
	const found = mounts.filter(({mountPath}) => isWithin(path, mountPath)).toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0];
	return found === undefined ? undefined : swap(path, found.mountPath, found.hostPath);
};
