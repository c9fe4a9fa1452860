import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {startApiServer} from '../api-server/start-api-server.ts';
import type {PracticeApiServer} from '../api-server/practice-api-server.ts';
import type {TreeEntry} from '../nodes/enter-tree.ts';
import {chooseTreeEntry} from '../nodes/choose-tree-entry.ts';
import {createMaster} from '../masters/create-master.ts';
import {type MachineWish, type NodeDoor, startNodes, type PracticeNodes} from '../nodes/start-nodes.ts';
import {prepareTroubles, type Stage} from './make-trouble.ts';
import type {StartedPractice} from './practice-messages.ts';
import type {Scene} from './scenes.ts';
import {placeSceneFiles, writeSceneFiles, writeSshConfig} from './write-scene-files.ts';

/** A practice cluster that runs. */
export type RunningScene = {
	readonly practice: StartedPractice;
	readonly server: PracticeApiServer;
	readonly nodes: PracticeNodes;
	/** Lets somebody mend what the scene has mended; resolves to the doors as they are then. */
	readonly mend: () => Promise<readonly NodeDoor[]>;
	/** Ends it; the folder is left to its owner. */
	readonly stop: () => Promise<void>;
};

/** Where a scene lives and whom it tells of its own bugs. */
export type SceneSetup = {readonly folder: string; /** undefined: whichever this machine allows. */ readonly entry?: TreeEntry; /** What keeps the SSH servers of the nodes; undefined: this process. */ readonly gatesProgram?: URL; readonly onBug: (error: unknown) => void};

const minor = 36;
const kubernetesVersion = 'v1.36.3';
// What kube-controller-manager signs in a second would be what is measured, with so many nodes.
const signsPerSecond = 500;
const manyNodes = 100;

const putNode = (server: PracticeApiServer, {name, address, isControlPlane}: Scene['others'][number]): void => {
	server.put('nodes', {
		metadata: {name, labels: {'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...(isControlPlane ? {'node-role.kubernetes.io/control-plane': ''} : {})}},
		spec: isControlPlane ? {taints: [{key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'}]} : {},
		status: {
			addresses: [{type: 'InternalIP', address}, {type: 'Hostname', address: name}],
			conditions: [{type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status', lastHeartbeatTime: new Date().toISOString(), lastTransitionTime: new Date().toISOString()}],
			nodeInfo: {kubeletVersion: kubernetesVersion},
		},
	});
};

const openServer = async (scene: Scene, masters: Scene['masters']): Promise<PracticeApiServer> =>
	startApiServer({
		minor,
		...(masters.length > 0 ? {masters: masters.map(({dialled}) => ({host: dialled}))} : scene.tokenFile === undefined ? {} : {masters: [{tokenFile: scene.tokenFile}]}),
		...(scene.isAddressNamed ? {} : {sans: ['kubernetes', 'kubernetes.default.svc', 'm1', '10.96.0.1', '10.20.0.2']}),
		...(scene.nodes.length < manyNodes ? {} : {controllers: {perSecond: signsPerSecond, burst: signsPerSecond}}),
	});

const mendScene = async ({remedy}: Scene, server: PracticeApiServer, nodes: PracticeNodes): Promise<void> => {
	switch (remedy?.kind) {
		case 'switch-on': {
			await nodes.switchOn(remedy.node);
			break;
		}
		case 'clear-way': {
			await nodes.find(remedy.node)?.setFaults([]);
			break;
		}
		case 'reissue': {
			await server.reissueServing();
			break;
		}
		case undefined: {
			break;
		}
	}
};

// A VIP is held by whoever serves.
const openMasters = (server: PracticeApiServer, masters: Scene['masters'], {tokenFile}: Scene, {signal, onBug}: {readonly signal: AbortSignal; readonly onBug: (error: unknown) => void}): readonly MachineWish[] =>
	masters.flatMap(({name, address, dialled}, index): readonly MachineWish[] => {
		const own = server.masters[index];
		if (own === undefined) {
			return [];
		}
		const onDown = (): void => server.moveVip((index + 1) % masters.length);
		return [{name, address, dialled, ...createMaster({name, address, kubernetesVersion, server: own, authority: server.clientAuthority, ...(tokenFile === undefined ? {} : {rows: tokenFile}), onDown, signal, onBug})}];
	});

const fill = async (server: PracticeApiServer, scene: Scene, masters: Scene['masters'], {folder, entry, gatesProgram, onBug}: SceneSetup & {readonly entry: TreeEntry}): Promise<RunningScene> => {
	const ending = new AbortController();
	const troubles = prepareTroubles(scene.troubles, onBug);
	for (const node of scene.others) {
		putNode(server, node);
	}
	const treesFolder = join(folder, 'nodes');
	const stage: Stage = {server, treeOf: (name) => join(treesFolder, name), signal: ending.signal};
	const nodes = await startNodes(scene.nodes, {
		folder: treesFolder,
		kubernetesVersion,
		timeFactor: scene.timeFactor,
		beforeKubeletStart: async (name) => troubles.beforeKubelet(stage, name),
		onBug,
		entry,
		machines: openMasters(server, masters, scene, {signal: ending.signal, onBug}),
		...(gatesProgram === undefined ? {} : {gatesProgram}),
	});
	const stop = async (): Promise<void> => {
		ending.abort();
		await nodes.stop();
		await server.close();
	};
	try {
		const kubeconfig = await server.kubeconfig(scene.isAddressNamed ? {} : {tlsServerName: 'kubernetes'});
		await writeSceneFiles({folder, doors: nodes.doors(), clientKey: nodes.clientKey, knowsHostKeys: scene.knowsHostKeys, kubeconfig});
		await troubles.start(stage);
	} catch (error) {
		await stop();
		throw error;
	}
	const {kubeconfigPath, sshConfigPath, identityPath} = placeSceneFiles(folder);
	const {host, port} = server.vip;
	return {
		practice: {kubeconfigPath, sshConfigPath, identityPath, apiServer: `${host}:${port}`, version: kubernetesVersion, entry: nodes.entry.kind, doors: nodes.doors(), masters: masters.map(({name, dialled}) => `${name}=${dialled}`)},
		server,
		nodes,
		mend: async () => {
			await mendScene(scene, server, nodes);
			await writeSshConfig(folder, nodes.doors());
			return nodes.doors();
		},
		stop,
	};
};

/** Starts the API server and the nodes of a scene, all on loopback and in this process, and writes what an operator would have beside kubenroll.yaml. The caller stops it. */
export const startScene = async (scene: Scene, setup: SceneSetup): Promise<RunningScene> => {
	await mkdir(setup.folder, {recursive: true, mode: 0o700});
	const entry = setup.entry ?? (await chooseTreeEntry(setup.folder));
	// What is done on a master names places of the host's own, which are out of reach only from within a root of one's own.
	const masters = entry.kind === 'namespace' ? scene.masters : [];
	const server = await openServer(scene, masters);
	try {
		return await fill(server, scene, masters, {...setup, entry});
	} catch (error) {
		await server.close();
		throw error;
	}
};
