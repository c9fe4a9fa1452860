import {link, mkdir, readFile, readdir} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {hashIngredients, obtainCacheEntry} from './cache.ts';
import {pauseImage, writeImage} from './image.ts';
import {kubernetesReleases, newestKubernetes, type KubernetesVersion} from './kubernetes-releases.ts';
import {runCommand} from './run.ts';

/** Changes with the way a cache entry is arranged. */
const layout = 'layout 1';

/** Folders that are laid over the base tree of a host, so that a host has its binaries without a copy. */
export type BinaryLayers = {
	readonly controlPlane: string;
	readonly kubelet: string;
};

/** Builds, or finds in the cache, one release: a layer for masters and a layer for nodes. */
export async function obtainKubernetes(version: KubernetesVersion): Promise<BinaryLayers> {
	const release = kubernetesReleases[version];
	const versionFlags = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap(variable => [
		`-X ${variable}.gitVersion=v${version}`,
		`-X ${variable}.gitMajor=1`,
		`-X ${variable}.gitMinor=${version.split('.')[1]}`,
	]);
	const entry = await obtainGoBuild(`kubernetes-${version}`, release.module, [...release.linkerFlags, ...versionFlags], '.', async (built, folder) => {
		const [binary = ''] = await readdir(built);
		for (const program of release.programs) {
			const layer = join(folder, program === 'kubelet' ? 'kubelet' : 'control-plane', 'usr/local/bin');
			await mkdir(layer, {recursive: true});
			await link(join(built, binary), join(layer, program));
		}
	});
	return {controlPlane: join(entry, 'control-plane'), kubelet: join(entry, 'kubelet')};
}

/** Builds, or finds in the cache, containerd and its shim as a layer for nodes. */
export async function obtainContainerd(): Promise<string> {
	const entry = await obtainGoBuild('containerd', 'containerd', [], 'tool', async (built, folder) => {
		const layer = join(folder, 'layer/usr/local/bin');
		await mkdir(layer, {recursive: true});
		for (const program of await readdir(built)) {
			await link(join(built, program), join(layer, program));
		}
	});
	return join(entry, 'layer');
}

/** Builds, or finds in the cache, the one image that a lab's containers have, as a layer for hosts that run static pods. */
export async function obtainPauseImage(): Promise<string> {
	const entry = await obtainGoBuild('pause', 'pause', [], '.', async (built, folder) => {
		const target = join(folder, 'layer', dirname(pauseImage.file));
		await mkdir(target, {recursive: true});
		await writeImage(join(built, 'pause'), pauseImage.name, join(target, basename(pauseImage.file)));
	});
	return join(entry, 'layer');
}

/** The kubectl that runs on this machine against every lab. */
export async function obtainKubectl(): Promise<string> {
	const {controlPlane} = await obtainKubernetes(newestKubernetes);
	return join(controlPlane, 'usr/local/bin/kubectl');
}

async function obtainGoBuild(
	name: string,
	module: string,
	linkerFlags: readonly string[],
	target: string,
	arrange: (built: string, folder: string) => Promise<void>,
): Promise<string> {
	const source = join(import.meta.dirname, 'go', module);
	const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags', ['-s', '-w', ...linkerFlags].join(' ')];
	const sourceFiles = (await readdir(source)).sort();
	const contents = await Promise.all(sourceFiles.map(async file => readFile(join(source, file))));
	const key = hashIngredients([...sourceFiles, ...contents, ...args, target, layout]);

	return obtainCacheEntry(`${name}-${key}`, async folder => {
		const built = join(folder, 'built');
		await mkdir(built);
		await runCommand('go', [...args, '-o', `${built}/`, target], {cwd: source, environment: {CGO_ENABLED: '0', GOFLAGS: ''}});
		await arrange(built, folder);
	});
}
