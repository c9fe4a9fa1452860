import {expect, test} from 'vitest';
import {artifactHeader} from '../../../source/core/artifacts/artifact-header.ts';
import type {NodeArtifactsInput} from '../../../source/core/artifacts/node-artifacts-input.ts';
import {renderBootstrapKubeconfigArtifact, renderNodeArtifacts} from '../../../source/core/artifacts/render-node-artifacts.ts';
import {english} from '../../../source/text/en/text.ts';
import {answersFacts, certificateFacts, clusterFacts, fileFacts, nodeAnswers, nodeFacts, paths} from '../../support/plan-facts.ts';

const render = (change: Partial<NodeArtifactsInput> = {}) => renderNodeArtifacts({answers: answersFacts(), node: nodeAnswers('n1'), facts: nodeFacts('n1'), cluster: clusterFacts(), minor: 36, ...change});

const unitOf = (change: Partial<NodeArtifactsInput> = {}): string => render(change).artifacts.find(({id}) => id === 'kubelet-unit')?.content ?? '';

test('a bare node gets the CA, the configuration and the unit, for root, and nothing secret', () => {
	const {artifacts, problems} = render();
	expect(problems).toEqual([]);
	expect(artifacts.map(({content: _content, ...artifact}) => artifact)).toEqual([
		{id: 'client-ca', path: paths.clientCa, mode: 0o644, owner: 'root:root', isSecret: false},
		{id: 'kubelet-config', path: paths.config, mode: 0o644, owner: 'root:root', isSecret: false},
		{id: 'kubelet-unit', path: paths.unit, mode: 0o644, owner: 'root:root', isSecret: false},
	]);
});

test('without facts (offline) the files are those of a node with containerd and systemd', () => {
	const {facts: _facts, ...offline} = {answers: answersFacts(), node: nodeAnswers('n1'), facts: undefined, cluster: clusterFacts(), minor: 36};
	expect(renderNodeArtifacts(offline)).toEqual(render());
});

test('the bootstrap kubeconfig is secret and for root alone', () => {
	expect(renderBootstrapKubeconfigArtifact({answers: answersFacts(), server: {host: 'vip', port: 6443}, servingCaPem: certificateFacts().pem, token: 'fakeid.fakefakefakefake'})).toMatchObject({
		id: 'bootstrap-kubeconfig', path: paths.bootstrapKubeconfig, mode: 0o600, owner: 'root:root', isSecret: true,
	});
});

test('a kubelet newer than the tables is treated as the newest known, and it is said', () => {
	const {artifacts, problems} = render({minor: 38});
	expect(artifacts).toEqual(render().artifacts);
	expect(problems.map(({code, severity}) => [code, severity])).toEqual([['kubelet-newer-than-tables', 'warning']]);
});

test('a kubelet older than the tables gets nothing', () => {
	expect(render({minor: 19})).toMatchObject({artifacts: [], problems: [{code: 'kubelet-older-than-tables', severity: 'error'}]});
});

test('without a client CA the serving CA stands in, and without both it is an error', () => {
	expect(render({cluster: clusterFacts({clientCa: []})}).artifacts[0]?.content).toBe(certificateFacts().pem);
	expect(render({cluster: clusterFacts({clientCa: [], servingCa: []})}).problems).toMatchObject([{code: 'client-ca-missing', severity: 'error'}]);
});

test('a CA file with the same certificates keeps its bytes', () => {
	const written = `# the cluster's CA\r\n${certificateFacts().pem.replaceAll('\n', '\r\n')}`;
	expect(render({facts: nodeFacts('n1', {files: [fileFacts(paths.clientCa, written)]})}).artifacts[0]?.content).toBe(written);
});

test('a configuration that is there and could not be read is not replaced without a word', () => {
	const facts = nodeFacts('n1', {files: [fileFacts(paths.config, undefined, {exists: true, mode: 0o600})]});
	expect(render({facts}).problems).toMatchObject([{code: 'kubelet-config-not-understood', severity: 'warning'}]);
});

test('a label that no kubelet may set is left out and told', () => {
	const node = nodeAnswers('n1', {labels: {'node-role.kubernetes.io/worker': '', disk: 'ssd'}});
	expect(unitOf({node})).toContain('--node-labels=disk=ssd\n');
	expect(render({node}).problems).toMatchObject([{code: 'kubelet-label-refused', params: {labels: ['node-role.kubernetes.io/worker']}}]);
});

test("a node's label and taint go before the same one for all", () => {
	const answers = answersFacts();
	const all = {...answers, kubelet: {...answers.kubelet, labels: {disk: 'hdd', zone: 'a'}, taints: [{key: 'x', value: '1', effect: 'NoSchedule'}] as const}};
	const node = nodeAnswers('n1', {labels: {disk: 'ssd'}, taints: [{key: 'x', effect: 'NoSchedule'}, {key: 'x', effect: 'NoExecute'}]});
	expect(unitOf({answers: all, node, minor: 22})).toMatch(/--register-with-taints=x:NoSchedule,x:NoExecute .*\n.*--node-labels=disk=ssd,zone=a\n/);
});

test('a unit that kubenroll wrote is rendered anew, and drop-ins of others beside it are adapted', () => {
	const own = `${artifactHeader}[Service]\nExecStart=/usr/local/bin/kubelet --v=9\n`;
	const dropIn = fileFacts(`${paths.unit}.d/50-x.conf`, '[Service]\nExecStart=\nExecStart=/usr/local/bin/kubelet --logtostderr=true\n', {mode: 0o600, owner: 'root:adm'});
	const {artifacts} = render({facts: nodeFacts('n1', {unitFiles: [fileFacts(paths.unit, own), dropIn]})});
	expect(artifacts.find(({id}) => id === 'kubelet-unit')?.content).toBe(unitOf());
	const adapted = artifacts.find(({id}) => id === 'kubelet-drop-in');
	expect(adapted?.content).not.toContain('logtostderr');
	expect(adapted).toMatchObject({path: dropIn.path, mode: 0o600, owner: 'root:adm'});
});

test("a unit of somebody else that needs no change comes back with its own bytes", () => {
	const written = unitOf().replace(artifactHeader, '# by hand\n');
	const {artifacts, problems} = render({facts: nodeFacts('n1', {unitFiles: [fileFacts(paths.unit, written, {mode: 0o640})]})});
	expect(artifacts.filter(({id}) => id === 'kubelet-unit')).toMatchObject([{content: written, mode: 0o640}]);
	expect(problems).toEqual([]);
});

test('drop-ins without a unit do not hide that a unit is needed', () => {
	const facts = nodeFacts('n1', {unitFiles: [fileFacts(paths.unit, undefined), fileFacts(`${paths.unit}.d/10-limits.conf`, '[Service]\nLimitNOFILE=65536\n')]});
	expect(unitOf({facts})).toBe(unitOf());
});

test('a unit that starts another kubelet than the one looked at is an error', () => {
	const written = unitOf().replace(artifactHeader, '').replace('/usr/local/bin/kubelet', '/opt/bin/kubelet');
	expect(render({facts: nodeFacts('n1', {unitFiles: [fileFacts(paths.unit, written)]})}).problems).toMatchObject([{code: 'unit-other-binary', severity: 'error', params: {path: '/opt/bin/kubelet'}}]);
});

test('what a unit says is made safe before it gets into a problem', () => {
	const written = '[Service]\nExecStart=/usr/local/bin/kubelet --config=/x\u001B[2J\n';
	const {problems} = render({facts: nodeFacts('n1', {unitFiles: [fileFacts(paths.unit, written)]})});
	expect(problems.length).toBeGreaterThan(0);
	expect(JSON.stringify(problems)).not.toContain(String.raw`\u001b`);
});

test('every problem of a node that cannot be adapted has a sentence that names the unit', () => {
	const [found] = render({facts: nodeFacts('n1', {unitFiles: [fileFacts(paths.unit, '[Service]\nExecStart=/bin/sh /start.sh\n')]})}).problems;
	const text = found?.code === 'unit-not-understood' ? english.problems['unit-not-understood'](found.params, found.subject, 'ssh n1') : undefined;
	expect(text?.message).toBe('/etc/systemd/system/kubelet.service cannot be adapted: it starts /bin/sh, not the kubelet itself');
});
