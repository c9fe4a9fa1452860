import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startApiServer} from '../../../source/sandbox/api-server/start-api-server.ts';
import {type Identity, tokenFileLine} from './contract-target.ts';
import {describeContract} from './describe-contract.ts';

for (const {minor, keyKind} of [{minor: 36, keyKind: 'ecdsa'}, {minor: 24, keyKind: 'rsa'}] as const) {
	describeContract(`the practice API server as 1.${minor}, with ${keyKind} authorities`, async () => {
		const folder = await mkdtemp(join(tmpdir(), 'kubenroll-'));
		const server = await startApiServer({minor, keyKind, masters: [{tokenFile: [tokenFileLine]}], hasNodeRestriction: true, controllers: {perSecond: Number.POSITIVE_INFINITY}});
		const save = async (name: string, identity?: Identity): Promise<string> => {
			const path = join(folder, name);
			await writeFile(path, await server.kubeconfig(identity === undefined ? {} : {identity}), {mode: 0o600});
			return path;
		};
		return {
			kind: 'practice',
			minor,
			kubeconfig: await save('admin'),
			kubeconfigFor: async (identity) => save(identity.user, identity),
			close: async () => {
				await server.close();
				await rm(folder, {recursive: true});
			},
		};
	});
}
