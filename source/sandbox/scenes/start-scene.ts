import {join} from 'node:path';
import {startApiServer} from '../api-server/start-api-server.ts';
import type {PracticeApiServer} from '../api-server/practice-api-server.ts';
import type {TreeEntry} from '../nodes/enter-tree.ts';
import {type NodeDoor, startNodes, type PracticeNodes} from '../nodes/start-nodes.ts';
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

const openServer = async (scene: Scene): Promise<PracticeApiServer> =>
	startApiServer({
		minor,
		...(scene.tokenFile === undefined ? {} : {masters: [{tokenFile: scene.tokenFile}]}),
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

const fill = async (server: PracticeApiServer, scene: Scene, {folder, entry, gatesProgram, onBug}: SceneSetup): Promise<RunningScene> => {
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
		...(entry === undefined ? {} : {entry}),
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
		practice: {kubeconfigPath, sshConfigPath, identityPath, apiServer: `${host}:${port}`, version: kubernetesVersion, entry: nodes.entry.kind, doors: nodes.doors()},
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
	const server = await openServer(scene);
	try {
		return await fill(server, scene, setup);
	} catch (error) {
		await server.close();
		throw error;
	}
};
