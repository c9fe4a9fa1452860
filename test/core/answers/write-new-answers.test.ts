import {expect, test} from 'vitest';
import {answersJsonSchema} from '../../../source/core/answers/answers-json-schema.ts';
import {parseAnswers} from '../../../source/core/answers/parse-answers.ts';
import {writeNewAnswers} from '../../../source/core/answers/write-new-answers.ts';

test('writes a file that says what was given, and the defaults for the rest', () => {
	const text = writeNewAnswers({cluster: {apiServer: '10.0.0.100'}, nodes: ['node[1-2]=10.0.0.[11-12]', {name: 'gpu', address: '10.0.0.20', labels: {rack: '7'}}], ssh: {user: 'root'}, kubelet: {paths: {unit: '/lib/systemd/system/kubelet.service'}}});
	expect(parseAnswers(text, 'k.yaml')).toMatchObject({
		isValid: true,
		answers: {
			cluster: {apiServer: {host: '10.0.0.100', port: 6443}},
			nodes: [{name: 'node1'}, {name: 'node2'}, {name: 'gpu', labels: {rack: '7'}}],
			ssh: {user: 'root', concurrency: 32},
			kubelet: {paths: {unit: '/lib/systemd/system/kubelet.service', binary: '/usr/local/bin/kubelet'}},
		},
	});
});

test('has a comment for every section, and no secret or empty field in it', () => {
	const text = writeNewAnswers({});
	expect(text.split('\n').filter((line) => /^(?:# )?[a-z]\w+:/i.test(line) && !line.startsWith('# kubenroll.yaml') && !line.startsWith('# yaml-')).map((line) => line.replace(/^# |:.*$/g, ''))).toEqual(['apiVersion', 'kind', 'cluster', 'mode', 'token', 'tokenFile', 'nodes', 'ssh', 'kubelet', 'approval']);
	expect(parseAnswers(text, 'k.yaml')).toMatchObject({isValid: false, problems: [{code: 'list-empty'}]});
});

test('has comments that are true: uncommented, the fields parse to the same defaults', () => {
	const text = writeNewAnswers({nodes: ['node01=10.0.0.11']});
	const namesIn = (schema: unknown): readonly string[] =>
		typeof schema === 'object' && schema !== null ? Object.entries(schema).flatMap(([key, inner]) => [...(key === 'properties' ? Object.keys(inner as object) : []), ...namesIn(inner)]) : [];
	const names = new Set(namesIn(answersJsonSchema()));
	// Every # in front of a field goes; those in front of sentences stay.
	const uncommented = text.replaceAll(/^((?:# | )*)([A-Za-z]\w*)(?=:)/gm, (whole, before: string, name: string) => (names.has(name) ? before.replaceAll('# ', '') + name : whole));
	const [plain, full] = [parseAnswers(text, 'k.yaml'), parseAnswers(uncommented, 'k.yaml')];
	if (!plain.isValid || !full.isValid) {
		throw new Error(JSON.stringify(full));
	}
	expect(uncommented).toContain('\n    unit: /etc/systemd/system/kubelet.service\n');
	expect({...full.answers, cluster: {}, ssh: {}, kubelet: {}}).toEqual({...plain.answers, cluster: {}, ssh: {}, nodes: full.answers.nodes, kubelet: {}});
	expect(full.answers.ssh).toMatchObject(plain.answers.ssh);
	expect(full.answers.kubelet).toMatchObject({...plain.answers.kubelet, binaries: {amd64: {}}});
});
