/* The corpus against an API server: every request is filed as whoever asks, and judged through the command line. */
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {openFolder} from '../adapters/kubernetes/kubeconfig-folder.ts';
import {openRaw, requestsPath} from '../adapters/kubernetes-contract/contract-target.ts';
import {corpus} from '../fixtures/csr-corpus/corpus.ts';
import {buildCorpus, type CorpusCase, corpusAnswers} from './corpus-objects.ts';
import {runCli} from './run-cli.ts';

export type CorpusServer = {
	/** Path of a kubeconfig of somebody in system:masters. */
	readonly kubeconfig: string;
	readonly close: () => Promise<void>;
};

type Judged = {readonly name: string; readonly verdict: string; readonly reasons: readonly {readonly rule: string; readonly verdict: string}[]};

// Whoever asks may ask: what they are given is the question.
const role = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'corpus'}, rules: [{apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests'], verbs: ['create']}]};
const binding = {
	apiVersion: 'rbac.authorization.k8s.io/v1',
	kind: 'ClusterRoleBinding',
	metadata: {name: 'corpus'},
	roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'corpus'},
	subjects: ['system:authenticated', 'system:unauthenticated'].map((name) => ({kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name})),
};

const weight = ['PASS', 'ASK', 'REFUSE'];

const check = ({entry, request}: CorpusCase, judged: ReadonlyMap<string, Judged>): void => {
	// Names are told as they are printed.
	const found = judged.get(request.metadata.name) ?? judged.get(JSON.stringify(request.metadata.name).slice(1, -1).replaceAll('\\u001b', '\\x1b').replaceAll('\\n', '\\x0a').replaceAll('\u{202E}', '\\u202e'));
	const objecting = found?.reasons.filter(({verdict}) => weight.indexOf(verdict) >= Math.max(1, weight.indexOf(entry.verdict))).map(({rule}) => rule);
	expect({verdict: found?.verdict, objecting: entry.rules?.filter((rule) => objecting?.includes(rule))}).toEqual({verdict: entry.verdict, objecting: entry.rules});
};

const readJudged = (stdout: string): ReadonlyMap<string, Judged> => new Map(stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Judged).map((each) => [each.name, each]));

/** Declares the tests of one server, which is started before and closed after them. Of a real one it is known what it stores, and a practice one stores at least as much; whatever is not stored is judged from a file. */
export const describeCorpus = (title: string, kind: 'practice' | 'real', open: () => Promise<CorpusServer>): void => {
	describe(title, () => {
		const cases = buildCorpus();
		/** What the server answered, where it did not store a request. */
		const refusals = new Map<string, string>();
		let judged: ReadonlyMap<string, Judged> = new Map();
		let judgedFromFile: ReadonlyMap<string, Judged> = new Map();
		let server: CorpusServer | undefined;

		beforeAll(async () => {
			server = await open();
			using folder = openFolder();
			const raw = openRaw(server.kubeconfig);
			const create = async (path: string, body: unknown): Promise<void> => {
				const {status, text} = await raw.call({method: 'POST', path, body});
				if (status !== 201) {
					throw new Error(`${path}: ${text}`);
				}
			};
			await create('/apis/rbac.authorization.k8s.io/v1/clusterroles', role);
			await create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', binding);
			for (const node of new Map(cases.flatMap((each) => (each.node === undefined ? [] : [[each.node.metadata.name, each.node]]))).values()) {
				await create('/api/v1/nodes', node);
			}
			for (const secret of new Map(cases.flatMap((each) => (each.secret === undefined ? [] : [[each.secret.metadata.name, each.secret]]))).values()) {
				await create('/api/v1/namespaces/kube-system/secrets', secret);
			}
			for (const {entry, request, as} of cases) {
				const {status, json} = await raw.call({method: 'POST', path: requestsPath, body: request, as});
				if (status !== 201) {
					refusals.set(entry.id, String(json?.message));
				}
			}
			const get = async (path: string): Promise<string> => (await raw.call({path})).text;
			const stored = await Promise.all(['/api/v1/nodes', '/api/v1/namespaces/kube-system/secrets', requestsPath, '/api/v1/namespaces/default/services'].map(get));
			// What was not stored is judged from a file, as if it had been.
			const createdAt = new Date().toISOString().replace(/\.\d+/, '');
			const rest = cases.filter(({entry}) => refusals.has(entry.id)).map(({entry, request, as}, index) => ({
				...request,
				metadata: {...request.metadata, uid: entry.id, resourceVersion: String(index + 1), creationTimestamp: createdAt},
				spec: {...(request['spec'] as object), username: as.user, groups: [...as.groups, 'system:authenticated']},
			}));
			raw.close();
			folder.write('kubenroll.yaml', corpusAnswers(server.kubeconfig));
			folder.write('objects.json', [...stored, JSON.stringify({kind: 'List', items: rest})].join('\n'));
			const [list, file] = [await runCli(['csr', 'list', '--json'], {cwd: folder.path}), await runCli(['csr', 'judge', '-f', 'objects.json', '--json'], {cwd: folder.path})];
			expect([list.code, file.code], list.stderr + file.stderr).toEqual([0, 0]);
			judged = readJudged(list.stdout);
			judgedFromFile = readJudged(file.stdout);
			if (process.env['UPDATE_GOLDENS'] === '1') {
				console.log(title, Object.fromEntries(refusals));
			}
		}, 300_000);

		afterAll(async () => server?.close());

		test.for(cases)('$entry.verdict $entry.id: $entry.title', (each) => {
			const {id, refusedByServer} = each.entry;
			check(each, refusals.has(id) ? judgedFromFile : judged);
			if (kind === 'real') {
				expect(refusals.get(id) ?? 'stored').toContain(refusedByServer ?? 'stored');
			} else if (refusedByServer === undefined) {
				expect(refusals.get(id)).toBeUndefined();
			}
		});

		test('judges the same from a file as from the server', () => {
			const verdicts = (from: ReadonlyMap<string, Judged>): unknown => [...judged.keys()].map((name) => [name, from.get(name)?.verdict]);
			expect(verdicts(judgedFromFile)).toEqual(verdicts(judged));
		});
	});
};

/** What the corpus has to hold at least. */
export const describeCorpusItself = (): void => {
	describe('the corpus', () => {
		test('holds at least 80 hostile and 20 good requests, each with an id of its own', () => {
			expect(corpus.filter(({verdict}) => verdict !== 'PASS').length).toBeGreaterThanOrEqual(80);
			expect(corpus.filter(({verdict}) => verdict === 'PASS').length).toBeGreaterThanOrEqual(20);
			expect(new Set(corpus.map(({id}) => id)).size).toBe(corpus.length);
		});
	});
};

