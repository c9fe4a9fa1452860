import {readdirSync, readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {renderNodeArtifacts} from '../../../source/core/artifacts/render-node-artifacts.ts';
import type {FileFacts} from '../../../source/core/facts/node-facts.ts';
import {findFlagState} from '../../../source/core/kubernetes-versions/kubelet-flags.ts';
import {readFlags} from '../../../source/core/artifacts/unit/read-flags.ts';
import {readKubeletCommand} from '../../../source/core/artifacts/unit/read-kubelet-command.ts';
import {expectGolden} from '../../support/golden.ts';
import {answersFacts, clusterFacts, fileFacts, nodeAnswers, nodeFacts} from '../../support/plan-facts.ts';

/** Units as people wrote them after guides of many years, by the folders under test/fixtures/artifacts/units: `<minor>-<style>/before/<path>`. */
const folder = new URL('../../fixtures/artifacts/units/', import.meta.url);

const rank = (path: string): number => (path.endsWith('.service') ? 0 : path.includes('.service.d/') ? 1 : 2);

const readBefore = (style: string): readonly FileFacts[] => {
	const root = new URL(`${style}/before/`, folder);
	return readdirSync(root, {recursive: true, withFileTypes: true})
		.filter((entry) => entry.isFile())
		.map((entry) => `${entry.parentPath}/${entry.name}`.replace(fileURLToPath(root).replace(/\/$/, ''), ''))
		.toSorted((a, b) => rank(a) - rank(b) || (basename(a) < basename(b) ? -1 : 1))
		.map((path) => fileFacts(path, readFileSync(new URL(path.slice(1), root), 'utf8')));
};

const adapt = (minor: number, unitFiles: readonly FileFacts[]) =>
	renderNodeArtifacts({
		answers: answersFacts(),
		node: nodeAnswers('n1', {labels: {disk: 'ssd'}}),
		facts: nodeFacts('n1', {unitFiles}),
		cluster: clusterFacts(),
		minor,
	});

/** The files as they are once the artifacts are in place. */
const apply = (files: readonly FileFacts[], artifacts: readonly {readonly path: string; readonly content: string}[]): readonly FileFacts[] => {
	const changed = files.map((file) => {
		const found = artifacts.find(({path}) => path === file.path);
		return found === undefined ? file : fileFacts(file.path, found.content);
	});
	const added = artifacts.filter(({path}) => !files.some((file) => file.path === path)).map(({path, content}) => fileFacts(path, content));
	return [...changed, ...added].toSorted((a, b) => rank(a.path) - rank(b.path) || (basename(a.path) < basename(b.path) ? -1 : 1));
};

describe.each(readdirSync(folder).toSorted())('%s', (style) => {
	const minor = Number(/^1\.(\d+)-/.exec(style)?.[1]);
	const before = readBefore(style);
	const {artifacts, problems} = adapt(minor, before);
	const units = artifacts.filter(({id}) => id.startsWith('kubelet-') && id !== 'kubelet-config');
	const after = apply(before, units);

	test('is changed to the golden files', () => {
		for (const {path, content} of units.filter(({path, content}) => before.find((file) => file.path === path)?.content !== content)) {
			expectGolden(`artifacts/units/${style}/after${path}`, content);
		}
		expectGolden(`artifacts/units/${style}/problems.json`, `${JSON.stringify(problems, undefined, '\t')}\n`);
	});

	test('once adapted, is not changed again', () => {
		const again = adapt(minor, after).artifacts.filter(({id}) => id.startsWith('kubelet-') && id !== 'kubelet-config');
		expect(apply(after, again)).toEqual(after);
	});

	test('gives the kubelet, once adapted, no flag that it refuses, and all that it needs', () => {
		const command = readKubeletCommand(after);
		const flags = 'reason' in command ? [] : readFlags(command);
		const uses = 'reason' in flags ? [] : flags;
		expect(uses.filter(({name}) => ['removed', 'not-yet'].includes(findFlagState(name, minor)))).toEqual([]);
		const values = Object.fromEntries(uses.map(({name, value}) => [name, value]));
		if (problems.some(({code}) => code === 'unit-not-understood')) {
			expect(units).toEqual([]);
		} else {
			expect(values).toMatchObject({
				'bootstrap-kubeconfig': '/etc/kubernetes/kubelet-bootstrap.kubeconfig',
				kubeconfig: '/etc/kubernetes/kubelet.kubeconfig',
				config: '/etc/kubernetes/kubelet-config.yaml',
				'hostname-override': 'n1',
				'node-labels': expect.stringContaining('disk=ssd'),
			});
		}
	});
});
