import {obtainBaseTree} from '../lab/base-tree.ts';
import {obtainContainerd, obtainKubernetes, obtainPauseImage} from '../lab/binaries.ts';
import {endLab} from '../lab/end-lab.ts';
import {isKubernetesVersion, kubernetesReleases} from '../lab/kubernetes-releases.ts';
import {labPrefixVariable, listLabs} from '../lab/place.ts';

/** Builds everything that labs are made of, so that no scenario's time is spent on it, and afterwards ends the labs of scenarios that didn't. */
export async function setup(): Promise<() => Promise<void>> {
	// Inherited by the workers: labs of this run can be told from all others on the machine.
	const prefix = process.env[labPrefixVariable] ??= `e2e${process.pid}-`;
	await obtainBaseTree();
	for (const version of Object.keys(kubernetesReleases).filter(isKubernetesVersion)) {
		await obtainKubernetes(version);
	}

	await obtainContainerd();
	await obtainPauseImage();
	return async () => {
		const left = (await listLabs()).filter(({name}) => name.startsWith(prefix));
		await Promise.all(left.map(endLab));
	};
}
