// The practice cluster of `kubenroll demo`, in a process of its own: started with the name of a scene and a folder.
import {servePractice} from './sandbox/scenes/serve-practice.ts';
import {isSceneName} from './sandbox/scenes/scenes.ts';

const [scene = '', folder = ''] = process.argv.slice(2);
if (process.connected && isSceneName(scene)) {
	await servePractice(scene, folder, new URL(import.meta.url.endsWith('.ts') ? 'practice-gates.ts' : 'practice-gates.js', import.meta.url));
	process.disconnect();
}
