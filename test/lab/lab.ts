// The lab's front door: a scenario asks for a shape with startLab, works with what is in Lab, and the end of its block ends the lab.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {askApiserver} from './ask-apiserver.ts';
import {obtainKubectl} from './binaries.ts';
import {renderControlPlaneUnits} from './control-plane.ts';
import {endLab} from './end-lab.ts';
import {openHost, type Host} from './host.ts';
import {writeKubeconfig} from './kubeconfig.ts';
import {issueApiserverCertificate, issueClientCertificate, pkiFolderOf} from './pki.ts';
import {addressOf, findPlace, placeMasters, placeNodes, writeShape, type HostPlace, type LabPlace} from './place.ts';
import {runCommand} from './run.ts';
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
	/** Gives all apiservers a certificate with exactly these SANs and restarts them, as a person would by hand. */
	reissueApiserverCertificate(options: {readonly sans: readonly string[]}): Promise<void>;
	/** Writes the apiservers' units with these flags changed ('' takes one away), and restarts one after the other. */
	setApiserverFlags(flags: Readonly<Record<string, string>>): Promise<void>;
	/** The same with the controller-managers; resolves once one of them leads. */
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

	const restart = async (master: Host, masterPlace: HostPlace, unit: string) => {
		// Stopped politely, an apiserver waits for its watches: up to --request-timeout, a minute, as soon as kubelets are connected.
		const {exitCode, stderr} = await master.exec(`systemctl daemon-reload; systemctl kill --signal=KILL ${unit}; systemctl restart ${unit}`);
		if (exitCode !== 0) {
			throw new Error(`${master.name}: couldn't restart ${unit}: ${stderr}`);
		}

		await waitForApiserver(place, shape, masterPlace);
	};

	const changeShape = async (changes: Partial<LabShape>, unit: string) => {
		shape = {...shape, ...changes};
		await writeShape(place, shape);
		await forEachMaster(async (master, masterPlace) => {
			for (const {path, content} of renderControlPlaneUnits(place, shape, masterPlace)) {
				await master.writeFile(path, content);
			}

			await restart(master, masterPlace, unit);
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
			await issueApiserverCertificate(place, shape, sans);
			await forEachMaster(async (master, masterPlace) => {
				for (const file of ['apiserver.crt', 'apiserver.key']) {
					await master.writeFile(join(shape.pkiFolder, file), await readFile(join(pkiFolderOf(place), file), 'utf8'), {mode: file.endsWith('.key') ? 0o600 : 0o644});
				}

				await restart(master, masterPlace, 'kube-apiserver');
			});
		},
		setApiserverFlags: async flags => changeShape({apiserverFlags: {...shape.apiserverFlags, ...flags}}, 'kube-apiserver'),
		async setControllerManagerFlags(flags) {
			await changeShape({controllerManagerFlags: {...shape.controllerManagerFlags, ...flags}}, 'kube-controller-manager');
			// The lease of the one that was killed would hold the others up for 15 s.
			await runKubectl(['delete', 'lease', '--namespace=kube-system', '--ignore-not-found', 'kube-controller-manager']);
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

const leaderLease = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';

/** Waits until every apiserver is ready and a controller-manager leads, which is when requests get signed. */
export async function waitForControlPlane(place: LabPlace, shape: LabShape): Promise<void> {
	const asked = Date.now();
	const masters = placeMasters(place, shape);
	await Promise.all(masters.map(async master => waitForApiserver(place, shape, master)));
	await waitUntil(`${place.name}: a controller-manager leads`, async () => {
		const lease = await askApiserver(place, shape, masters[0]?.address ?? '', leaderLease);
		// A lease is renewed every 2 s; one that was renewed before now may be of a controller-manager that has ended since.
		const renewed = /"renewTime":"([^"]+)"/.exec(lease)?.[1] ?? '';
		return Date.parse(renewed) > asked;
	});
}

async function waitForApiserver(place: LabPlace, shape: LabShape, {name, address}: HostPlace): Promise<void> {
	await waitUntil(`${name}: the apiserver is ready`, async () => (await askApiserver(place, shape, address, '/readyz')) === 'ok', {timeoutMs: 120_000, intervalMs: 100});
}
