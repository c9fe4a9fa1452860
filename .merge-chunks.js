// Merges chunks that a screen needs before its first frame. esbuild parts modules by who needs them, to the last: sixty files for the wizard, and each
// costs Node.js most of a millisecond. Here only these starts count, and all else as one.
import {createHash} from 'node:crypto';
import {basename, dirname, relative, resolve} from 'node:path';
import {build} from 'esbuild';

/** Chunks by what they are loaded for, where that is one of the starts: everything that is needed for the same lies in one list. */
const groupOutputs = (outputs, starts) => {
	const neededFor = new Map(Object.keys(outputs).map((path) => [path, new Set()]));
	const mark = (path, start) => {
		if (!neededFor.get(path).has(start)) {
			neededFor.get(path).add(start);
			outputs[path].imports.filter(({kind, external}) => kind === 'import-statement' && external !== true).forEach((each) => mark(each.path, start));
		}
	};
	for (const [path, {entryPoint}] of Object.entries(outputs)) {
		if (entryPoint !== undefined) {
			mark(path, Object.keys(starts).find((start) => starts[start].includes(entryPoint)) ?? 'others');
		}
	}
	const groups = Map.groupBy(neededFor.keys(), (path) => [...neededFor.get(path)].toSorted((one, other) => (one < other ? -1 : 1)).join('-'));
	return new Map([...groups].filter(([name]) => name !== '' && name !== 'others'));
};

/** Builds the files of a bundle anew, from those in memory; resolves to what esbuild would write. `starts` are the entry points of each start. */
export const mergeChunks = async ({metafile: {outputs}, outputFiles}, starts, options) => {
	const texts = new Map(outputFiles.map(({path, text}) => [relative('.', path), text]));
	const mergedOf = new Map();
	const members = new Map();
	for (const [name, paths] of groupOutputs(outputs, starts)) {
		const merged = `dist/chunks/${name}-${createHash('sha256').update(paths.join()).digest('hex').slice(0, 8)}.js`;
		members.set(merged, paths);
		paths.forEach((path) => mergedOf.set(path, merged));
	}
	// Two chunks may export different things by one name.
	const nameIn = (path, name) => `${basename(path, '.js').replaceAll(/\W/g, '_')}_${name}`;
	const exportsOf = (path, from) => (outputs[path].exports.length === 0 ? `import ${JSON.stringify(from)};` : `export {${outputs[path].exports.map((name) => `${nameIn(path, name)} as ${name}`).join(', ')}} from ${JSON.stringify(from)};`);

	const merge = {
		name: 'merge-chunks',
		setup({onResolve, onLoad}) {
			onResolve({filter: /.*/}, ({path, importer, kind, namespace, resolveDir}) => {
				if (kind === 'entry-point') {
					// esbuild begins it with ./ where such a file is there from an earlier build.
					const entry = relative('.', path);
					return members.has(entry) ? {path: entry, namespace: 'merged'} : mergedOf.has(entry) ? {path: `${dirname(entry)}:${entry}`, namespace: 'facade'} : {path: entry, namespace: 'chunk'};
				}
				if (namespace === 'facade') {
					return {path, external: true};
				}
				const target = namespace === 'merged' ? path : relative('.', resolve(resolveDir, path));
				const merged = mergedOf.get(target);
				if (kind === 'dynamic-import' || !texts.has(target) || (merged === undefined && namespace !== 'merged')) {
					return {path, external: true};
				}
				return namespace === 'merged' || merged === mergedOf.get(importer) ? {path: target, namespace: 'chunk'} : {path: `${dirname(importer)}:${target}`, namespace: 'facade'};
			});
			onLoad({filter: /.*/, namespace: 'merged'}, ({path}) => ({contents: members.get(path).map((each) => (outputs[each].exports.length === 0 ? `import ${JSON.stringify(each)};` : `export {${outputs[each].exports.map((name) => `${name} as ${nameIn(each, name)}`).join(', ')}} from ${JSON.stringify(each)};`)).join('\n')}));
			// Its path says where it is imported from, and what it stands for.
			onLoad({filter: /.*/, namespace: 'facade'}, ({path}) => {
				const [folder, target] = path.split(':');
				return {contents: exportsOf(target, `./${relative(folder, mergedOf.get(target))}`)};
			});
			onLoad({filter: /.*/, namespace: 'chunk'}, ({path}) => ({contents: texts.get(path), resolveDir: resolve(dirname(path))}));
		},
	};

	// A dynamic import finds what was merged in the place where it was.
	const kept = Object.keys(outputs).filter((path) => path.endsWith('.js') && (!mergedOf.has(path) || outputs[path].entryPoint !== undefined));
	return build({...options, entryPoints: [...kept, ...members.keys()].map((path) => ({in: path, out: relative('dist', path).replace(/\.js$/, '')})), outdir: 'dist', bundle: true, format: 'esm', platform: 'node', plugins: [merge], metafile: true, write: false});
};
