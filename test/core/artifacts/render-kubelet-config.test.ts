import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {renderKubeletConfig} from '../../../source/core/artifacts/render-kubelet-config.ts';
import {resolveKubeletSettings} from '../../../source/core/artifacts/kubelet-settings.ts';
import {answersFacts, clusterFacts, nodeAnswers, nodeFacts} from '../../support/plan-facts.ts';

const settings = (config: Readonly<Record<string, unknown>> = {}, node = nodeAnswers('n1')) => {
	const answers = answersFacts();
	return resolveKubeletSettings({answers: {...answers, kubelet: {...answers.kubelet, config}}, node, facts: nodeFacts('n1'), cluster: clusterFacts()});
};

const render = (config: Readonly<Record<string, unknown>>, minor: number, existing?: string) =>
	renderKubeletConfig(settings(config), minor, existing === undefined ? undefined : {path: '/c', content: existing});

const theirs = `# our cluster, 2021
kind: KubeletConfiguration
apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: true # for the old dashboard
  webhook:
    cacheTTL: 2m0s
    enabled: true
clusterDNS:
- 10.96.0.10
# more than the default
maxPods: 200
readOnlyPort: 10255
staticPodPath: /opt/manifests
evictionHard: {memory.available: 1Gi}
featureGates:
  RotateKubeletClientCertificate: true
  RotateKubeletServerCertificate: true
`;

test('keeps fields, order and comments of a configuration that somebody wrote, and sets ours in place', () => {
	const {content, problems} = render({}, 30, theirs);
	expect(content).toBe(`# our cluster, 2021
kind: KubeletConfiguration
apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false # for the old dashboard
  webhook:
    cacheTTL: 2m0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
clusterDNS:
- 10.96.0.10
# more than the default
maxPods: 200
readOnlyPort: 0
staticPodPath: /opt/manifests
evictionHard: {memory.available: 1Gi}
featureGates:
  RotateKubeletServerCertificate: true
authorization:
  mode: Webhook
cgroupDriver: systemd
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
rotateCertificates: true
serverTLSBootstrap: true
`);
	expect(problems.map(({code}) => code)).toEqual(['feature-gate-refused']);
});

test('merging again changes nothing', () => {
	const once = render({}, 30, theirs).content;
	expect(render({}, 30, once)).toEqual({content: once, problems: []});
});

test('keeps the very bytes of a configuration that says all of ours already, however it is written', () => {
	const fields: unknown = parse(render({}, 30).content);
	const odd = `${JSON.stringify(fields)}   # by hand\n`;
	expect(render({}, 30, odd).content).toBe(odd);
});

test('renders its own configuration anew, so that what left kubenroll.yaml leaves the node', () => {
	const before = render({maxPods: 50}, 30).content;
	expect(before).toContain('maxPods: 50');
	expect(render({}, 30, before).content).toBe(render({}, 30).content);
});

test.each(['a: [', 'kind: Pod\n', '- 1\n', 'just text'])('replaces %j, which is no configuration, and says so', (existing) => {
	const {content, problems} = render({}, 30, existing);
	expect(content).toBe(render({}, 30).content);
	expect(problems.map(({code, severity}) => [code, severity])).toEqual([['kubelet-config-not-understood', 'warning']]);
});

test("merges the operator's fields in depth, replaces lists, and takes away what is null", () => {
	const {content, problems} = render({authentication: {webhook: {cacheTTL: '1m'}}, clusterDNS: ['10.0.0.2'], clusterDomain: null, failSwapOn: false}, 30);
	expect(parse(content)).toMatchObject({authentication: {anonymous: {enabled: false}, webhook: {enabled: true, cacheTTL: '1m'}}, clusterDNS: ['10.0.0.2'], failSwapOn: false});
	expect(parse(content)).not.toHaveProperty('clusterDomain');
	expect(problems).toEqual([]);
});

test("leaves out the operator's fields that the minor does not know, and names what is wrong with each", () => {
	const {content, problems} = render({failCgroupV1: false, maxpods: 5, maxPods: '110', syncFrequency: '1m', featureGates: {DynamicKubeletConfig: true, NodeSwap: true}}, 30);
	expect(Object.keys(parse(content))).not.toEqual(expect.arrayContaining(['failCgroupV1']));
	expect(parse(content)).toMatchObject({syncFrequency: '1m', featureGates: {NodeSwap: true}});
	expect(parse(content)).not.toHaveProperty('maxPods');
	expect(problems.map(({code, params, severity}) => ({code, params, severity}))).toEqual([
		{code: 'kubelet-field-unknown', params: {field: 'failCgroupV1', minor: 30, since: 31}, severity: 'warning'},
		{code: 'kubelet-field-unknown', params: {field: 'maxpods', minor: 30}, severity: 'error'},
		{code: 'kubelet-field-misshapen', params: {field: 'maxPods', kind: 'integer'}, severity: 'error'},
		{code: 'feature-gate-refused', params: {gate: 'DynamicKubeletConfig', minor: 30, since: 26}, severity: 'warning'},
	]);
});

test('writes words that YAML 1.1 takes for booleans in quotes, as the kubelet reads YAML 1.1', () => {
	const {content} = render({systemReserved: {cpu: 'on'}, clusterDomain: 'no'}, 30);
	expect(parse(content, {version: '1.1'})).toMatchObject({systemReserved: {cpu: 'on'}, clusterDomain: 'no'});
	expect(content).not.toContain('%YAML');
});

test('a control-plane host gets the folder of static pods, unless it has one', () => {
	const master = settings({}, nodeAnswers('m1', {isControlPlane: true}));
	expect(renderKubeletConfig(master, 30).content).toContain('staticPodPath: /etc/kubernetes/manifests\n');
	expect(renderKubeletConfig(master, 30, {path: '/c', content: theirs}).content).toContain('staticPodPath: /opt/manifests\n');
});
