// The lab's front door: a scenario asks for a shape with startLab, works with what is in Lab, and the end of its block ends the lab.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {askApiserver} from './ask-apiserver.ts';
import {obtainKubectl} from './binaries.ts';
import {renderControlPlaneServices} from './control-plane.ts';
import {endLab} from './end-lab.ts';
import {openHost, type Host} from './host.ts';
import {writeKubeconfig} from './kubeconfig.ts';
import {issueApiserverCertificate, issueClientCertificate, listApiserverSans, pkiFolderOf} from './pki.ts';
import {addressOf, findPlace, placeMasters, placeNodes, writeShape, type HostPlace, type LabPlace} from './place.ts';
import {runCommand} from './run.ts';
import {unitNameOf} from './service.ts';
import type {LabShape} from './shape.ts';
import {sshAccessOf, type SshAccess} from './ssh-access.ts';
import {waitUntil} from './wait-until.ts';

/** A control plane and bare nodes that run now. */
export type Lab = {
	readonly name: string;
	readonly folder: string;
	/** Address behind which the masters are; the first one has it. */
	readonly vip: string;
	/** Path of cluster-admin's kubeconfig (by system:masters), whose server is the VIP. */
	readonly kubeconfig: string;
	/** Folder with all certificates and keys, those of the CAs too. */
	readonly pkiFolder: string;
	readonly masters: readonly Host[];
	/** Hosts with sshd, a kubelet binary, containerd and a CNI configuration, and nothing else. */
	readonly nodes: readonly Host[];
	readonly ssh: SshAccess;
	/** The shape as it is now. */
	readonly shape: () => LabShape;
	/** Runs kubectl as cluster-admin, whatever the server's certificate says; resolves to its stdout, rejects with its stderr. */
	kubectl(...args: readonly string[]): Promise<string>;
	/** kubectl apply of one manifest or several, as YAML or JSON. */
	apply(manifests: string): Promise<string>;
	/** Path of a kubeconfig with a client certificate of any user, for tests of permissions. */
	kubeconfigFor(identity: {readonly user: string; readonly groups?: readonly string[]}): Promise<string>;
	/** Gives all apiservers a certificate with these SANs beside all that isn't the VIP, and restarts one after the other, as people do by hand. */
	reissueApiserverCertificate(options: {readonly sans: readonly string[]}): Promise<void>;
	/**
	 * Writes the apiservers' units anew with these flags changed ('' takes one away), and restarts one after the other.
	 *
	 * What a test changed in the units by other means is lost. Resolves once requests get signed again.
	 */
	setApiserverFlags(flags: Readonly<Record<string, string>>): Promise<void>;
	/** The same with the controller-managers. */
	setControllerManagerFlags(flags: Readonly<Record<string, string>>): Promise<void>;
	/** Waits until every apiserver is ready and a controller-manager leads. */
	waitForControlPlane(): Promise<void>;
	/** Moves the VIP to a master by its index, as keepalived would. */
	moveVip(masterIndex: number): Promise<void>;
	[Symbol.asyncDispose](): Promise<void>;
};

/** The lab of that name, which another process may have started. */
export async function openLab(name: string): Promise<Lab> {
	const {place, shape} = await findPlace(name);
	return makeLab(place, shape);
}

/** A lab over what is at a place; `shape` is what its control plane was written with. */
export function makeLab(place: LabPlace, initialShape: LabShape): Lab {
	let shape = initialShape;
	const masterPlaces = placeMasters(place, shape);
	const masters = masterPlaces.map(openHost);
	const vip = addressOf(place, 100);

	const restart = async (master: Host, masterPlace: HostPlace, component: string) => {
		const unit = unitNameOf(component, shape.unitStyle, master.name);
		if (unit === undefined) {
			throw new Error(`${master.name}: ${component} has no unit of its own, so the lab starts it and never changes it`);
		}

		// Stopped politely, an apiserver waits for its watches: up to --request-timeout, a minute, as soon as kubelets are connected.
		const {exitCode, stderr} = await master.exec(`systemctl daemon-reload; systemctl kill --signal=KILL ${unit}; systemctl restart ${unit}`);
		if (exitCode !== 0) {
			throw new Error(`${master.name}: couldn't restart ${unit}: ${stderr}`);
		}

		await waitForApiserver(place, shape, masterPlace);
	};

	const changeShape = async (changes: Partial<LabShape>, component: string) => {
		shape = {...shape, ...changes};
		await writeShape(place, shape);
		await forEachMaster(async (master, masterPlace) => {
			for (const {path, content} of renderControlPlaneServices(place, shape, masterPlace)) {
				await master.writeFile(path, content);
			}

			await restart(master, masterPlace, component);
		});
	};

	const forEachMaster = async (work: (master: Host, masterPlace: HostPlace) => Promise<void>) => {
		for (const [index, master] of masters.entries()) {
			const masterPlace = masterPlaces[index];
			if (masterPlace) {
				await work(master, masterPlace);
			}
		}
	};

	const runKubectl = async (args: readonly string[], stdin?: string) =>
		runCommand(await obtainKubectl(), ['--kubeconfig', join(place.folder, 'lab.kubeconfig'), ...args], {stdin});

	return {
		name: place.name,
		folder: place.folder,
		vip,
		kubeconfig: join(place.folder, 'admin.kubeconfig'),
		pkiFolder: pkiFolderOf(place),
		masters,
		nodes: placeNodes(place, shape).map(openHost),
		ssh: sshAccessOf(place, shape.login),
		shape: () => shape,
		kubectl: async (...args) => runKubectl(args),
		apply: async manifests => runKubectl(['apply', '-f', '-'], manifests),
		async kubeconfigFor({user, groups = []}) {
			const name = `user-${[user, ...groups].join('-').replaceAll(/[^\w.-]/g, '_')}`;
			await issueClientCertificate(place, name, user, groups);
			return writeKubeconfig(place, shape, name, {certificate: name, user});
		},
		async reissueApiserverCertificate({sans}) {
			await issueApiserverCertificate(place, shape, [...listApiserverSans(place, {...shape, vipInSans: false}), ...sans]);
			await forEachMaster(async (master, masterPlace) => {
				for (const file of ['apiserver.crt', 'apiserver.key']) {
					await master.writeFile(join(shape.pkiFolder, file), await readFile(join(pkiFolderOf(place), file), 'utf8'), {mode: file.endsWith('.key') ? 0o600 : 0o644});
				}

				await restart(master, masterPlace, 'kube-apiserver');
			});
			await waitForControlPlane(place, shape);
		},
		async setApiserverFlags(flags) {
			await changeShape({apiserverFlags: {...shape.apiserverFlags, ...flags}}, 'kube-apiserver');
			await waitForControlPlane(place, shape);
		},
		async setControllerManagerFlags(flags) {
			await changeShape({controllerManagerFlags: {...shape.controllerManagerFlags, ...flags}}, 'kube-controller-manager');
			await waitForControlPlane(place, shape);
		},
		waitForControlPlane: async () => waitForControlPlane(place, shape),
		async moveVip(masterIndex) {
			const target = masters[masterIndex];
			if (!target) {
				throw new RangeError(`there is no master ${masterIndex}`);
			}

			await Promise.all(masters.map(async master => await master.isUp() && master.exec(`ip address del ${vip}/32 dev host0`)));
			await target.exec(`ip address add ${vip}/32 dev host0 && arping -U -c 2 -I host0 ${vip}`);
		},
		[Symbol.asyncDispose]: async () => endLab(place),
	};
}

/** Waits until every apiserver is ready and found under the Service kubernetes, and a controller-manager leads, which is when requests get signed. */
export async function waitForControlPlane(place: LabPlace, shape: LabShape): Promise<void> {
	const masters = placeMasters(place, shape);
	await Promise.all(masters.map(async master => waitForApiserver(place, shape, master)));
	const asked = Date.now();
	const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
	const address = masters[0]?.address ?? '';
	// Each announces itself some seconds after it is ready.
	await waitUntil(`${place.name}: every apiserver is an endpoint`, async () => {
		const endpoints = await askApiserver(place, shape, address, '/api/v1/namespaces/default/endpoints/kubernetes');
		return masters.every(master => endpoints.includes(`"ip":"${master.address}"`));
	}, {intervalMs: 100});
	await waitUntil(`${place.name}: a controller-manager leads`, async () => {
		const renewed = /"renewTime":"([^"]+)"/.exec(await askApiserver(place, shape, address, lease))?.[1] ?? '';
		// Leaders renew every 2 s. One that didn't for longer has ended, and its lease would hold the next one up for 15 s.
		if (Date.now() - Date.parse(renewed) > 5000) {
			await askApiserver(place, shape, address, lease, 'DELETE');
		}

		return Date.parse(renewed) > asked;
	}, {intervalMs: 100});
}

async function waitForApiserver(place: LabPlace, shape: LabShape, {name, address}: HostPlace): Promise<void> {
	await waitUntil(`${name}: the apiserver is ready`, async () => (await askApiserver(place, shape, address, '/readyz')) === 'ok', {timeoutMs: 120_000, intervalMs: 100});
}
