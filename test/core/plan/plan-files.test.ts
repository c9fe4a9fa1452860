import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Artifact} from '../../../source/core/artifacts/artifact.ts';
import type {FileFacts} from '../../../source/core/facts/node-facts.ts';
import {planFiles} from '../../../source/core/plan/plan-files.ts';
import type {NodeRecord} from '../../../source/core/record/record.ts';
import {answersFacts, digest, fileFacts, nodeFacts, paths} from '../../support/plan-facts.ts';

const config: Artifact = {id: 'kubelet-config', path: paths.config, content: 'kind: KubeletConfiguration\n', mode: 0o644, owner: 'root:root', isSecret: false};

const record = (files: Readonly<Record<string, string>>): NodeRecord => ({name: 'node-1', address: 'a', plan: 'p', stage: 'ready', files, addresses: [], dnsNames: []});

const plan = (files: readonly FileFacts[], options: {readonly artifacts?: readonly Artifact[]; readonly record?: NodeRecord; readonly needsToken?: boolean; readonly unitFiles?: readonly FileFacts[]} = {}) =>
	planFiles({
		answers: answersFacts(),
		facts: nodeFacts('node-1', {files, unitFiles: options.unitFiles ?? []}),
		artifacts: options.artifacts ?? [config],
		record: options.record,
		needsToken: options.needsToken ?? false,
		digest,
	});

test.each<[string, FileFacts, string]>([
	['same bytes, mode and owner', fileFacts(paths.config, config.content), 'keep'],
	['no file', fileFacts(paths.config, undefined), 'create'],
	['other bytes', fileFacts(paths.config, 'kind: Other\n'), 'change'],
	['another mode', fileFacts(paths.config, config.content, {mode: 0o666}), 'change'],
	['another owner', fileFacts(paths.config, config.content, {owner: 'kube:kube'}), 'change'],
	['an empty file', fileFacts(paths.config, ''), 'change'],
])('%s: %s', (_title, seen, action) => {
	const [change] = plan([seen]);
	expect(change).toMatchObject({artifact: 'kubelet-config', path: paths.config, action, before: seen.sha256});
	expect(change?.content).toBe(action === 'keep' ? undefined : config.content);
});

test('a path that the survey was not asked about is not there', () => {
	expect(plan([])).toMatchObject([{action: 'create', before: ''}]);
});

test('a change of mode alone has no diff', () => {
	expect(plan([fileFacts(paths.config, config.content, {mode: 0o600})])[0]).not.toHaveProperty('diff');
});

test('a file whose content the survey withheld is compared by its digest, without a diff', () => {
	const {content: _content, ...withheld} = fileFacts(paths.config, 'old\n');
	expect(plan([withheld])[0]).toMatchObject({action: 'change'});
	expect(plan([withheld])[0]).not.toHaveProperty('diff');
});

test('unit files are found where systemd lists them', () => {
	const unit: Artifact = {id: 'kubelet-drop-in', path: '/run/x.conf', content: 'x\n', mode: 0o644, owner: 'root:root', isSecret: false};
	expect(plan([], {artifacts: [unit], unitFiles: [fileFacts('/run/x.conf', 'x\n')]})).toMatchObject([{action: 'keep'}]);
});

test('a text with something like a secret counts as one: its diff is struck out', () => {
	const unit: Artifact = {...config, id: 'kubelet-unit', content: 'Environment=HTTPS_PROXY=http://u:hunter2@proxy\n--v=4\n'};
	const [change] = plan([fileFacts(paths.config, 'Environment=HTTPS_PROXY=http://u:hunter2@proxy\n')], {artifacts: [unit]});
	expect(change).toMatchObject({isSecret: true, action: 'change'});
	expect(change?.diff).toContain('+--v=4');
	expect(change?.diff).not.toContain('hunter2');
});

test.each<[string, FileFacts, Readonly<Record<string, string>>, boolean]>([
	['as the last run left it is not edited', fileFacts(paths.config, 'old\n'), {[paths.config]: digest('old\n')}, false],
	['changed since is edited', fileFacts(paths.config, 'edited\n'), {[paths.config]: digest('old\n')}, true],
	['deleted since is edited', fileFacts(paths.config, undefined), {[paths.config]: digest('old\n')}, true],
	['never written by us is not edited', fileFacts(paths.config, 'theirs\n'), {}, false],
])('a file %s by hand', (_title, seen, recorded, expected) => {
	expect(plan([seen], {record: record(recorded)})[0]?.wasEditedByHand).toBe(expected);
});

test.each<[string, boolean, boolean, readonly string[]]>([
	['a token is needed and none is there', true, false, ['create']],
	['a token is needed and an old one is there', true, true, ['change']],
	['no token is needed and an old one is there', false, true, ['delete']],
	['no token is needed and none is there', false, false, []],
])('bootstrap kubeconfig: %s', (_title, needsToken, exists, actions) => {
	const seen = fileFacts(paths.bootstrapKubeconfig, exists ? 'token: abcdef.0123456789abcdef\n' : undefined);
	const changes = plan([seen], {artifacts: [], needsToken});
	expect(changes.map(({action}) => action)).toEqual(actions);
	expect(changes.every(({isSecret, mode, diff, content}) => isSecret && mode === 0o600 && diff === undefined && content === undefined)).toBe(true);
});

test.each<[string, boolean, Readonly<Record<string, string>>, string | undefined]>([
	['its own architecture', false, {amd64: 'amd', any: 'all'}, 'amd'],
	['any architecture', false, {arm64: 'arm', any: 'all'}, 'all'],
	['another architecture only', false, {arm64: 'arm'}, undefined],
	['a kubelet that is there already', true, {amd64: 'amd'}, undefined],
])('a binary for %s', (_title, exists, binaries, source) => {
	const answers = answersFacts();
	const changes = planFiles({
		answers: {...answers, kubelet: {...answers.kubelet, binaries: Object.fromEntries(Object.entries(binaries).map(([name, file]) => [name, {source: file, sha256: 'ab'}]))}},
		facts: nodeFacts('node-1', {kubelet: {path: paths.binary, exists}}),
		artifacts: [],
		record: undefined,
		needsToken: false,
		digest,
	});
	expect(changes.map(({binary}) => binary?.source)).toEqual(source === undefined ? [] : [source]);
	expect(changes.every(({mode, path, action, content}) => mode === 0o755 && path === paths.binary && action === 'create' && content === undefined)).toBe(true);
});

test('files as the plan wrote them are kept, whatever was there before', () => {
	const text = fc.constantFrom('', 'a\n', 'kind: KubeletConfiguration\n', '--token=x\n', 'no end');
	const seenFile = fc.option(fc.record({content: text, mode: fc.constantFrom(0o600, 0o644), owner: fc.constantFrom('root:root', 'kube:kube')}), {nil: undefined});
	fc.assert(
		fc.property(fc.array(fc.tuple(text, seenFile), {maxLength: 4}), (drawn) => {
			const artifacts = drawn.map(([content], index): Artifact => ({...config, path: `/etc/${index}`, content}));
			const seen = drawn.map(([, file], index) => fileFacts(`/etc/${index}`, file?.content, file === undefined ? {} : {mode: file.mode, owner: file.owner}));
			const changes = plan(seen, {artifacts});
			const after = changes.map(({path, content, mode, owner}, index) => (content === undefined ? seen[index]! : fileFacts(path, content, {mode, owner})));
			expect(changes.every(({action, content}) => (action === 'keep') === (content === undefined))).toBe(true);
			expect(plan(after, {artifacts}).map(({action}) => action)).toEqual(drawn.map(() => 'keep'));
		}),
	);
});
