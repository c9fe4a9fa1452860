import {expect, test} from 'vitest';
import {planTokenFiles, type TokenFilesInput, writeTokenFiles} from '../../../source/core/token-file/plan-token-file.ts';
import {type MasterSketch, sketchMaster, tokenFilePath} from '../../support/token-file-masters.ts';

const shared = 'drawn,kubenroll-bootstrap,kubenroll,"system:bootstrappers,system:bootstrappers:kubenroll"\n';
const guide = 'guide-token,kubelet-bootstrap,10001,"system:kubelet-bootstrap"\n';
const alice = 'alice-token,alice,7,"system:masters"\n';

const input = (sketches: readonly MasterSketch[], options: Partial<Omit<TokenFilesInput, 'masters'>> = {}): TokenFilesInput => ({
	purpose: 'keep',
	settings: {path: tokenFilePath, rows: 'shared', spareRows: 0, mendRows: false, retire: false},
	masters: sketches.map(sketchMaster),
	unread: [],
	needyNodes: [],
	assigned: new Map(),
	digest: (text) => `digest of ${text.length}`,
	...options,
});

const perform = (given: TokenFilesInput): Readonly<Record<string, string>> => Object.fromEntries(writeTokenFiles(given, planTokenFiles(given), new Map([['kubenroll-bootstrap', 'drawn']])));

const outline = (given: TokenFilesInput): readonly string[] => planTokenFiles(given).masters.map(({name, file, flags, problems}) => [name, file?.action ?? 'keep', ...flags.map(({action, flag}) => `${action} --${flag}`), ...problems.map(({code, severity}) => `${severity} ${code}`)].join(', '));

test('wants nothing of a cluster whose nodes need no token', () => {
	expect(outline(input([{name: 'm1'}, {name: 'm2', text: guide}]))).toEqual(['m1, keep', 'm2, keep']);
});

test('puts a row on every master, and the flag where it is missing', () => {
	const given = input([{name: 'm1', text: alice}, {name: 'm2', text: ''}], {needyNodes: ['n1']});
	expect(outline(given)).toEqual(['m1, change', 'm2, change']);
	expect(perform(given)).toEqual({m1: alice + shared, m2: shared});
	const fresh = input([{name: 'm1'}, {name: 'm2'}], {needyNodes: ['n1']});
	expect(outline(fresh)).toEqual(['m1, create, set --token-auth-file', 'm2, create, set --token-auth-file']);
	expect(planTokenFiles(fresh).masters[0]?.file).toMatchObject({path: tokenFilePath, mode: 0o600, owner: 'root:root', isSecret: true, before: ''});
});

test('gives a forgotten master the whole file, so that all have the same', () => {
	expect(perform(input([{name: 'm1', text: alice}, {name: 'm2'}], {needyNodes: ['n1']}))).toEqual({m1: alice + shared, m2: alice + shared});
});

test('never copies a token that anybody knows', () => {
	const published = '02b50b05283e98dd0fd71db496ef01e8,kubelet-bootstrap,10001,"system:kubelet-bootstrap"\n';
	expect(perform(input([{name: 'm1', text: published + alice}, {name: 'm2'}], {needyNodes: ['n1']}))).toEqual({m1: published + alice + shared, m2: alice + shared});
});

test('has nothing to do when run again', () => {
	expect(outline(input([{name: 'm1', text: alice + shared}, {name: 'm2', text: shared + alice}], {needyNodes: ['n2']}))).toEqual(['m1, keep', 'm2, keep']);
});

test('says which master lost the row, and puts it back with the token that the others know', () => {
	const given = input([{name: 'm1', text: shared}, {name: 'm2', text: shared}, {name: 'm3', text: alice}]);
	expect(planTokenFiles(given).problems.map(({code, params}) => [code, params])).toEqual([
		['token-row-lost', {user: 'kubenroll-bootstrap', on: ['m1', 'm2'], missingOn: ['m3']}],
		['token-row-missing', {user: 'alice', on: ['m3'], missingOn: ['m1', 'm2']}],
	]);
	expect(perform(given)).toEqual({m3: alice + shared});
});

test('tells of rows of others that a master lacks, and copies none', () => {
	const given = input([{name: 'm1', text: guide + alice}, {name: 'm2', text: guide}], {needyNodes: ['n1']});
	expect(planTokenFiles(given).problems.map(({code, params}) => [code, params])).toEqual([['token-row-missing', {user: 'alice', on: ['m1'], missingOn: ['m2']}]]);
	expect(perform(given)).toEqual({m1: guide + alice + shared, m2: guide + shared});
});

test('shows what changes with every token struck out', () => {
	const given = input([{name: 'm1', text: guide}], {needyNodes: ['n1']});
	const plan = planTokenFiles(given);
	expect(plan.masters[0]?.file?.diff).toContain('+[secret],kubenroll-bootstrap,kubenroll,"system:bootstrappers,system:bootstrappers:kubenroll"');
	expect(JSON.stringify(plan)).not.toMatch(/guide-token|drawn/);
});

test('mends the comma bug only when asked', () => {
	const text = 'guide-token,kubelet-bootstrap,10001,system:bootstrappers,system:more\n';
	expect(outline(input([{name: 'm1', text}]))).toEqual(['m1, keep, warning token-row-misread']);
	const settings = {path: tokenFilePath, rows: 'shared', spareRows: 0, mendRows: true, retire: false} as const;
	const given = input([{name: 'm1', text}], {settings});
	expect(outline(given)).toEqual(['m1, change, notice token-row-misread']);
	expect(perform(given)).toEqual({m1: 'guide-token,kubelet-bootstrap,10001,"system:bootstrappers,system:more"\n'});
});

test('touches no master whose file would keep its apiserver from starting, and only warns where nothing is changed', () => {
	expect(outline(input([{name: 'm1', text: '# a note\n'}], {needyNodes: ['n1']}))).toEqual(['m1, change, error token-row-broken']);
	expect(outline(input([{name: 'm1', text: '# a note\n'}]))).toEqual(['m1, keep, warning token-row-broken']);
	expect(outline(input([{name: 'm1', text: alice, isHidden: true}], {needyNodes: ['n1']}))).toEqual(['m1, keep, error token-file-unreadable']);
	for (const isUnnamed of [false, true]) {
		expect(outline(input([{name: 'm1', text: alice, isOversized: true, isUnnamed}], {needyNodes: ['n1']}))).toEqual(['m1, keep, error token-file-oversized']);
	}
});

test('needs every master', () => {
	expect(planTokenFiles(input([], {needyNodes: ['n1']})).problems.map(({code}) => code)).toEqual(['token-file-without-masters']);
	expect(planTokenFiles(input([{name: 'm1'}], {needyNodes: ['n1'], unread: ['m2']})).problems.map(({code, params}) => [code, params])).toEqual([['token-file-master-unread', {masters: ['m2']}]]);
});

test('lets the user that the apiserver runs as own a new file, and tells of one that all may read', () => {
	expect(planTokenFiles(input([{name: 'm1', owner: 'kube:kube'}], {needyNodes: ['n1']})).masters[0]?.file?.owner).toBe('kube:kube');
	expect(outline(input([{name: 'm1', text: alice, mode: 0o644}]))).toEqual(['m1, keep, warning token-file-open']);
	const closed = input([{name: 'm1', text: alice, mode: 0o644}], {needyNodes: ['n1']});
	expect(outline(closed)).toEqual(['m1, change']);
	expect(planTokenFiles(closed).masters[0]?.file?.mode).toBe(0o600);
});

test('has an apiserver start anew that has not read its file, where rows of kubenroll are concerned', () => {
	const isStale = (given: TokenFilesInput): readonly boolean[] => planTokenFiles(given).masters.map((master) => master.isStale);
	expect(isStale(input([{name: 'm1', text: shared, isStale: true}, {name: 'm2', text: shared}]))).toEqual([true, false]);
	expect(isStale(input([{name: 'm1', text: alice, isStale: true}]))).toEqual([false]);
	expect(isStale(input([{name: 'm1', text: alice, isStale: true}], {purpose: 'remove'}))).toEqual([true]);
});

test('keeps a file that no apiserver reads yet, and tells whose rows come into force with it', () => {
	const given = input([{name: 'm1', text: alice, isUnnamed: true}], {needyNodes: ['n1']});
	expect(outline(given)).toEqual(['m1, change, set --token-auth-file, warning token-file-dormant']);
	expect(planTokenFiles(given).masters[0]?.file?.before).toBe(`digest of ${alice.length}`);
	expect(perform(given)).toEqual({m1: alice + shared});
	expect(outline(input([{name: 'm1', text: alice, isUnnamed: true}]))).toEqual(['m1, keep']);
});

test('takes its rows off, and the flag with the last row', () => {
	const given = input([{name: 'm1', text: alice + shared}, {name: 'm2', text: shared}], {purpose: 'remove'});
	expect(outline(given)).toEqual(['m1, change', 'm2, change, remove --token-auth-file']);
	expect(perform(given)).toEqual({m1: alice, m2: ''});
});

test('goes over to bootstrap tokens: rows that let kubelets in go, rows of people stay', () => {
	const given = input([{name: 'm1', text: guide + alice}, {name: 'm2', text: guide + shared}], {purpose: 'retire'});
	expect(outline(given)).toEqual(['m1, change', 'm2, change, remove --token-auth-file']);
	expect(perform(given)).toEqual({m1: alice, m2: ''});
});
