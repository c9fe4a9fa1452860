// What can be told apart of a lab before and after: every file that differs from a fresh host, every object, every kubelet.
import {createHash} from 'node:crypto';
import {isDeepStrictEqual} from 'node:util';
import {dirname, join} from 'node:path';
import type {Host} from '../../lab/host.ts';
import type {Lab} from '../../lab/lab.ts';
import {runCommand} from '../../lab/run.ts';
import {waitUntil} from '../../lab/wait-until.ts';

/**
 * One line for each thing there is, such as `n1:/etc/kubernetes/pki/ca.crt` → type, mode, owner, inode, time of change and SHA-256, or
 * `Secret kube-system/bootstrap-token-abcdef` → uid and resourceVersion. Two that are equal show that nothing was written in between.
 */
export type Snapshot = Readonly<Record<string, string>>;

// Written by the hosts themselves all the time: logs, etcd's data, sudo's and systemd's memory of who and when.
const livingFolders = ['var/log', 'var/lib/etcd', 'var/lib/systemd', 'var/lib/sudo', 'var/lib/private', 'var/cache', 'run'];

// Heartbeats and what the control plane tells of itself.
const livingKinds = new Set(['leases.coordination.k8s.io', 'events', 'events.events.k8s.io', 'componentstatuses', 'nodes', 'endpoints', 'endpointslices.discovery.k8s.io', 'leasecandidates.coordination.k8s.io']);

/** Looks at everything, once things that a Ready node still brings about (its taint taken off, its CSINode) have come to rest. */
export async function takeSnapshot(lab: Lab): Promise<Snapshot> {
	let last: Snapshot = {};
	await waitUntil(`${lab.name} is at rest`, async () => {
		const previous = last;
		last = await lookAtAll(lab);
		return isDeepStrictEqual(previous, last);
	}, {timeoutMs: 30_000, intervalMs: 500});
	return last;
}

/** Names of all things that came, went or changed from one snapshot to the other, in order. */
export function listChanges(before: Snapshot, after: Snapshot): readonly string[] {
	const names = new Set([...Object.keys(before), ...Object.keys(after)]);
	return [...names].filter(name => before[name] !== after[name]).sort();
}

async function lookAtAll(lab: Lab): Promise<Snapshot> {
	const parts = await Promise.all([
		...[...lab.masters, ...lab.nodes].flatMap(host => [lookAtFiles(host), lookAtMemory(host)]),
		lookAtObjects(lab),
		lookAtNodeObjects(lab),
	]);
	return Object.fromEntries(parts.flat().sort(([one], [other]) => one.localeCompare(other)));
}

type Entry = readonly [name: string, state: string];

/** Files and folders of a host, by the inodes and bytes that are on this machine's disk. The time of a folder tells of files that were there for a moment. */
async function lookAtFiles(host: Host): Promise<readonly Entry[]> {
	const hidden = livingFolders.flatMap(folder => ['-o', '-path', `./${folder}`]).slice(1);
	const look = async (folder: string, at: string): Promise<readonly Entry[]> => {
		const listing = await runCommand('find', ['.', '(', ...hidden, ')', '-prune', '-o', '-printf', String.raw`%P\t%y %m %U:%G inode %i changed %T@ %l\n`], {cwd: folder});
		const sums = await runCommand('find', ['.', '(', ...hidden, ')', '-prune', '-o', '-type', 'f', '-exec', 'sha256sum', '{}', '+'], {cwd: folder});
		const sumByPath = new Map(sums.split('\n').map(line => [line.slice(68), line.slice(0, 64)]));
		return listing.split('\n').map(line => {
			const [path = '', state = ''] = line.split('\t');
			return [`${host.name}:${join('/', at, path)}`, `${state} ${sumByPath.get(path) ?? ''}`];
		});
	};

	// Lab's README: /var/lib/kubelet is in a folder beside `changes`.
	return [...await look(host.changes, ''), ...await look(join(dirname(host.changes), 'kubelet'), 'var/lib/kubelet')];
}

/** What is on no disk: temporary files, and since when the kubelet runs. */
async function lookAtMemory(host: Host): Promise<readonly Entry[]> {
	if (!await host.isUp()) {
		return [[`${host.name} kubelet`, 'host is down']];
	}

	const {stdout} = await host.exec('find /tmp /var/tmp /dev/shm /run/lock -printf "%p %y %m %i\\n"; echo; systemctl show kubelet --property=MainPID,NRestarts,ExecMainStartTimestamp,ActiveState');
	const [files = '', kubelet = ''] = stdout.split('\n\n');
	return [[`${host.name} temporary files`, files], [`${host.name} kubelet`, kubelet]];
}

async function lookAtObjects(lab: Lab): Promise<readonly Entry[]> {
	const kinds = (await lab.kubectl('api-resources', '--verbs=list', '--output=name')).split('\n').filter(kind => !livingKinds.has(kind));
	const line = '{.kind} {.metadata.namespace}/{.metadata.name}{"\\t"}{.metadata.uid} {.metadata.resourceVersion}{"\\n"}';
	const listing = await lab.kubectl('get', kinds.join(','), '--all-namespaces', '--ignore-not-found', `--output=jsonpath={range .items[*]}${line}{end}`);
	return listing.split('\n').filter(Boolean).map(each => {
		const [name = '', state = ''] = each.split('\t');
		return [name, state];
	});
}

/** Node objects without their status, which every heartbeat writes anew. */
async function lookAtNodeObjects(lab: Lab): Promise<readonly Entry[]> {
	const list = JSON.parse(await lab.kubectl('get', 'nodes', '--output=json')) as {items: Array<{metadata: Record<string, unknown>; spec: unknown}>};
	return list.items.map(({metadata, spec}) => {
		const {resourceVersion: _version, managedFields: _managers, ...kept} = metadata;
		return [`Node /${String(kept['name'])}`, createHash('sha256').update(JSON.stringify([kept, spec])).digest('hex')];
	});
}
