// Where a lab is on this machine: one folder, one number, and everything else follows from these two.
import {mkdir, readdir, readFile, rename, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {withFileLock} from './file-lock.ts';
import type {LabShape} from './shape.ts';

/** A lab's own folder and number; two labs never share either. */
export type LabPlace = {
	readonly name: string;
	/** Third byte of the lab's addresses, and part of the names of its network devices. */
	readonly number: number;
	readonly folder: string;
};

/** One host of a lab. */
export type HostPlace = {
	/** m1, m2, n1, n2, …: what the machine knows it by, whatever its host name is. */
	readonly id: string;
	/** Its host name. */
	readonly name: string;
	readonly address: string;
	readonly folder: string;
	/** Name of its container, and, behind `vb-`, of its end of the cable; 15 characters at most with it. */
	readonly machine: string;
	readonly bridge: string;
	readonly cgroup: string;
};

type LabRecord = {readonly number: number; readonly shape: LabShape};

/** Environment variable with which the names of labs start that nobody named; default `lab`. Whoever sets it finds their own labs by it. */
export const labPrefixVariable = 'KUBENROLL_LAB_PREFIX';

const labName = /^[a-z\d][a-z\d-]{0,30}$/;

/** The folder of all running labs, not on an overlay and not in memory. */
export function findRunFolder(): string {
	return process.env['KUBENROLL_LAB_RUN'] || '/var/lib/kubenroll-lab';
}

/** All labs that have a folder, also those that a killed run left behind half-made. */
export async function listLabs(): Promise<readonly LabPlace[]> {
	const entries = await readdir(findRunFolder(), {withFileTypes: true}).catch(() => []);
	const names = entries.filter(entry => entry.isDirectory() && labName.test(entry.name)).map(entry => entry.name);
	return Promise.all(names.map(async name => {
		const folder = join(findRunFolder(), name);
		const record = await readRecord(folder).catch(() => undefined);
		return {name, number: record?.number ?? 0, folder};
	}));
}

/** Takes a folder and a number for a new lab; throws when there is a lab of that name. */
export async function claimPlace(name: string | undefined, shape: LabShape): Promise<LabPlace> {
	return withFileLock(join(findRunFolder(), 'lock'), async () => {
		const taken = await listLabs();
		const number = findFree(taken.map(lab => lab.number));
		const place = placeOf(name ?? `${process.env[labPrefixVariable] || 'lab'}${number}`, number);
		if (taken.some(lab => lab.name === place.name)) {
			throw new Error(`there is a lab ${place.name} already\nhint: end it with: node test/lab/cli.ts down --name ${place.name}`);
		}

		await mkdir(place.folder, {mode: 0o755});
		await writeShape(place, shape);
		return place;
	});
}

/** The place of a lab that is there, with the shape it has now. */
export async function findPlace(name: string): Promise<{readonly place: LabPlace; readonly shape: LabShape}> {
	const {number, shape} = await readRecord(placeOf(name, 0).folder);
	return {place: placeOf(name, number), shape};
}

/** Keeps the shape beside the lab, for whoever opens it later. */
export async function writeShape(place: LabPlace, shape: LabShape): Promise<void> {
	const record: LabRecord = {number: place.number, shape};
	const path = join(place.folder, 'lab.json');
	await writeFile(`${path}.new`, JSON.stringify(record, undefined, '\t'));
	await rename(`${path}.new`, path);
}

/** The places of a lab's masters: .11 and .12. */
export function placeMasters(place: LabPlace, shape: LabShape): readonly HostPlace[] {
	return Array.from({length: shape.masters}, (_, index) => placeHost(place, `m${index + 1}`, `m${index + 1}`, 11 + index));
}

/** The places of a lab's nodes: .21 and after. */
export function placeNodes(place: LabPlace, shape: LabShape): readonly HostPlace[] {
	return shape.nodes.map((node, index) => placeHost(place, `n${index + 1}`, node.name, 21 + index));
}

/** An address of the lab's own network: 1 is this machine, 100 the VIP. */
export function addressOf(place: LabPlace, lastByte: number): string {
	return `10.200.${place.number}.${lastByte}`;
}

/** The bridge that all hosts of a lab hang on. */
export function bridgeOf(place: LabPlace): string {
	return `krlab${place.number}`;
}

/** The cgroup that everything in a lab runs in. */
export function cgroupOf(place: LabPlace): string {
	return `kubenroll-lab/${place.name}`;
}

function placeOf(name: string, number: number): LabPlace {
	if (!labName.test(name)) {
		throw new Error(`a lab can't be called ${JSON.stringify(name)}: lower-case letters, digits and dashes only`);
	}

	return {name, number, folder: join(findRunFolder(), name)};
}

function placeHost(place: LabPlace, id: string, name: string, lastByte: number): HostPlace {
	return {
		id,
		name,
		address: addressOf(place, lastByte),
		folder: join(place.folder, 'hosts', id),
		machine: `${bridgeOf(place)}-${id}`,
		bridge: bridgeOf(place),
		cgroup: `${cgroupOf(place)}/${id}`,
	};
}

function findFree(taken: readonly number[]): number {
	for (let number = 1; number < 255; number++) {
		if (!taken.includes(number)) {
			return number;
		}
	}

	throw new Error('254 labs run at the same time, and there are no more addresses');
}

async function readRecord(folder: string): Promise<LabRecord> {
	// Written by writeShape, by this program alone.
	return JSON.parse(await readFile(join(folder, 'lab.json'), 'utf8')) as LabRecord;
}
