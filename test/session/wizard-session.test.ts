import {describe, expect, it, vi} from 'vitest';
import {parseAnswers} from '../../source/core/answers/parse-answers.ts';
import {problem} from '../../source/core/problem/problem.ts';
import {Failure} from '../../source/core/problem/failure.ts';
import {startWizard} from '../../source/core/wizard/start-wizard.ts';
import {systemClock} from '../../source/adapters/local/system-clock.ts';
import type {HostKeyState, NodeAddress, RemoteShell} from '../../source/ports/remote-shell.ts';
import {startWizardSession, type WizardSession} from '../../source/session/wizard-session.ts';
import type {WizardPorts} from '../../source/session/wizard-ports.ts';

const text = 'apiVersion: kubenroll.dev/v1alpha1\ncluster: {kubeconfig: /gone, apiServer: "10.0.0.100:6443"}\nnodes:\n  - node[01-02]=10.0.0.[51-52]\n';

const unexpected = async (): Promise<never> => {
	throw new Error('unexpected');
};

type Outside = {readonly saved: string[]; readonly pinned: string[]; readonly opened: string[]; readonly shells: number[]};

const fakePorts = (outside: Outside, change: Partial<WizardPorts> = {}): WizardPorts => {
	const states = (nodes: readonly NodeAddress[]): ReadonlyMap<string, HostKeyState> =>
		new Map(nodes.map(({name}) => [name, {state: 'unknown', keys: [{type: 'ssh-ed25519', fingerprint: `SHA256:${name}`, line: 'ssh-ed25519 AAAA'}]}]));
	const shell: RemoteShell = {
		run: unexpected,
		install: unexpected,
		upload: unexpected,
		scanHostKeys: async (nodes) => states(nodes),
		pinHostKeys: async (keys) => {
			outside.pinned.push(...keys.flatMap(({node, keys: own}) => own.map(({fingerprint}) => `${node.name} ${fingerprint}`)));
		},
		close: async () => {
			outside.shells.push(-1);
		},
	};
	return {
		clock: systemClock,
		entropy: {draw: () => 'a'},
		probe: {probe: unexpected},
		pki: {readCertificates: () => [], readRequest: () => { throw new Error('unexpected'); }, isIssuedBy: () => false, sha256: () => ''},
		files: {read: async () => undefined, write: unexpected, append: unexpected, remove: unexpected, removeEmptyFolder: unexpected, lock: unexpected, sha256: unexpected},
		settings: {version: '0', recordFolder: '/r', operator: 'o', acceptsNewHostKeys: false, readyTimeoutMs: 1},
		findKubeconfigs: async () => [{path: '/a', contexts: []}],
		openCluster: async ({kubeconfig}) => {
			outside.opened.push(kubeconfig ?? '');
			throw new Failure(problem('kubeconfig-missing', kubeconfig ?? '', {looked: [kubeconfig ?? '']}));
		},
		openShell: async () => {
			outside.shells.push(1);
			return shell;
		},
		readAnswers: async (given) => parseAnswers(given, 'kubenroll.yaml'),
		readCa: unexpected,
		savePlan: async ({id}) => `/r/plan-${id}.txt`,
		placeFolder: (folder) => folder,
		saveAnswers: async (given) => {
			outside.saved.push(given);
		},
		...change,
	};
};

const start = (given: string | undefined, change: Partial<WizardPorts> = {}): {readonly session: WizardSession; readonly outside: Outside} => {
	const outside: Outside = {saved: [], pinned: [], opened: [], shells: []};
	return {session: startWizardSession(startWizard({path: 'kubenroll.yaml', text: given}), fakePorts(outside, change)), outside};
};

describe('the wizard session', () => {
	it('finds kubeconfigs, opens the first, and tells why it cannot be used', async () => {
		const {session, outside} = start(undefined);
		await vi.waitFor(() => expect(session.getSnapshot().cluster).toMatchObject({state: 'failed', problems: [{code: 'kubeconfig-missing'}]}), {timeout: 60_000, interval: 10});
		expect(outside.opened).toEqual(['/a']);
		await session.close();
		expect(outside.saved).toEqual([]);
	});

	it('asks only for what was typed last', async () => {
		const {session, outside} = start(undefined, {findKubeconfigs: async () => []});
		for (const path of ['/x', '/xy', '/xyz']) {
			session.send({type: 'type-text', field: 'kubeconfig', text: path});
		}
		await vi.waitFor(() => expect(outside.opened).toEqual(['/xyz']), {timeout: 60_000, interval: 10});
		await session.close();
	});

	it('shows new host keys, and pins exactly those that were accepted', async () => {
		const {session, outside} = start(text);
		session.send({type: 'begin', errand: 'run-again'});
		await vi.waitFor(() => expect(session.getSnapshot().hostKeys).toMatchObject({state: 'found', found: {fresh: [{node: 'node01'}, {node: 'node02'}]}}), {timeout: 60_000, interval: 10});
		expect(outside.pinned).toEqual([]);
		session.send({type: 'accept-host-keys'});
		await vi.waitFor(() => expect(outside.pinned).toEqual(['node01 SHA256:node01', 'node02 SHA256:node02']), {timeout: 60_000, interval: 10});
		await vi.waitFor(() => expect(session.getSnapshot().stage).toMatchObject({status: 'interrupted', problems: [{code: 'kubeconfig-missing'}]}), {timeout: 60_000, interval: 10});
		await session.close();
		expect(outside.shells.filter((each) => each === 1)).toHaveLength(outside.shells.filter((each) => each === -1).length);
	});

	it('holds passwords where no snapshot has them', async () => {
		const {session} = start(text);
		session.givePassword('sudo', 'correct horse');
		expect(session.getSnapshot().passwords).toEqual({ssh: false, sudo: true});
		expect(JSON.stringify(session.getSnapshot())).not.toContain('correct horse');
		await session.close();
	});

	it('saves answers in the order they were given, the last one last', async () => {
		const {session, outside} = start(text);
		session.send({type: 'begin', errand: 'run-again'});
		session.send({type: 'back'});
		session.send({type: 'type-text', field: 'user', text: 'carol'});
		session.send({type: 'back'});
		session.send({type: 'begin', errand: 'run-again'});
		session.send({type: 'back'});
		session.send({type: 'type-text', field: 'user', text: 'dave'});
		await session.close();
		expect(outside.saved.at(-1)).toContain('dave');
		expect(outside.saved.at(-1)).not.toContain('carol');
	});

	it('keeps what cannot be saved yet beside the answers, and removes it once it can', async () => {
		const kept: (string | undefined)[] = [];
		const files = {read: async () => undefined, write: async (path: string, content: string) => void kept.push(`${path} ${content.includes('carol and dave')}`), append: unexpected, remove: async () => void kept.push(undefined), removeEmptyFolder: unexpected, lock: unexpected, sha256: unexpected};
		const {session} = start(text, {files});
		session.send({type: 'begin', errand: 'run-again'});
		session.send({type: 'back'});
		session.send({type: 'type-text', field: 'user', text: 'carol and dave'});
		await vi.waitFor(() => expect(kept).toEqual(['/r/draft.json true']), {timeout: 60_000, interval: 10});
		session.send({type: 'type-text', field: 'user', text: 'carol'});
		await session.close();
		expect(kept).toEqual(['/r/draft.json true', undefined]);
	});

	it('tells of a bug instead of hanging', async () => {
		const {session} = start(undefined, {findKubeconfigs: async () => { throw new TypeError('broken'); }});
		await expect(session.crashed).rejects.toThrow('broken');
		await session.close();
	});
});
