import {describe, expect, it} from 'vitest';
import {parseAnswers} from '../../../source/core/answers/parse-answers.ts';
import {parseNodeList} from '../../../source/core/answers/parse-node-list.ts';
import {options} from '../../../source/commands/options.ts';
import {formatSceneAnswers} from '../../../source/sandbox/scenes/format-scene-answers.ts';
import {scenes} from '../../../source/sandbox/scenes/scenes.ts';

it('are those that the command line takes', () => {
	expect(options.scene).toMatchObject({choices: Object.keys(scenes)});
});

describe.each(Object.entries(scenes))('the scene %s', (_, scene) => {
	it('has the nodes that its operator types', () => {
		const {nodes, problems} = parseNodeList(scene.nodeLines.join('\n'));
		expect(problems).toEqual([]);
		expect(nodes.map(({name, address}) => [name, address])).toEqual(scene.nodes.filter(({name}) => !scene.enrolledBefore.includes(name)).map(({name, dialled}) => [name, dialled]));
	});

	it('has answers that are sound', () => {
		const text = formatSceneAnswers({scene, apiServer: '127.0.0.1:6443', masters: scene.masters.map(({name, dialled}) => `${name}=${dialled}`), nodes: scene.nodeLines});
		expect(parseAnswers(text, 'kubenroll.yaml')).toMatchObject({isValid: true, warnings: []});
	});
});
