import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {parseAnswers} from '../../../source/core/answers/parse-answers.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import {checkStep} from '../../../source/core/wizard/check-step.ts';
import {caKey, clusterKey, hostKeysKey, listHosts} from '../../../source/core/wizard/questions.ts';
import {selectWork} from '../../../source/core/wizard/select-work.ts';
import type {Plan} from '../../../source/core/plan/plan.ts';
import type {WizardMessage} from '../../../source/core/wizard/wizard-message.ts';
import type {WizardStage, WizardState} from '../../../source/core/wizard/wizard-state.ts';
import {startWizard} from '../../../source/core/wizard/start-wizard.ts';
import {assemblePlan} from '../../../source/core/plan/assemble-plan.ts';
import {certificateFacts, nodeAnswers, nodeFacts, planInput, planNodeInput} from '../../support/plan-facts.ts';
import {addressFound, answer, clusterFound, freshWizard, keysFound, send, wizardAtSsh} from './wizard-journey.ts';

const stepOf = (stage: WizardStage): string => (stage.status === 'editing' ? stage.step : stage.status);

const plan = assemblePlan(planInput([planNodeInput(nodeAnswers('node01'), nodeFacts('node01'))]));

describe('the wizard', () => {
	it('goes from an empty folder to the survey, and writes the answers as it goes', () => {
		const atSsh = wizardAtSsh();
		expect(stepOf(atSsh.stage)).toBe('ssh');
		expect(atSsh.file.text).toContain('kubeconfig: /etc/kubernetes/admin.conf');
		expect(atSsh.file.text).toContain('apiServer: 10.0.0.100:6443');
		expect(atSsh.file.text).toContain('- node[01-02]=10.0.0.[51-52]');
		const surveying = answer(send(atSsh, {type: 'type-text', field: 'user', text: 'ops'}, {type: 'next'}));
		expect(stepOf(surveying.stage)).toBe('surveying');
		expect(surveying.file.text).toContain('user: ops');
	});

	it('leaves no file behind where nobody has answered anything', () => {
		const looked = send(answer(freshWizard()), {type: 'keep'});
		expect(looked.file.text).toBeUndefined();
		expect(looked.unsaved.text).toBeUndefined();
		expect(selectWork(looked).map(({kind}) => kind)).not.toContain('settle');
	});

	it('writes what is sound after a pause in typing, and keeps what is not beside the file', () => {
		const atNodes = send(wizardAtSsh(), {type: 'back'});
		const typing = send(atNodes, {type: 'type-text', field: 'nodes', text: 'node03=10.0.0.53'});
		expect(selectWork(typing).some(({kind}) => kind === 'settle')).toBe(true);
		const sound = send(typing, {type: 'keep'});
		expect(sound.file.text).toContain('- node03=10.0.0.53');
		expect(sound.unsaved.text).toBeUndefined();
		const unsound = send(sound, {type: 'type-text', field: 'nodes', text: 'node03=10.0.0.53\nNode_04='}, {type: 'keep'});
		expect(unsound.file.text).toBe(sound.file.text);
		expect(selectWork(unsound)).toContainEqual(expect.objectContaining({kind: 'keep-unsaved', text: expect.stringContaining('Node_04=')}));
		const mended = send(unsound, {type: 'unsaved-kept', text: unsound.unsaved.text}, {type: 'type-text', field: 'nodes', text: 'node03=10.0.0.53'}, {type: 'keep'});
		expect(selectWork(mended)).toContainEqual(expect.objectContaining({kind: 'keep-unsaved', text: undefined}));
	});

	it('begins with what could not be saved, where the file is still the same', () => {
		const typed = send(wizardAtSsh(), {type: 'back'}, {type: 'type-text', field: 'nodes', text: 'Node_04='}, {type: 'keep'});
		const {text} = typed.file;
		const again = startWizard({path: 'kubenroll.yaml', text, unsavedText: typed.unsaved.text});
		expect(again).toMatchObject({draft: {nodes: 'Node_04='}, stage: {status: 'editing', step: 'nodes'}});
		expect(checkStep(again, 'nodes')).toContainEqual(expect.objectContaining({code: 'draft-restored'}));
		expect(startWizard({path: 'kubenroll.yaml', text: `# edited\n${text}`, unsavedText: typed.unsaved.text}).draft.nodes).toBe('node[01-02]=10.0.0.[51-52]');
		expect(startWizard({path: 'kubenroll.yaml', text, unsavedText: '{"version": 1, '}).stage).toEqual({status: 'home'});
	});

	it('keeps an address that is none out of the file, and takes one out that stood there', () => {
		const typed = send(wizardAtSsh(), {type: 'back'}, {type: 'back'}, {type: 'type-text', field: 'apiServer', text: '127.0.0.1:1x'}, {type: 'back'});
		const back = answer(send(typed, {type: 'next'}));
		expect(stepOf(back.stage)).toBe('address');
		expect(back.file.text).toContain('apiServer: 10.0.0.100:6443');
		expect(back.unsaved.text).toContain('127.0.0.1:1x');
		const cleared = answer(send(back, {type: 'type-text', field: 'apiServer', text: ''}, {type: 'next'}));
		expect(parse(cleared.file.text ?? '').cluster).not.toHaveProperty('apiServer');
		expect(cleared.unsaved.text).toBeUndefined();

		const written = startWizard({path: 'kubenroll.yaml', text: typed.file.text?.replace('10.0.0.100:6443', '127.0.0.1:1x')});
		expect(written.draft.apiServer).toBe('127.0.0.1:1x');
		const begun = answer(send(written, {type: 'begin', errand: 'edit-answers'}, {type: 'next'}));
		const atAddress = answer(send(begun, {type: 'next'}));
		expect(stepOf(atAddress.stage)).toBe('address');
		expect(checkStep(atAddress, 'address')).toContainEqual(expect.objectContaining({mark: 'wrong', aspect: 'reachable'}));
		expect(answer(send(atAddress, {type: 'type-text', field: 'apiServer', text: ''}, {type: 'next'})).file.text).not.toContain('1x');
	});

	it('says which step mends a file that cannot be used, waits for no host, and leads there', () => {
		const text = wizardAtSsh().file.text?.replace('10.0.0.100:6443', '127.0.0.1:1x');
		const stopped = answer(send(startWizard({path: 'kubenroll.yaml', text}), {type: 'begin', errand: 'run-again'}));
		expect(stepOf(stopped.stage)).toBe('host-keys');
		const findings = checkStep(stopped, 'host-keys');
		expect(findings).toContainEqual(expect.objectContaining({code: 'file-mended-at', params: {step: 'address'}}));
		expect(findings.map(({mark}) => mark)).not.toContain('waiting');
		expect(send(stopped, {type: 'next'}).stage).toEqual({status: 'editing', errand: 'edit-answers', step: 'address'});
	});

	it('adds no node that somebody has typed and left: it is kept, and shown when one adds nodes again', () => {
		const text = wizardAtSsh().file.text;
		const home = startWizard({path: 'kubenroll.yaml', text});
		const typed = send(answer(home), {type: 'begin', errand: 'add-nodes'}, {type: 'type-text', field: 'nodes', text: 'node03=10.0.0.53'}, {type: 'keep'});
		expect(typed.file.text).toBe(text);
		const left = send(typed, {type: 'back'});
		expect(left).toMatchObject({stage: {status: 'home'}, file: {text}, pendingNodes: 'node03=10.0.0.53'});
		expect(startWizard({path: 'kubenroll.yaml', text, unsavedText: left.unsaved.text})).toMatchObject({draft: {nodes: 'node03=10.0.0.53'}, stage: {errand: 'add-nodes', step: 'nodes'}});

		const ran = answer(send(left, {type: 'begin', errand: 'run-again'}));
		expect(stepOf(ran.stage)).toBe('surveying');
		expect(ran.file.text).toBe(text);
		expect(ran.unsaved.text).toContain('node03=10.0.0.53');

		const again = answer(send(left, {type: 'begin', errand: 'add-nodes'}));
		expect(again.draft.nodes).toBe('node03=10.0.0.53');
		const added = answer(send(again, {type: 'next'}));
		expect(added.file.text).toContain('- node03=10.0.0.53');
		expect(added).toMatchObject({pendingNodes: '', unsaved: {text: undefined}});
	});

	it('asks for an address without a complaint where none was typed, and tells nothing behind one that was not reached', () => {
		const offline = send(startWizard({path: 'kubenroll.yaml', text: undefined}), {type: 'choose', choice: {source: 'offline'}});
		expect(checkStep(offline, 'address')).toEqual([{kind: 'said', mark: 'wrong', aspect: 'reachable', code: 'address-none', params: {}}]);
		const {facts: _facts, ...unreached} = addressFound();
		const atAddress = answer(send(wizardAtSsh(), {type: 'back'}, {type: 'back'}), {address: {...unreached, facts: undefined}});
		expect(checkStep(atAddress, 'address').map(({aspect}) => aspect)).not.toContain('endpoints');
	});

	it('goes on by itself once an answer that was waited for is in', () => {
		const waiting = send(freshWizard(), {type: 'next'});
		expect(stepOf(waiting.stage)).toBe('cluster');
		expect(stepOf(answer(waiting).stage)).toBe('mode');
	});

	it('stays where something is wrong, and forgets that one wanted on', () => {
		const found = clusterFound({problems: [problem('permissions-missing', 'cluster', {user: 'ops', missing: ['create secrets -n kube-system'], manifest: '---\n'})]});
		const stopped = answer(send(freshWizard(), {type: 'next'}), {cluster: found});
		expect(stopped.stage).toEqual({status: 'editing', errand: 'start', step: 'cluster'});
	});

	it('drops answers to what nobody asks any more', () => {
		const typed = send(freshWizard(), {type: 'choose-kubeconfig', path: '/other'});
		const late = send(typed, {type: 'cluster-answered', key: 'earlier', found: clusterFound()});
		expect(late).toBe(typed);
	});

	it('goes back without losing what was typed', () => {
		const wrong = send(wizardAtSsh(), {type: 'back'}, {type: 'type-text', field: 'nodes', text: 'Node_01'}, {type: 'back'});
		expect(stepOf(wrong.stage)).toBe('address');
		expect(wrong.draft.nodes).toBe('Node_01');
		expect(wrong.file.text).toContain('node[01-02]=10.0.0.[51-52]');
		expect(stepOf(send(wrong, {type: 'back'}, {type: 'back'}, {type: 'back'}, {type: 'back'}).stage)).toBe('cluster');
	});

	it('chooses the token file', () => {
		const atMode = send(answer(freshWizard()), {type: 'next'}, {type: 'choose', choice: {mode: 'token-file'}});
		const gone = send(answer(atMode), {type: 'next'});
		expect(stepOf(gone.stage)).toBe('address');
		expect(gone.file.text).toMatch(/^mode: token-file$/m);
	});

	it.each([
		{tells: 'no API server', apiServerEndpoints: []},
		{tells: 'a loopback address only', apiServerEndpoints: [{host: '127.20.0.10', port: 6443}]},
	])('stays at the mode with a token file where nobody names masters, and the cluster tells $tells', ({apiServerEndpoints}) => {
		const cluster = clusterFound({facts: {...clusterFound().facts, apiServerEndpoints}});
		const atMode = send(answer(freshWizard(), {cluster}), {type: 'next'}, {type: 'choose', choice: {mode: 'token-file'}}, {type: 'next'});
		const asked = answer(atMode, {cluster});
		expect(stepOf(asked.stage)).toBe('mode');
		expect(checkStep(asked, 'mode')).toContainEqual(expect.objectContaining({mark: 'wrong', code: 'masters-unknown'}));
		expect(asked.file.text ?? '').not.toContain('mode: token-file');
	});

	it('asks masters that only the cluster names for their host keys as well, once it has named them', () => {
		const ready = send(wizardAtSsh(), {type: 'go-to', step: 'mode'}, {type: 'choose', choice: {mode: 'token-file'}}, {type: 'keep'});
		const read = {type: 'answers-read', text: ready.file.text ?? '', reading: parseAnswers(ready.file.text ?? '', 'kubenroll.yaml')} as const;
		expect(hostKeysKey(send(ready, read)), 'the cluster is asked anew for the other mode').toBeUndefined();
		const found = answer(ready);
		expect(listHosts(found)?.map(({name}) => name)).toEqual(['node01', 'node02', '10.0.0.1']);
		const named = answer(send(found, {type: 'type-text', field: 'masters', text: 'm1=10.0.0.11, m[2-3]=10.0.0.[12-13]'}, {type: 'keep'}));
		expect(listHosts(named)?.map(({name}) => name)).toEqual(['node01', 'node02', 'm1', 'm2', 'm3']);
	});

	it('writes what the mode asks for, and takes it back', () => {
		const at = (choice: Extract<WizardMessage, {type: 'choose'}>['choice'], from = wizardAtSsh()): WizardState => answer(send(answer(send(from, {type: 'go-to', step: 'mode'}, {type: 'choose', choice})), {type: 'keep'}));
		const valuesOf = ({file}: WizardState): unknown => parse(file.text ?? '');
		const shared = at({mode: 'token-file', rows: 'shared'});
		expect(valuesOf(shared)).toMatchObject({mode: 'token-file', tokenFile: {rows: 'shared'}, approval: {trustSharedToken: true}});
		const own = at({rows: 'per-node'}, shared);
		expect(valuesOf(own)).toMatchObject({tokenFile: {rows: 'per-node'}});
		expect(own.file.text).not.toMatch(/^\s+trustSharedToken/m);
		const retired = at({mode: 'bootstrap-token', retire: true}, own);
		expect(valuesOf(retired)).toMatchObject({mode: 'bootstrap-token', tokenFile: {retire: true}});
		expect(retired.answers?.reading.isValid).toBe(true);
		const back = at({mode: 'token-file'}, retired);
		expect(back.file.text).not.toMatch(/^\s+retire: true/m);
		expect(back.answers?.reading.isValid).toBe(true);
	});

	it('keeps masters that the file describes by fields, and points at one that nobody named', () => {
		const text = 'apiVersion: kubenroll.dev/v1alpha1\nmode: token-file\ncluster:\n  kubeconfig: /etc/kubernetes/admin.conf\n  controlPlane:\n    - {name: m1, address: 10.0.0.11, user: root} # the first\n    - m2=10.0.0.12\nnodes: [node01=10.0.0.51]\n';
		const cluster = clusterFound();
		const endpoints = ['10.0.0.11', '10.0.0.12', '10.0.0.13'].map((host) => ({host, port: 6443}));
		const home = answer(startWizard({path: 'kubenroll.yaml', text}), {cluster: {...cluster, facts: {...cluster.facts, apiServerEndpoints: endpoints}}});
		const editing = send(home, {type: 'begin', errand: 'edit-answers'}, {type: 'go-to', step: 'cluster'});
		expect(editing.draft.masters).toBe('m2=10.0.0.12');
		const atMode = answer(send(editing, {type: 'next'}), {cluster: {...cluster, facts: {...cluster.facts, apiServerEndpoints: endpoints}}});
		expect(checkStep(atMode, 'mode')).toContainEqual(expect.objectContaining({code: 'masters-missing', params: {hosts: ['10.0.0.13']}}));
		const added = send(atMode, {type: 'type-text', field: 'masters', text: 'm2=10.0.0.12 m3=10.0.0.13'}, {type: 'keep'});
		expect(added.file.text).toContain('    - {name: m1, address: 10.0.0.11, user: root} # the first\n    - m2=10.0.0.12\n    - m3=10.0.0.13\n');
		expect(checkStep(added, 'mode').map((finding) => (finding.kind === 'said' ? finding.code : finding.problem.code))).not.toContain('masters-missing');
	});

	it('shows new host keys and goes on only when exactly these were accepted', () => {
		const fresh = [{node: 'node01', address: '10.0.0.51', role: 'node' as const, fingerprints: ['SHA256:one'], types: ['ED25519']}];
		const shown = send(wizardAtSsh({hostKeys: keysFound({known: ['node02'], fresh})}), {type: 'next'});
		expect(stepOf(shown.stage)).toBe('host-keys');
		expect(stepOf(send(shown, {type: 'next'}).stage)).toBe('host-keys');
		const accepted = send(shown, {type: 'accept-host-keys'});
		expect(selectWork(accepted).find(({kind}) => kind === 'pin-host-keys')).toMatchObject({accepted: {node01: ['SHA256:one']}});
		const pinned = send(accepted, {type: 'host-keys-shown', key: hostKeysKey(accepted) ?? '', found: keysFound()});
		expect(stepOf(pinned.stage)).toBe('surveying');
	});

	it('keeps what was accepted when something else fails meanwhile', () => {
		const fresh = [{node: 'node01', address: '10.0.0.51', role: 'node' as const, fingerprints: ['SHA256:one'], types: ['ED25519']}];
		const shown = send(wizardAtSsh({hostKeys: keysFound({known: ['node02'], fresh})}), {type: 'next'});
		const accepted = send(shown, {type: 'accept-host-keys'});
		const fail = (about: 'cluster' | 'hostKeys', key: string | undefined): WizardState => send(accepted, {type: 'asking-failed', about, key: key ?? '', problems: [problem('kubeconfig-missing', '/gone', {looked: ['/gone']})]});
		expect(selectWork(fail('cluster', clusterKey(accepted))).map(({kind}) => kind)).toContain('pin-host-keys');
		expect(selectWork(fail('hostKeys', hostKeysKey(accepted))).map(({kind}) => kind)).not.toContain('pin-host-keys');
	});

	it('stops before the survey where a host is in trouble, and goes on when told to', () => {
		const trouble = [problem('ssh-unreachable', 'node02', {address: '10.0.0.52', port: 22, command: 'ssh 10.0.0.52'})];
		const shown = send(wizardAtSsh({hostKeys: keysFound({known: ['node01'], problems: trouble})}), {type: 'next'});
		expect(stepOf(shown.stage)).toBe('host-keys');
		expect(stepOf(send(shown, {type: 'next'}).stage)).toBe('surveying');
	});

	it('does not go on without a password that was asked for', () => {
		const asked = send(wizardAtSsh(), {type: 'choose', choice: {sudo: 'ask'}}, {type: 'next'});
		expect(stepOf(asked.stage)).toBe('ssh');
		expect(stepOf(answer(send(asked, {type: 'password-held', kind: 'sudo'}, {type: 'next'})).stage)).toBe('surveying');
	});

	it('runs only what was reviewed and confirmed', () => {
		const surveying = answer(send(wizardAtSsh(), {type: 'next'}));
		const runId = surveying.lastRunId;
		expect(stepOf(send(surveying, {type: 'confirm'}).stage)).toBe('surveying');
		expect(stepOf(send(surveying, {type: 'next'}).stage)).toBe('surveying');
		const planned = send(surveying, {type: 'run-event', runId, atMs: 1, event: {type: 'plan-assembled', plan}});
		const reviewing = send(planned, {type: 'next'});
		expect(stepOf(reviewing.stage)).toBe('reviewing');
		expect(stepOf(send(reviewing, {type: 'confirm'}).stage)).toBe('running');
		expect(selectWork(send(reviewing, {type: 'back'})).some(({kind}) => kind === 'enroll')).toBe(false);
	});

	it('lets one review and confirm a plan that changes masters alone', () => {
		const surveying = answer(send(wizardAtSsh(), {type: 'next'}));
		const untouched = {...plan, objects: [], nodes: plan.nodes.map((node) => ({...node, state: 'ready' as const}))};
		const tell = (told: Plan): WizardState => send(surveying, {type: 'run-event', runId: surveying.lastRunId, atMs: 1, event: {type: 'plan-assembled', plan: told}}, {type: 'next'});
		expect(stepOf(tell(untouched).stage)).toBe('surveying');
		const master = {name: 'm1', address: '10.0.0.11', holdsVip: true, state: 'change' as const, files: [], components: [], problems: []};
		expect(stepOf(tell({...untouched, controlPlane: {masters: [master], problems: []}}).stage)).toBe('reviewing');
		const cutShort = {...master, state: 'keep' as const, problems: [problem('change-unsettled', 'm1', {component: 'kube-apiserver', state: 'written', isGuarded: false, paths: []}, {severity: 'warning'})]};
		expect(stepOf(tell({...untouched, controlPlane: {masters: [cutShort], problems: []}}).stage)).toBe('reviewing');
	});

	it('hears nothing of a run that it has left', () => {
		const surveying = answer(send(wizardAtSsh(), {type: 'next'}));
		const again = send(surveying, {type: 'look-again'});
		expect(send(again, {type: 'run-failed', runId: surveying.lastRunId, problems: []})).toBe(again);
	});

	it('asks hosts for their keys anew before it tries again', () => {
		const surveying = answer(send(wizardAtSsh(), {type: 'next'}));
		const failed = send(surveying, {type: 'run-failed', runId: surveying.lastRunId, problems: []}, {type: 'retry', nodes: ['node02']});
		expect(failed).toMatchObject({only: ['node02'], stage: {status: 'editing', step: 'host-keys'}});
		const fresh = [{node: 'node02', address: '10.0.0.52', role: 'node' as const, fingerprints: ['SHA256:two'], types: ['ED25519']}];
		expect(stepOf(answer(failed, {hostKeys: keysFound({fresh})}).stage)).toBe('host-keys');
		expect(stepOf(answer(failed).stage)).toBe('surveying');
	});

	it('writes into the answers what lets blocked nodes in', () => {
		const surveying = answer(send(wizardAtSsh(), {type: 'next'}));
		const blocked = assemblePlan(planInput([planNodeInput(nodeAnswers('node01'), nodeFacts('node01'), {problems: [problem('swap-on', 'node01', {})]})]));
		const mended = send(surveying, {type: 'run-event', runId: surveying.lastRunId, atMs: 1, event: {type: 'plan-assembled', plan: blocked}}, {type: 'apply-fixes'});
		expect(mended.file.text).toMatch(/config:\n\s+failSwapOn: false/);
		expect(mended.stage).toMatchObject({status: 'surveying', runId: surveying.lastRunId + 1});
	});
});

describe('without a cluster', () => {
	const ready = (): WizardState => {
		const chosen = send(freshWizard(), {type: 'choose', choice: {source: 'offline'}}, {type: 'type-text', field: 'caFile', text: './ca.pem'}, {type: 'type-text', field: 'version', text: 'v1.32.4'});
		const read = send(chosen, {type: 'ca-read', key: caKey(chosen) ?? '', found: {certificates: [certificateFacts()]}}, {type: 'next'}, {type: 'next'});
		return answer(send(read, {type: 'type-text', field: 'apiServer', text: '10.0.0.100:6443'}, {type: 'next'}, {type: 'type-text', field: 'nodes', text: 'node01=10.0.0.51'}, {type: 'next'}));
	};

	it('asks for what one knows of it, and writes that into the answers', () => {
		const state = ready();
		expect(stepOf(state.stage)).toBe('files');
		expect(state.file.text).toMatch(/offline:\n(?: +#.*\n)* +ca: \.\/ca\.pem\n(?: +#.*\n)* +version: v1\.32\.4/);
		expect(state.file.text).not.toMatch(/^ +kubeconfig:/m);
		expect(state.answers?.reading).toMatchObject({isValid: true, answers: {cluster: {offline: {ca: './ca.pem', minor: 32}}}});
		expect(selectWork(state).map(({kind}) => kind)).not.toContain('read-cluster');
	});

	it('writes the files when told to, as often as told to, and changes nothing else', () => {
		const writing = send(ready(), {type: 'type-text', field: 'folder', text: '/out'}, {type: 'next'});
		expect(selectWork(writing)).toContainEqual(expect.objectContaining({kind: 'write-papers', key: '1', wish: {kind: 'files', folder: '/out', key: '1'}}));
		const written = send(writing, {type: 'papers-written', key: '1', found: {kind: 'files', folder: '/out', count: 6, problems: []}});
		expect(checkStep(written, 'files')).toContainEqual(expect.objectContaining({code: 'files-written', params: {count: 6, folder: '/out'}}));
		expect(selectWork(send(written, {type: 'next'}))).toContainEqual(expect.objectContaining({kind: 'write-papers', key: '2'}));
	});

	it('stays where the CA or the version is wrong', () => {
		const chosen = send(freshWizard(), {type: 'choose', choice: {source: 'offline'}}, {type: 'type-text', field: 'version', text: '2'}, {type: 'next'});
		expect(stepOf(chosen.stage)).toBe('cluster');
		expect(checkStep(chosen, 'cluster').map(({mark, aspect}) => `${aspect} ${mark}`)).toEqual(['authority wrong', 'version wrong']);
	});

	it('goes back to a cluster when one is at hand, and forgets the rest', () => {
		const {text} = ready().file;
		const back = answer(send(startWizard({path: 'kubenroll.yaml', text}), {type: 'begin', errand: 'edit-answers'}, {type: 'choose', choice: {source: 'kubeconfig'}}, {type: 'choose-kubeconfig', path: '/a'}));
		const kept = send(back, {type: 'next'});
		expect(kept.file.text).toContain('kubeconfig: /a');
		expect(kept.file.text).not.toMatch(/^ +offline:/m);
	});
});

describe('the review', () => {
	it('writes the plan or the files on this machine, and stays where it is', () => {
		const surveying = answer(send(wizardAtSsh(), {type: 'next'}));
		const reviewing = send(surveying, {type: 'run-event', runId: surveying.lastRunId, atMs: 1, event: {type: 'plan-assembled', plan}}, {type: 'next'});
		const saving = send(reviewing, {type: 'write-papers', papers: {kind: 'plan'}});
		expect(selectWork(saving).map(({kind}) => kind)).toEqual(expect.arrayContaining(['write-papers', 'enroll']));
		const saved = send(saving, {type: 'papers-written', key: '1', found: {kind: 'plan', path: '/r/plan.txt'}});
		expect(saved).toMatchObject({stage: {status: 'reviewing'}, papers: {came: {state: 'found', found: {path: '/r/plan.txt'}}}});
		expect(send(surveying, {type: 'write-papers', papers: {kind: 'plan'}})).toBe(surveying);
		// Another plan has not been saved.
		expect(send(saved, {type: 'back'}, {type: 'next'})).toMatchObject({stage: {status: 'surveying'}, papers: {came: {state: 'idle'}}});
		expect(send(saving, {type: 'back'}, {type: 'next'}, {type: 'papers-written', key: '1', found: {kind: 'plan', path: '/r/plan.txt'}})).toMatchObject({stage: {status: 'surveying'}, papers: {came: {state: 'idle'}}});
	});
});

describe('the home screen', () => {
	const text = '# ours\napiVersion: kubenroll.dev/v1alpha1\ncluster: {kubeconfig: /a, apiServer: "10.0.0.100:6443"}\nnodes:\n  - node01=10.0.0.51 # the first\n  - {name: node02, address: 10.0.0.52}\n';
	const home = startWizard({path: 'kubenroll.yaml', text});

	it('comes up where the answers are complete', () => {
		expect(home.stage).toEqual({status: 'home'});
		expect(startWizard({path: 'kubenroll.yaml', text: text.slice(0, text.indexOf('nodes:'))}).stage).toMatchObject({step: 'nodes'});
	});

	it('adds nodes beside those that are there, comments kept', () => {
		const adding = answer(send(home, {type: 'begin', errand: 'add-nodes'}));
		expect(adding.draft.nodes).toBe('');
		const doubled = send(adding, {type: 'type-text', field: 'nodes', text: 'node01=10.0.0.60'});
		expect(checkStep(doubled, 'nodes').some((finding) => finding.kind === 'problem' && finding.problem.code === 'node-name-duplicate')).toBe(true);
		const done = answer(send(doubled, {type: 'type-text', field: 'nodes', text: 'node03=10.0.0.53'}, {type: 'next'}), {hostKeys: keysFound()});
		expect(done.stage.status).toBe('surveying');
		expect(done.file.text).toBe(text.replace('10.0.0.52}\n', '10.0.0.52}\n  - node03=10.0.0.53\n'));
	});

	it('keeps what was typed for adding when one goes back and comes again', () => {
		const typed = send(home, {type: 'begin', errand: 'add-nodes'}, {type: 'type-text', field: 'nodes', text: 'node3'}, {type: 'back'}, {type: 'begin', errand: 'add-nodes'});
		expect(typed.draft).toMatchObject({nodes: 'node3', earlierNodes: ['node01=10.0.0.51']});
	});

	it('asks for further nodes again after those that were added have run', () => {
		const added = answer(send(home, {type: 'begin', errand: 'add-nodes'}, {type: 'type-text', field: 'nodes', text: 'node03=10.0.0.53'}, {type: 'next'}));
		const report = {outcomes: [], exitCode: 0, durationMs: 1, changed: {files: 0, objects: 0}} as const;
		const again = send(added, {type: 'run-ended', runId: added.lastRunId, report}, {type: 'go-home'}, {type: 'begin', errand: 'add-nodes'});
		expect(again.draft).toMatchObject({nodes: '', earlierNodes: ['node01=10.0.0.51', 'node03=10.0.0.53']});
	});

	it('runs again without a question where none is left', () => {
		expect(answer(send(home, {type: 'begin', errand: 'run-again'})).stage.status).toBe('surveying');
	});
});

describe('live checks', () => {
	it('point at the first bad line of the nodes', () => {
		const typed = send(wizardAtSsh(), {type: 'back'}, {type: 'type-text', field: 'nodes', text: 'node01=10.0.0.51\nNode_02=10.0.0.52'});
		expect(checkStep(typed, 'nodes').find(({mark}) => mark === 'wrong')).toMatchObject({line: 2, problem: {code: 'node-name-invalid', params: {suggestion: 'node-02'}}});
	});

	it('say which nodes are in the cluster already', () => {
		const typed = send(wizardAtSsh(), {type: 'back'}, {type: 'type-text', field: 'nodes', text: 'node04=10.0.0.54'});
		expect(checkStep(typed, 'nodes')).toContainEqual(expect.objectContaining({code: 'nodes-in-cluster', params: {nodes: ['node04'], ready: 1}}));
	});

	it('name what the certificate has where the address is not among it', () => {
		const atAddress = send(wizardAtSsh(), {type: 'go-to', step: 'address'});
		const unnamed = addressFound({problems: [problem('address-unnamed', '10.0.0.100:6443', {host: '10.0.0.100', port: 6443, names: ['10.0.0.11']})]});
		const typed = answer(send(atAddress, {type: 'type-text', field: 'apiServer', text: '10.0.0.101:6443'}), {address: unnamed});
		expect(checkStep(typed, 'address').map(({aspect, mark}) => [aspect, mark])).toContainEqual(['certificate', 'wrong']);
	});

	it('count 500 lines', () => {
		const text = Array.from({length: 500}, (_, index) => `node${String(index).padStart(3, '0')}=10.1.${index >> 8}.${index & 255}`).join('\n');
		const typed = send(wizardAtSsh(), {type: 'back'}, {type: 'type-text', field: 'nodes', text});
		expect(checkStep(typed, 'nodes')[0]).toMatchObject({params: {names: 500}});
	});
});
