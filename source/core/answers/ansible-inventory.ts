import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {Position} from './answers.ts';
import type {NodeEntry} from './node-entry.ts';
import {isHost, isIp, isUser, parsePort} from './node-item.ts';
import {placeIn} from './placed-problem.ts';

/** A variable of an inventory and where its value stands. */
export type Variable = {readonly value: string; readonly position: Position};

type Variables = Map<string, Variable>;

/** A group while an inventory is read: its own hosts in order, the groups in it, its variables. */
export type InventoryGroup = {readonly hosts: Set<string>; readonly children: Set<string>; readonly variables: Variables};

/** An inventory while it is read; filled by the INI and the YAML reader. */
export type Inventory = {readonly hosts: Map<string, {readonly position: Position; readonly variables: Variables}>; readonly groups: Map<string, InventoryGroup>};

/** An inventory without anything in it. */
export const makeInventory = (): Inventory => ({hosts: new Map(), groups: new Map()});

/** The group of that name, made where it is new. */
export const openGroup = ({groups}: Inventory, name: string): InventoryGroup => {
	const group = groups.get(name) ?? {hosts: new Set(), children: new Set(), variables: new Map()};
	groups.set(name, group);
	return group;
};

/** Puts a host into a group; variables written at several places add up, the last winning. */
export const addHost = (inventory: Inventory, group: string, name: string, position: Position, variables: ReadonlyMap<string, Variable>): void => {
	const host = inventory.hosts.get(name) ?? {position, variables: new Map()};
	for (const [key, variable] of variables) {
		host.variables.set(key, variable);
	}
	inventory.hosts.set(name, host);
	openGroup(inventory, group).hosts.add(name);
};

// Names of Ansible's connection variables, the older spelling second (ansible.builtin.ssh connection plugin).
const readVariables = {address: ['ansible_host', 'ansible_ssh_host'], user: ['ansible_user', 'ansible_ssh_user'], port: ['ansible_port', 'ansible_ssh_port']} as const;
const known: ReadonlySet<string> = new Set(Object.values(readVariables).flat());
const connecting = /^ansible_(?:ssh_|become|connection$|password$|private_key|paramiko|sudo)/;

type Inherited = {readonly groups: readonly string[]; readonly variables: ReadonlyMap<string, Variable>};

type Parents = ReadonlyMap<string, readonly string[]>;

const findParents = ({groups}: Inventory): Parents => {
	const parents = new Map<string, string[]>();
	for (const [name, {children}] of groups) {
		for (const child of children) {
			const known = parents.get(child);
			if (known === undefined) {
				parents.set(child, [name]);
			} else {
				known.push(name);
			}
		}
	}
	return parents;
};

// More than any real host is in; a chain of thousands of groups would be copied for each that has hosts.
const mostGroups = 1000;

// The groups themselves and all above them; undefined where they are too many.
const climb = (own: readonly string[], parents: Parents): ReadonlySet<string> | undefined => {
	const found = new Set(own);
	for (const name of found) {
		if (found.size > mostGroups) {
			return undefined;
		}
		for (const parent of parents.get(name) ?? []) {
			found.add(parent);
		}
	}
	return found.add('all');
};

// How deep each group lies below `all`, by the longest way; without recursion, for the chain may be longer than the stack. A group within itself is Ansible's error to tell.
const rankGroups = ({groups}: Inventory, parents: Parents): ReadonlyMap<string, number> => {
	const depths = new Map<string, number>([['all', 0]]);
	const open = new Set<string>();
	const waiting = [...groups.keys()];
	for (let name = waiting.at(-1); name !== undefined; name = waiting.at(-1)) {
		const above = parents.get(name) ?? [];
		if (!open.has(name) && !depths.has(name)) {
			open.add(name);
			for (const parent of above) {
				if (!open.has(parent) && !depths.has(parent)) {
					waiting.push(parent);
				}
			}
			continue;
		}
		waiting.pop();
		if (!depths.has(name)) {
			depths.set(name, 1 + above.reduce((deepest, parent) => Math.max(deepest, depths.get(parent) ?? 1), 0));
		}
	}
	return depths;
};

/** Turns an inventory into entries, with Ansible's precedence: host over group, group over the group above it, the later name over the earlier. */
export const resolveInventory = (inventory: Inventory, path: string): {readonly nodes: readonly NodeEntry[]; readonly problems: readonly Problem[]} => {
	const problems: Problem[] = [];
	const ignored = new Map<string, Position>();
	const parents = findParents(inventory);
	const depths = rankGroups(inventory, parents);
	const ownGroups = new Map<string, string[]>();
	for (const [name, group] of inventory.groups) {
		for (const host of group.hosts) {
			const known = ownGroups.get(host);
			if (known === undefined) {
				ownGroups.set(host, [name]);
			} else {
				known.push(name);
			}
		}
	}
	// Hosts of the same groups share what the groups say; an inventory has few such sets and many hosts.
	const shared = new Map<string, Inherited>();
	// One host stands for all.
	let crowded: Problem | undefined;
	const inherit = (own: readonly string[]): Inherited | undefined => {
		const found = climb(own, parents);
		if (found === undefined) {
			return undefined;
		}
		const groups = [...found];
		const ordered = groups.toSorted((left, right) => (depths.get(left) ?? 0) - (depths.get(right) ?? 0) || (left < right ? -1 : 1));
		return {groups, variables: new Map(ordered.flatMap((group) => [...(inventory.groups.get(group)?.variables ?? [])]))};
	};
	const nodes = [...inventory.hosts].flatMap(([name, host]): readonly NodeEntry[] => {
		const own = ownGroups.get(name) ?? [];
		const key = own.join(' ');
		const inherited = shared.get(key) ?? inherit(own);
		if (inherited === undefined) {
			crowded ??= problem('list-groups-too-many', placeIn(path, host.position), {host: escapeControls(name), limit: mostGroups});
			return [];
		}
		shared.set(key, inherited);
		const {groups} = inherited;
		const variables = new Map([...inherited.variables, ...host.variables]);
		for (const [variable, {position}] of variables) {
			if (!known.has(variable) && connecting.test(variable) && !ignored.has(variable)) {
				ignored.set(variable, position);
			}
		}
		const pick = (names: readonly string[]): Variable | undefined => names.map((variable) => variables.get(variable)).find((variable) => variable !== undefined);
		const reject = (variable: Variable, defect: 'host' | 'user' | 'port', key: string): readonly NodeEntry[] => {
			const place = placeIn(path, variable.position);
			problems.push(variable.value.includes('{{') ? problem('list-template', place, {variable: key, host: escapeControls(name)}) : problem('list-item', place, {item: `${key}=${escapeControls(variable.value)}`, defect}));
			return [];
		};
		const itself = {value: name, position: host.position};
		const [address, user, port] = [pick(readVariables.address) ?? itself, pick(readVariables.user), pick(readVariables.port)];
		if (!isHost(address.value)) {
			return reject(address, 'host', address === itself ? 'host' : 'ansible_host');
		}
		if (user !== undefined && !isUser(user.value)) {
			return reject(user, 'user', 'ansible_user');
		}
		const portNumber = port === undefined ? undefined : parsePort(port.value);
		if (port !== undefined && portNumber === undefined) {
			return reject(port, 'port', 'ansible_port');
		}
		return [
			{
				...(isIp(name) ? {} : {name}),
				address: address.value,
				...(user === undefined ? {} : {user: user.value}),
				...(portNumber === undefined ? {} : {port: portNumber}),
				dnsNames: [],
				groups,
				position: host.position,
			},
		];
	});
	if (crowded !== undefined) {
		problems.push(crowded);
	}
	const [first] = ignored.values();
	if (first !== undefined) {
		problems.push(problem('list-variable-ignored', placeIn(path, first), {variables: [...ignored.keys()].map(escapeControls)}, {severity: 'warning'}));
	}
	return {nodes, problems};
};
