import {expect, test} from 'vitest';
import {chooseRows, pickRow, type RowChoice} from '../../../source/core/token-file/choose-rows.ts';
import {parseTokenFile} from '../../../source/core/token-file/parse-token-file.ts';

const own = (token: string, suffix = '', group = ''): string =>
	`${token},kubenroll-bootstrap${suffix},kubenroll${suffix},"system:bootstrappers,system:bootstrappers:kubenroll${group}"\n`;
const guide = 'old,kubelet-bootstrap,10001,"system:kubelet-bootstrap"\n';

const choose = (files: Readonly<Record<string, string | undefined>>, options: Partial<Omit<RowChoice, 'files'>> = {}) =>
	chooseRows({
		purpose: 'keep',
		rows: 'shared',
		spareRows: 0,
		needyNodes: [],
		assigned: new Map(),
		files: new Map(Object.entries(files).map(([host, text]) => [host, text === undefined ? undefined : parseTokenFile(text)])),
		...options,
	}).map(({user, action, node}) => [user.replace('kubenroll-bootstrap', 'kb'), action, ...(node === undefined ? [] : [node])].join(' '));

test.each([
	{title: 'wants nothing while no node needs a token', files: {m1: guide, m2: undefined}, options: {}, rows: []},
	{title: 'makes one row for all nodes', files: {m1: guide, m2: undefined}, options: {needyNodes: ['n1', 'n2']}, rows: ['kb create']},
	{title: 'uses the shared row that is there', files: {m1: own('t'), m2: own('t')}, options: {needyNodes: ['n3']}, rows: ['kb keep']},
	{title: 'puts back a row that a master lost', files: {m1: own('t'), m2: guide}, options: {}, rows: ['kb restore']},
	{title: 'puts back a row where a master has no file', files: {m1: own('t'), m2: undefined}, options: {}, rows: ['kb restore']},
	{title: 'takes a row with two tokens for one that is missing somewhere', files: {m1: own('t'), m2: own('t'), m3: own('x')}, options: {}, rows: ['kb restore']},
	{title: 'makes a row a node, bound to it', files: {m1: undefined}, options: {rows: 'per-node' as const, needyNodes: ['n1', 'n2.lan']}, rows: ['kb:n1 create n1', 'kb:n2.lan create n2.lan']},
	{title: 'fills up spare rows when masters are restarted anyway', files: {m1: undefined}, options: {rows: 'per-node' as const, spareRows: 2, needyNodes: ['n1']}, rows: ['kb:n1 create n1', 'kb:spare:1 create', 'kb:spare:2 create']},
	{title: 'gives a new node a spare row, so that nothing is restarted', files: {m1: own('t', ':spare:1')}, options: {rows: 'per-node' as const, spareRows: 5, needyNodes: ['n2']}, rows: ['kb:spare:1 keep n2']},
	{title: 'never gives the spare row of one node to another', files: {m1: own('t', ':spare:1')}, options: {rows: 'per-node' as const, needyNodes: ['n2'], assigned: new Map([['kubenroll-bootstrap:spare:1', 'n1']])}, rows: ['kb:spare:1 keep n1', 'kb:n2 create n2']},
	{title: 'lets a node go on with the spare row it was given', files: {m1: own('t', ':spare:1')}, options: {rows: 'per-node' as const, needyNodes: ['n1'], assigned: new Map([['kubenroll-bootstrap:spare:1', 'n1']])}, rows: ['kb:spare:1 keep n1']},
	{title: 'never uses a spare number again', files: {m1: undefined}, options: {rows: 'per-node' as const, spareRows: 1, needyNodes: ['n2'], assigned: new Map([['kubenroll-bootstrap:spare:7', 'n1']])}, rows: ['kb:n2 create n2', 'kb:spare:8 create']},
	{title: 'gives out no spare row that a master lacks', files: {m1: own('t', ':spare:1'), m2: undefined}, options: {rows: 'per-node' as const, needyNodes: ['n2']}, rows: ['kb:spare:1 restore', 'kb:n2 create n2']},
	{title: "takes off its own rows and no others'", files: {m1: guide + own('t') + own('s', ':n1', ',system:bootstrappers:kubenroll:node:n1'), m2: 'x,alice,1,"system:masters"\n'}, options: {purpose: 'remove' as const}, rows: ['kb delete', 'kb:n1 delete']},
	{title: "takes off every row that bootstraps on the way over, and no person's", files: {m1: guide + own('t') + 'x,alice,1,"system:masters"\n', m2: 'y,joiner,2,"system:bootstrappers"\n'}, options: {purpose: 'retire' as const}, rows: ['kubelet-bootstrap delete', 'kb delete', 'joiner delete']},
])('$title', ({files, options, rows}) => {
	expect(choose(files, options)).toEqual(rows);
});

test('picks the row that a node asks with', () => {
	const rows = chooseRows({purpose: 'keep', rows: 'per-node', spareRows: 0, needyNodes: ['n1'], assigned: new Map(), files: new Map([['m1', undefined]])});
	expect(pickRow(rows, 'per-node', 'n1')?.groups).toEqual(['system:bootstrappers', 'system:bootstrappers:kubenroll', 'system:bootstrappers:kubenroll:node:n1']);
	expect(pickRow(rows, 'per-node', 'n2')).toBeUndefined();
	expect(pickRow(rows, 'shared', 'n1')).toBeUndefined();
});
