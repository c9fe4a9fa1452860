import {expect, it} from 'vitest';
import {beginTour, needsCluster} from '../../source/commands/demo-beginning.ts';
import {startWizard} from '../../source/core/wizard/start-wizard.ts';
import {formatSceneAnswers} from '../../source/sandbox/scenes/format-scene-answers.ts';
import {scenes} from '../../source/sandbox/scenes/scenes.ts';

it.each(Object.entries(scenes).filter(([, scene]) => !needsCluster(scene)))('%s begins as the wizard does with its answers, but for what these hold', (_, scene) => {
	const {draft: _draft, settledDraft: _settled, ...begun} = startWizard({path: 'kubenroll.yaml', text: formatSceneAnswers({scene, nodes: []})});
	expect(beginTour('kubenroll.yaml', scene)).toMatchObject(begun);
});

it('has a cluster first where nodes were enrolled before, and where its masters are asked for', () => {
	expect(Object.keys(scenes).filter((name) => needsCluster(scenes[name as keyof typeof scenes]))).toEqual(['add-nodes', 'token-file']);
});
