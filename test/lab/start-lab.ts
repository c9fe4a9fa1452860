import {obtainBaseTree} from './base-tree.ts';
import {obtainContainerd, obtainKubernetes, obtainPauseImage} from './binaries.ts';
import {listMasterUnits, renderMaster} from './control-plane.ts';
import {endLab} from './end-lab.ts';
import {openHost} from './host.ts';
import {prepareHostTree, type HostTree} from './host-tree.ts';
import {writeKubeconfig} from './kubeconfig.ts';
import {newestKubernetes} from './kubernetes-releases.ts';
import {makeLab, waitForControlPlane, type Lab} from './lab.ts';
import {makeNetwork} from './network.ts';
import {makePki} from './pki.ts';
import {addressOf, claimPlace, placeMasters, placeNodes, type LabPlace} from './place.ts';
import {resolveShape, type LabOptions, type LabShape} from './shape.ts';
import {makeSshKey, sshAccessOf, writeSshFiles} from './ssh-access.ts';

/**
 * Starts a lab of the shape asked for, and resolves once its nodes answer on ssh and its control plane signs.
 *
 * Needs root. Whatever isn't built yet is built first, which takes minutes. Who starts a lab must end it, best by `await using`.
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
	const shape = resolveShape(options);
	const layers = await obtainLayers(shape);
	const place = await claimPlace(options.name, shape);
	try {
		await bootLab(place, shape, layers);
	} catch (error) {
		await endLab(place);
		throw error;
	}

	return makeLab(place, shape);
}

type Layers = {
	readonly base: string;
	readonly master: readonly string[];
	/** One list for each node. */
	readonly nodes: ReadonlyArray<readonly string[]>;
};

async function obtainLayers(shape: LabShape): Promise<Layers> {
	const base = await obtainBaseTree();
	const newest = await obtainKubernetes(newestKubernetes);
	const controlPlane = await obtainKubernetes(shape.kubernetes);
	const containerd = await obtainContainerd();
	const podHost = shape.unitStyle === 'static-pod' ? [controlPlane.kubelet, containerd, await obtainPauseImage()] : [];
	return {
		base,
		master: [...new Set([controlPlane.controlPlane, newest.controlPlane]), ...podHost],
		nodes: await Promise.all(shape.nodes.map(async node => [(await obtainKubernetes(node.kubelet)).kubelet, containerd])),
	};
}

async function bootLab(place: LabPlace, shape: LabShape, layers: Layers): Promise<void> {
	const access = sshAccessOf(place, shape.login);
	const [publicKey] = await Promise.all([makeSshKey(place, access), makePki(place, shape), makeNetwork(place)]);
	const masters = placeMasters(place, shape);
	const nodes = placeNodes(place, shape);
	const common = {lab: place, publicKey, neighbours: [...masters, ...nodes]};

	const masterTrees = await Promise.all(masters.map(async (host): Promise<HostTree> => ({
		...common,
		host,
		layers: [...layers.master, layers.base],
		trees: shape.unitStyle === 'static-pod' ? ['host', 'node'] : ['host'],
		login: shape.login,
		missing: [],
		extraAddresses: host.id === 'm1' ? [addressOf(place, 100)] : [],
		files: await renderMaster(place, shape, host),
		units: listMasterUnits(shape, host),
	})));
	const nodeTrees = nodes.map((host, index): HostTree => ({
		...common,
		host,
		layers: [...layers.nodes[index] ?? [], layers.base],
		trees: ['host', 'node'],
		login: shape.nodes[index]?.login ?? shape.login,
		missing: shape.nodes[index]?.missing ?? [],
		extraAddresses: [],
		files: [],
		units: [],
	}));

	const booted = Promise.all([...masterTrees, ...nodeTrees].map(async tree => {
		const knownHosts = await prepareHostTree(tree);
		await openHost(tree.host).start();
		return {host: tree.host, login: tree.login, knownHosts};
	}));
	const [hosts] = await Promise.all([
		booted,
		booted.then(async () => waitForControlPlane(place, shape)),
		writeKubeconfig(place, shape, 'admin', {certificate: 'admin', user: 'kubernetes-admin'}),
		writeKubeconfig(place, shape, 'lab', {certificate: 'admin', user: 'kubernetes-admin', isTrusting: true}),
	]);
	await writeSshFiles(place, access, hosts);
}
