// An image by hand, of one file: what a registry would send is a few JSON texts around a tar of the files.
import {createHash} from 'node:crypto';
import {copyFile, mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {runCommand} from './run.ts';

/** The image of every container in a lab, and where its archive lies on a host that needs it. */
export const pauseImage = {name: 'lab.kubenroll.dev/pause:1', file: '/usr/local/share/lab/pause.tar'} as const;

/** Writes an archive of an image that holds one static program as /pause, for `ctr images import` (OCI image layout, image-spec v1.1 image-layout.md). */
export async function writeImage(program: string, name: string, archive: string): Promise<void> {
	const work = `${archive}.work`;
	const blobs = join(work, 'layout/blobs/sha256');
	await mkdir(blobs, {recursive: true});
	await mkdir(join(work, 'files'));
	await copyFile(program, join(work, 'files/pause'));
	await archiveFolder(join(work, 'files'), join(work, 'layer.tar'));

	const store = async (mediaType: string, content: string | Uint8Array) => {
		const digest = createHash('sha256').update(content).digest('hex');
		await writeFile(join(blobs, digest), content);
		return {mediaType, digest: `sha256:${digest}`, size: Buffer.byteLength(content)};
	};
	const ofImage = (kind: string) => `application/vnd.oci.image.${kind}`;
	const layer = await store(ofImage('layer.v1.tar'), await readFile(join(work, 'layer.tar')));
	const config = await store(ofImage('config.v1+json'), JSON.stringify({
		architecture: process.arch === 'x64' ? 'amd64' : process.arch,
		os: 'linux',
		config: {Entrypoint: ['/pause']},
		// An uncompressed layer is its own diff.
		rootfs: {type: 'layers', diff_ids: [layer.digest]},
	}));
	const manifest = await store(ofImage('manifest.v1+json'), JSON.stringify({schemaVersion: 2, mediaType: ofImage('manifest.v1+json'), config, layers: [layer]}));
	await writeFile(join(work, 'layout/oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
	await writeFile(join(work, 'layout/index.json'), JSON.stringify({
		schemaVersion: 2,
		manifests: [{...manifest, annotations: {'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name.split(':')[1]}}],
	}));
	await archiveFolder(join(work, 'layout'), archive);
	await rm(work, {recursive: true});
}

async function archiveFolder(folder: string, archive: string): Promise<void> {
	await runCommand('tar', ['--create', '--sort=name', '--owner=0', '--group=0', '--mtime=@0', '--file', archive, '--directory', folder, '.']);
}
