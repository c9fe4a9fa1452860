import {useSyncExternalStore} from 'react';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {problem} from '../../../source/core/problem/problem.ts';
import {updateWizard} from '../../../source/core/wizard/update-wizard.ts';
import type {WizardMessage} from '../../../source/core/wizard/wizard-message.ts';
import {startWizard} from '../../../source/core/wizard/start-wizard.ts';
import type {WizardState} from '../../../source/core/wizard/wizard-state.ts';
import {english} from '../../../source/text/en/text.ts';
import {type WizardMind, wizardMind} from '../../../source/ui/wizard/wizard-mind.ts';
import {WizardScreen} from '../../../source/ui/wizard/wizard-screen.tsx';
import {addressFound, answer, freshWizard, keysFound, send, wizardAtSsh} from '../../core/wizard/wizard-journey.ts';
import {mountScreen} from '../../support/render-screen.tsx';

const keys = {up: '\u001B[A', down: '\u001B[B', enter: '\r', tab: '\t', ctrlC: '\u0003', ctrlE: '\u0005', ctrlR: '\u0012', backspace: '\u007F'};

/** A session whose outside answers at once; nothing is opened. */
const fakeSession = (initial: WizardState, outside: Parameters<typeof answer>[1] = {}) => {
	let state = initial;
	const listeners = new Set<() => void>();
	const passwords: string[] = [];
	const sent: string[] = [];
	const dispatch = (message: WizardMessage): void => {
		state = answer(updateWizard(state, message), outside);
		for (const listener of listeners) {
			listener();
		}
	};
	return {
		subscribe: (listener: () => void) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		getSnapshot: () => state,
		send: (message: WizardMessage) => {
			sent.push(message.type);
			dispatch(message);
		},
		sent,
		passwords,
		givePassword: (kind: 'ssh' | 'sudo', password: string) => {
			passwords.push(`${kind}:${password}`);
			dispatch({type: 'password-held', kind});
		},
	};
};

type Session = ReturnType<typeof fakeSession>;

const Live = ({session, left, mind = wizardMind}: {readonly session: Session; readonly left: string[]; readonly mind?: WizardMind | undefined}) => (
	<WizardScreen mind={mind} state={useSyncExternalStore(session.subscribe, session.getSnapshot)} read={session.getSnapshot} text={english} size={{columns: 80, rows: 24}} send={session.send} givePassword={session.givePassword} leave={(how) => left.push(how)} />
);

const mounted: {close: () => void}[] = [];

const mount = (initial: WizardState, outside?: Parameters<typeof answer>[1]) => {
	const session = fakeSession(initial, outside);
	const left: string[] = [];
	const screen = mountScreen(<Live session={session} left={left} />, {columns: 80, rows: 24});
	mounted.push(screen);
	return {...screen, session, left};
};

afterEach(() => {
	for (const screen of mounted.splice(0)) {
		screen.close();
	}
});

describe('the keys of the wizard', () => {
	it('wait, with a paste among them, for what is loaded behind the first frame; the step looks the same before and after', async () => {
		const session = fakeSession(startWizard({path: 'kubenroll.yaml', text: undefined}));
		const draw = (mind: WizardMind | undefined) => <WizardScreen mind={mind} state={session.getSnapshot()} read={session.getSnapshot} text={english} size={{columns: 80, rows: 24}} send={session.send} givePassword={session.givePassword} leave={() => undefined} />;
		const screen = mountScreen(draw(undefined), {columns: 80, rows: 24});
		mounted.push(screen);
		await screen.see('looking in the usual places');
		const early = screen.frame();
		screen.draw(draw(wizardMind));
		expect(screen.frame()).toBe(early);

		screen.draw(draw(undefined));
		screen.type('/tm');
		screen.paste('p/x');
		screen.type('y');
		expect(session.sent).toEqual([]);
		screen.draw(draw(wizardMind));
		await vi.waitFor(() => expect(session.getSnapshot().draft.kubeconfig).toBe('/tmp/xy'), {timeout: 60_000, interval: 10});
	});

	it('say who approves, beside the mode', async () => {
		const {type, see, session} = mount(answer(freshWizard()));
		await see('The kubeconfig of the cluster');
		type('\r');
		await see('Who approves  guarded');
		type(keys.tab + keys.tab + ' ');
		await see('Who approves  manual');
		type(' ');
		await see('classic, as with kubeadm');
		expect(session.getSnapshot().draft.approval).toBe('classic');
	});

	it('pass over a mode without choosing it, choose the one that the cursor is at, and forget it with the step', async () => {
		const {type, see, session} = mount(answer(freshWizard()));
		await see('The kubeconfig of the cluster');
		type('\r');
		await see('› • bootstrap token');
		type(keys.down);
		await see('›   token file');
		type(keys.down);
		await see('› Masters');
		expect(session.getSnapshot().draft.mode).toBe('bootstrap-token');
		type(keys.up);
		await see('›   token file');
		type('\u001B');
		await see('The kubeconfig of the cluster');
		type('\r');
		await see('› • bootstrap token');
		type(keys.down);
		await see('›   token file');
		type(keys.enter);
		await vi.waitFor(() => expect(session.getSnapshot().draft.mode).toBe('token-file'), {timeout: 60_000, interval: 10});
	});

	it('choose the token file, its rows and the masters', async () => {
		const {type, see, session} = mount(answer(freshWizard()));
		await see('The kubeconfig of the cluster');
		type('\r');
		await see('How a kubelet proves itself');
		type(keys.down + ' ');
		await see('as the cluster says; ssh has to reach them');
		type(keys.down + keys.down);
		await see('› Spare rows');
		type('x');
		await see('Spare rows is x');
		type(keys.backspace + '2');
		await see('› Spare rows    2');
		type(keys.down);
		await see('as the cluster says   or m1=10.0.0.11');
		type('m1=10.0.0.11');
		await see('API servers answer at 10.0.0.1 too');
		type(' m2=10.0.0.1');
		await see('2 hosts: m1 m2');
		type(keys.tab + ' ');
		await see('also what is advised');
		type(keys.enter);
		await see('› 10.0.0.11:6443');
		expect(session.getSnapshot().draft).toMatchObject({mode: 'token-file', rows: 'per-node', spareRows: '2', masters: 'm1=10.0.0.11 m2=10.0.0.1', controlPlaneChanges: 'advised'});
	});

	it('type at the end of a list that another errand has filled', async () => {
		const {type, see, session} = mount(wizardAtSsh());
		await see('How to log in');
		type('\u001B');
		await see('node[01-02]=10.0.0.[51-52]');
		type('\u0001x');
		await vi.waitFor(() => expect(session.getSnapshot().draft.nodes).toBe('xnode[01-02]=10.0.0.[51-52]'), {timeout: 60_000, interval: 10});
		session.send({type: 'type-text', field: 'nodes', text: 'node01=10.0.0.51'});
		await see('node01=10.0.0.51');
		type('9');
		await see('node01=10.0.0.519');
	});

	it('say at home what was typed to be added and is not in the answers', async () => {
		const {type, see} = mount(answer(startWizard({path: 'kubenroll.yaml', text: wizardAtSsh().file.text})));
		await see('Add nodes');
		type(keys.enter);
		await see('Only further nodes are asked for');
		type('node03=10.0.0.53');
		await see('the name fits');
		type('\u001B');
		await see('1 line typed at Add nodes is kept there');
		await see('2 nodes in the answers');
		type(keys.enter);
		await see('the name fits');
	});

	it('do not claim that nothing was changed where a run has ended', async () => {
		const {type, see} = mount({...wizardAtSsh(), hasRun: true});
		await see('How to log in');
		type(keys.ctrlC);
		await see('What the run has done stays.');
	});

	it('take the question away where the run has ended by itself', async () => {
		const surveying = send(wizardAtSsh(), {type: 'next'});
		const {type, see, session, frame} = mount(surveying);
		await see('Looking at every node');
		type(keys.ctrlC);
		await see('Stop?');
		session.send({type: 'run-failed', runId: surveying.lastRunId, problems: []});
		await see('The run cannot begin');
		await vi.waitFor(() => expect(frame()).not.toContain('Stop?'), {timeout: 60_000, interval: 10});
	});

	it('name a double by its line, not by a position', async () => {
		const {type, see} = mount(wizardAtSsh());
		await see('How to log in');
		type('\u001B');
		await see('2 names fit Kubernetes');
		type('\rnode02=10.0.0.60');
		await see('is taken already at line 1');
	});

	it('begin the path of another kubeconfig empty, and come back to the one that was found', async () => {
		const {type, see, session} = mount(answer(freshWizard()));
		await see('https://10.0.0.11:6443');
		type(keys.down);
		await see('type the path of one');
		type('/x');
		await see('another file: /x');
		type(keys.up);
		await see('https://10.0.0.11:6443');
		expect(session.getSnapshot().draft.kubeconfig).toBe('/etc/kubernetes/admin.conf');
	});

	it('lead from the cluster to the survey', async () => {
		const {type, see, session} = mount(answer(freshWizard()));
		await see('The kubeconfig of the cluster');
		type(keys.enter);
		await see('How a kubelet proves itself');
		type(keys.enter);
		await see('› 10.0.0.11:6443');
		type(keys.enter);
		await see('node[01-12]=10.0.0.[51-62]');
		type('node[01-02]=10.0.0.[51-52]');
		await see('2 names fit Kubernetes');
		type(keys.enter);
		await see('node[01-02]=10.0.0.[51-52]\n');
		type(keys.enter);
		await see('How to log in');
		type('ops');
		await see('ops');
		type(keys.enter);
		await see('Looking at every node');
		expect(session.getSnapshot().file.text).toContain('user: ops');
	});

	it('take every letter of a burst', async () => {
		const {type, see} = mount(send(wizardAtSsh(), {type: 'go-to', step: 'nodes'}, {type: 'type-text', field: 'nodes', text: ''}));
		await see('as name=address');
		for (const letter of 'worker-07=10.0.0.57') {
			type(letter);
		}
		await see('worker-07=10.0.0.57');
	});

	it('take a key that comes in one piece with letters for a key', async () => {
		const {type, see} = mount(send(wizardAtSsh(), {type: 'go-to', step: 'nodes'}, {type: 'type-text', field: 'nodes', text: ''}));
		await see('as name=address');
		type('wrong\u0015node01=10.0.0.51\t');
		await see('How to log in');
	});

	it('keep to a line of the nodes, and lead to the first one that is wrong', async () => {
		const {type, see, session} = mount(send(wizardAtSsh(), {type: 'go-to', step: 'nodes'}, {type: 'type-text', field: 'nodes', text: 'node01=10.0.0.51\nNode_02=10.0.0.52\nnode03=10.0.0.53'}));
		await see('✗ Node_02');
		type('\u0015');
		await vi.waitFor(() => expect(session.getSnapshot().draft.nodes).toBe('node01=10.0.0.51\nNode_02=10.0.0.52\n'), {timeout: 60_000, interval: 10});
		type('\t');
		await see('› Node_02=10.0.0.52');
		type('\u0015node02=10.0.0.52');
		await vi.waitFor(() => expect(session.getSnapshot().draft.nodes).toBe('node01=10.0.0.51\nnode02=10.0.0.52\n'), {timeout: 60_000, interval: 10});
	});

	it('take 500 pasted lines at once', async () => {
		const {paste, see, session} = mount(send(wizardAtSsh(), {type: 'go-to', step: 'nodes'}, {type: 'type-text', field: 'nodes', text: ''}));
		await see('as name=address');
		paste(Array.from({length: 500}, (_, index) => `node${String(index).padStart(3, '0')}=10.1.${index >> 8}.${index & 255}`).join('\r'));
		await see('500 names');
		expect(session.getSnapshot().draft.nodes.split('\n')).toHaveLength(500);
	});

	it('go through the names of the certificate', async () => {
		const {type, see} = mount(answer(send(wizardAtSsh(), {type: 'go-to', step: 'address'})), {address: addressFound()});
		await see('behind it');
		type(keys.tab);
		await see('› lb.example.com:6443');
		type(keys.tab);
		await see('› 10.0.0.11:6443');
	});

	it('mask passwords, hand them over once and keep them out of the state', async () => {
		const {type, see, frame, session} = mount(send(wizardAtSsh(), {type: 'choose', choice: {sudo: 'ask'}}));
		await see('type the sudo password');
		type(keys.down + keys.down + keys.down + keys.down);
		await see('› sudo password');
		type('s3cr?t');
		await see('******');
		expect(frame()).not.toContain('s3cr?t');
		type(keys.enter);
		await see('Looking at every node');
		expect(session.passwords).toEqual(['sudo:s3cr?t']);
	});

	it('accept host keys by y and by nothing else', async () => {
		const fresh = [{node: 'node01', address: '10.0.0.51', role: 'node' as const, fingerprints: ['SHA256:abc'], types: ['ED25519']}];
		const {type, see, frame, session} = mount(send(wizardAtSsh({hostKeys: keysFound({fresh})}), {type: 'next'}), {hostKeys: keysFound({fresh})});
		await see('SHA256:abc');
		expect(frame()).not.toContain('Enter next');
		type(keys.enter);
		type('x');
		await see('SHA256:abc');
		expect(session.sent).not.toContain('accept-host-keys');
		expect(session.getSnapshot().stage).toMatchObject({step: 'host-keys'});
		type('y');
		await see('SHA256:abc');
		expect(session.sent).toContain('accept-host-keys');
	});

	it('explain, and come back', async () => {
		const {type, see} = mount(answer(freshWizard()));
		await see('The kubeconfig of the cluster');
		type(keys.ctrlE);
		await see('insecure-skip-tls-verify is refused');
		type(keys.ctrlE);
		await see('The kubeconfig of the cluster');
		type('?');
		await see('look again');
	});

	it('ask once before leaving, and stay by Esc', async () => {
		const {type, see, left} = mount(answer(freshWizard()));
		await see('The kubeconfig of the cluster');
		type(keys.ctrlC);
		await see('Stop?');
		type('n');
		await see('Stop?');
		expect(left).toEqual([]);
		type('y');
		await see('Stop?');
		expect(left).toEqual(['quit']);
	});

	it('look again by ctrl-r where something had to be mended', async () => {
		const unnamed = addressFound({problems: [problem('address-unnamed', '10.0.0.100:6443', {host: '10.0.0.100', port: 6443, names: ['10.0.0.11']})]});
		const {type, see, session} = mount(answer(send(wizardAtSsh(), {type: 'go-to', step: 'address'})), {address: unnamed});
		await see('behind it');
		type(keys.ctrlR);
		await see('is not in the API server\'s certificate');
		type(keys.enter);
		await see('is not in the API server\'s certificate');
		expect(session.getSnapshot()).toMatchObject({round: 1, stage: {step: 'address'}});
	});

	it('choose on the home screen', async () => {
		const text = 'apiVersion: kubenroll.dev/v1alpha1\ncluster: {kubeconfig: /a}\nnodes: [node01=10.0.0.51]\n';
		const {type, see, left} = mount(answer(startWizard({path: 'kubenroll.yaml', text})));
		await see('Add nodes');
		type(keys.down);
		type(keys.enter);
		await see('› Board');
		expect(left).toEqual(['board']);
		type(keys.up);
		await see('› Add nodes');
		type(keys.enter);
		await see('Only further nodes are asked for');
	});

	it('scroll the nodes of the home screen, and the new keys of many hosts', async () => {
		const text = 'apiVersion: kubenroll.dev/v1alpha1\ncluster: {kubeconfig: /a}\nnodes: ["node[001-250]=10.1.0.[1-250]", "more[001-250]=10.2.0.[1-250]"]\n';
		const {type, see, frame} = mount(answer(startWizard({path: 'kubenroll.yaml', text})));
		await see('490 below');
		expect(frame()).toContain('PgDn');
		type('\u001B[6~');
		await see('9 above');
		type('\u001B[F');
		await see('490 above');
		expect(frame()).toContain('› Add nodes');
		expect(frame()).toContain('more250');

		const fresh = Array.from({length: 500}, (_, index) => ({node: `n${index + 1}`, address: `10.1.${index >> 8}.${index & 255}`, role: 'node' as const, fingerprints: [`SHA256:${'a'.repeat(43)}`], types: ['ED25519']}));
		const keysScreen = mount(send(wizardAtSsh({hostKeys: keysFound({fresh})}), {type: 'next'}), {hostKeys: keysFound({fresh})});
		await keysScreen.see('these are your 500 hosts');
		keysScreen.type('\u001B[F');
		await keysScreen.see('n500');
		expect(keysScreen.frame()).not.toMatch(/\d below/);
		keysScreen.type(keys.up);
		await keysScreen.see('1 below');
	});
});
