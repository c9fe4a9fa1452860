import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, it} from 'vitest';
import {openGatehouse} from '../../../source/sandbox/nodes/open-gatehouse.ts';

it('opens no gate once its process has ended, and says so to whoever asks before and afterwards', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-gates-'));
	try {
		const program = join(folder, 'gates.mjs');
		await writeFile(program, 'process.exit(3);\n');
		const bugs: Error[] = [];
		const key = {private: '', public: ''};
		const gatehouse = await openGatehouse({entry: {kind: 'rewrite'}, clientKey: key, answer: async () => '', program: pathToFileURL(program), folder, trees: [], onBug: (error) => bugs.push(error)});
		const gate = {name: 'n1', tree: folder, address: '10.20.0.11', delayMs: 0, hostKey: key};
		await expect(gatehouse.open(gate)).rejects.toThrow('gates of the practice cluster');
		await expect(gatehouse.open({...gate, name: 'n2'})).rejects.toThrow('gates of the practice cluster');
		expect(bugs.map(({stack}) => stack)).toEqual(['they ended by themselves (3)']);
		await gatehouse.stop();
	} finally {
		await rm(folder, {recursive: true});
	}
});
