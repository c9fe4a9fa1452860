import fc from 'fast-check';
import {expect, test} from 'vitest';
import {resolveFlag, splitItems} from '../../../source/core/control-plane/component-flags.ts';
import type {Setup, SourceFile} from '../../../source/core/control-plane/component.ts';
import {editFlags} from '../../../source/core/control-plane/edit-flags.ts';
import type {SourceChange, WantedFlagChange} from '../../../source/core/control-plane/flag-change.ts';
import {listWrittenFlags, readSourceFlags} from '../../../source/core/control-plane/read-source-flags.ts';
import {component, podSetup, systemdSetup} from '../../support/control-plane.ts';

const name = 'kube-apiserver';
const unit = '/etc/systemd/system/kube-apiserver.service';
const binary = '/usr/local/bin/kube-apiserver';

const texts = fc.constantFrom('true', 'false', 'a', '/x/y.pem', '10', 'Node,RBAC', 'NamespaceLifecycle', 'https://10.0.0.1:2379,https://10.0.0.2:2379', 'api/all=true', '1h0m0s');
const names = ['v', 'allow-privileged', 'audit-log-path', 'authorization-mode', 'enable-admission-plugins', 'etcd-servers', 'enable-bootstrap-token-auth', 'token-auth-file', 'runtime-config', 'profiling', 'service-node-port-range'];

/** Flags, each once: of two of one name nobody edits one. */
const flags = fc.uniqueArray(fc.record({name: fc.constantFrom(...names), text: texts, isApart: fc.boolean(), quote: fc.constantFrom('', '"', "'")}), {selector: (flag) => flag.name, maxLength: 9});
type Flags = typeof flags extends fc.Arbitrary<infer Value> ? Value : never;

const isSwitch = (flag: string): boolean => ['allow-privileged', 'enable-bootstrap-token-auth', 'profiling'].includes(flag);
const plainWord = ({name: flag, text, isApart}: Flags[number]): string => (isApart && !isSwitch(flag) ? `--${flag} ${text}` : `--${flag}=${text}`);
const unitWord = (flag: Flags[number]): string => (flag.isApart && !isSwitch(flag.name) ? plainWord(flag) : `${flag.quote}${plainWord(flag)}${flag.quote}`);

const layouts: Readonly<Record<string, (given: Flags) => Setup>> = {
	'one-line': (given) => systemdSetup([unit, `[Unit]\nDescription=x\n\n[Service]\nExecStart=${[binary, ...given.map(unitWord)].join(' ')}\nRestart=always`]),
	'many-lines': (given) => systemdSetup([unit, `[Service]\nExecStart=${[binary, ...given.map(unitWord)].join(' \\\n  ')}\nRestart=always\n`]),
	comments: (given) => systemdSetup([unit, `[Service]\nExecStart=${[binary, ...given.map((flag, index) => `${index % 2 === 0 ? '' : `# why ${index}\n\t`}${unitWord(flag)}`)].join(' \\\n\t')}\n# end\n`]),
	'environment-file': (given) => systemdSetup([unit, `[Service]\nEnvironmentFile=-/opt/kubernetes/cfg/kube-apiserver.conf\nExecStart=${binary} $OPTS\n`], ['/opt/kubernetes/cfg/kube-apiserver.conf', `# options\nOTHER=1\nOPTS="${given.map(plainWord).join(' \\\n')}"\nLAST=2\n`]),
	'bare-environment-file': (given) => systemdSetup([unit, `[Service]\nEnvironmentFile=/e\nExecStart=${binary} $OPTS\n`], ['/e', `OPTS=${given.map(plainWord).join(' ')}`]),
	environment: (given) => systemdSetup([unit, `[Service]\nEnvironment="OPTS=${given.map(plainWord).join(' ')}" OTHER=1\nExecStart=${binary} \\\n  $OPTS\n`]),
	'drop-in': (given) => systemdSetup([unit, '[Service]\nExecStart=/bin/false\n'], [`${unit}.d/10-x.conf`, `[Service]\nExecStart=\nExecStart=${[binary, ...given.map(unitWord)].join(' \\\n\t')}\n`]),
	'static-pod': (given) => podSetup(`apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - command:\n    - kube-apiserver\n${given.map((flag) => `    - --${flag.name}=${flag.text}\n`).join('')}    image: x # y\n    volumeMounts:\n    - mountPath: /x\n      name: x\n  volumes:\n  - hostPath:\n      path: /x\n    name: x\n`),
	'static-pod-in-brackets': (given) => podSetup(`spec: {containers: [{name: kube-apiserver, command: [${['kube-apiserver', ...given.map((flag) => `--${flag.name}=${flag.text}`)].map((word) => JSON.stringify(word)).join(', ')}]}]}\n`),
};

const wish = fc.oneof(
	fc.record({action: fc.constant('set' as const), flag: fc.constantFrom('token-auth-file', 'v', 'audit-log-path'), value: fc.constantFrom('/x/token.csv', '/x/other', '7')}),
	fc.record({action: fc.constant('set' as const), flag: fc.constantFrom('enable-bootstrap-token-auth', 'profiling'), value: fc.constantFrom('true', 'false')}),
	fc.record({action: fc.constant('include' as const), flag: fc.constantFrom('authorization-mode', 'enable-admission-plugins'), items: fc.constantFrom(['Node'], ['NodeRestriction', 'Priority'])}),
	fc.record({action: fc.constant('remove' as const), flag: fc.constantFrom(...names)}),
);
const wishes = fc.uniqueArray(wish, {selector: ({flag}) => flag, minLength: 1, maxLength: 4});

const apply = (setup: Setup, changes: readonly SourceChange[]): Setup => {
	const update = (file: SourceFile): SourceFile => ({...file, content: changes.find(({path}) => path === file.path)?.content ?? file.content ?? ''});
	return setup.kind === 'systemd' ? {...setup, files: setup.files.map(update)} : setup.kind === 'static-pod' ? {...setup, manifest: update(setup.manifest)} : setup;
};

const readBack = (setup: Setup) => {
	const written = listWrittenFlags(readSourceFlags(name, setup));
	return written.isUnderstood ? written.flags : [];
};

const holds = (found: ReturnType<typeof readBack>, change: WantedFlagChange): boolean => {
	const value = resolveFlag(found, change.flag);
	return change.action === 'remove' ? value === undefined : change.action === 'set' ? value === change.value : change.items.every((item) => splitItems(value ?? '').includes(item));
};

const scene = fc.record({given: flags, how: fc.constantFrom(...Object.keys(layouts)), wanted: wishes});

test('what was edited reads back as wanted, and every other flag as it was, in its order', () => {
	fc.assert(
		fc.property(scene, ({given, how, wanted}) => {
			const before = layouts[how]!(given);
			const edited = editFlags(component(name, before), wanted);
			if (!edited.isPossible) {
				throw new Error(JSON.stringify(edited.problems));
			}
			const after = readBack(apply(before, edited.changes));
			expect(wanted.filter((change) => !holds(after, change))).toEqual([]);
			const others = (found: ReturnType<typeof readBack>) => found.filter((flag) => wanted.every((change) => change.flag !== flag.name)).map((flag) => [flag.name, flag.value]);
			expect(others(after)).toEqual(others(readBack(before)));
			expect(editFlags(component(name, apply(before, edited.changes)), wanted)).toEqual({isPossible: true, changes: [], flags: []});
		}),
		{numRuns: 400},
	);
});

/** The lines that both have, in order, by their own words: what an edit may not touch. */
const keepsLines = (before: string, after: string, touched: ReadonlySet<string>): boolean => {
	// A flag beside a program that had none stands on the program's line.
	const own = before.split('\n').filter((line) => !line.includes('kube-apiserver') && [...touched].every((flag) => !line.includes(flag)));
	const left = after.split('\n');
	let at = 0;
	// A line that is no longer the last of its list gets a backslash, and one before a line that went may lose it; a flag beside a lonely one stands
	// on its line, and one that has become the first stands behind the variable's name.
	const bare = (line: string): string => line.replace(/[ "]*\\?$/, '');
	const isIn = (each: string, line: string): boolean => [bare(each), bare(each).replace(/^OPTS="/, '')].some((text) => text === bare(line) || text.startsWith(`${bare(line)} --`));
	return own.every((line) => {
		const found = left.findIndex((each, index) => index >= at && isIn(each, line));
		at = found + 1;
		return found >= 0;
	});
};

test('lines that hold no flag that changes stay byte for byte, comments and the end of the file as well', () => {
	fc.assert(
		fc.property(flags, fc.constantFrom('many-lines', 'comments', 'environment-file', 'drop-in', 'static-pod'), wishes, (given, how, wanted) => {
			const edited = editFlags(component(name, layouts[how]!(given)), wanted);
			for (const {before, content} of edited.isPossible ? edited.changes : []) {
				expect(keepsLines(before, content, new Set(wanted.map(({flag}) => flag)))).toBe(true);
				expect(content.endsWith('\n')).toBe(before.endsWith('\n'));
			}
		}),
		{numRuns: 4000},
	);
});
