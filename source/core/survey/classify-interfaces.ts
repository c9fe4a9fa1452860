import type {InterfaceFacts} from '../facts/node-facts.ts';

/** A link as /sys/class/net tells it. */
export type Link = {
	readonly name: string;
	/** `device`, `bonding`, `bridge`, `vlan`, and `lower:NAME` for each link that it stands on. */
	readonly flags: readonly string[];
};

// Made by container networks, kube-proxy, node-local DNS, libvirt and tunnels; whatever they carry, it is no address of the machine's own.
const virtualName = /^(?:lo|kube-.*|nodelocaldns|dummy.*|cni.*|flannel.*|cali.*|tunl.*|vxlan.*|geneve.*|cilium.*|lxc.*|weave.*|ovn.*|antrea.*|docker.*|podman.*|virbr.*|vnet.*|veth.*|tun\d+|tap.*|wg.*|ifb.*|sit\d+|gre.*|ip6tnl.*|nerdctl.*)$/;

const isStanding = ({flags}: Link): boolean => flags.includes('bonding') || flags.includes('bridge') || flags.includes('vlan');

const isUplink = (link: Link, linksByName: ReadonlyMap<string, Link>, proven: ReadonlySet<string>, depth: number): boolean => {
	if (virtualName.test(link.name) || depth > 4) {
		return false;
	}
	if (link.flags.includes('device') || proven.has(link.name)) {
		return true;
	}
	const lower = link.flags.flatMap((flag) => (flag.startsWith('lower:') ? [linksByName.get(flag.slice('lower:'.length))] : []));
	return isStanding(link) && lower.some((below) => below !== undefined && isUplink(below, linksByName, proven, depth + 1));
};

const kinds: readonly InterfaceFacts['kind'][] = ['uplink', 'secondary', 'virtual'];

type Address = {readonly name: string; readonly address: string; readonly isAdded: boolean};

// What follows the scope, up to the label: the kernel marks the second address of a network `secondary` (IFA_F_SECONDARY in linux/if_addr.h; for IPv6 the
// same bit is `temporary`), keepalived adds IPv6 ones as `deprecated`, so that no connection starts from them, and newer versions sign as `proto keepalived`.
const addedFlags = /\b(?:secondary|temporary|deprecated|proto (?:keepalived|18))\b/;

// `4: eth0    inet 192.0.2.2/24 brd 192.0.2.255 scope global secondary eth0\ …`
const readAddresses = (text: string): readonly Address[] =>
	text.split('\n').flatMap((line) => {
		const match = /^\d+: +([^ @]+)(?:@\S+)? +inet6? ([\d.a-f:]+\/\d{1,3}) (.*)\bscope (?:global|site)\b([^\\]*)/.exec(line);
		const [, name, address, before = '', after = ''] = match ?? [];
		return name === undefined || address === undefined ? [] : [{name, address, isAdded: addedFlags.test(`${before} ${after}`)}];
	});

/**
 * Tells the machine's own interfaces from those that software made. An uplink is a device, or a bond, VLAN or bridge that stands on one; where a
 * host has no device at all (a container), the link that carries the default route or the address at which ssh arrived. A single-host address
 * (/32, /128) is told apart as virtual even there: VIPs and service addresses look like that (approval policy P21). One that was put beside the link's
 * own with the network's prefix is `secondary`: a VIP, or a second address that only the operator can vouch for.
 */
export const classifyInterfaces = (input: {readonly links: readonly Link[]; readonly addresses: string; readonly routes: string; readonly arrivedAt: string}): readonly InterfaceFacts[] => {
	const addresses = readAddresses(input.addresses);
	const isSingle = (address: string): boolean => address.endsWith('/32') || address.endsWith('/128');
	const routed = [...input.routes.matchAll(/^default .*?\bdev (\S+)/gm)].flatMap(([, name]) => name ?? []);
	const arrived = addresses.filter(({address}) => input.arrivedAt !== '' && !isSingle(address) && address.split('/', 1)[0] === input.arrivedAt).map(({name}) => name);
	const proven = new Set([...routed, ...arrived]);
	const linksByName = new Map(input.links.map((link) => [link.name, link]));
	return input.links.flatMap((link) => {
		const isOwn = isUplink(link, linksByName, proven, 0);
		const kindOf = ({address, isAdded}: Address): InterfaceFacts['kind'] => (!isOwn || isSingle(address) ? 'virtual' : isAdded ? 'secondary' : 'uplink');
		const own = addresses.filter(({name}) => name === link.name);
		return kinds.flatMap((kind) => {
			const list = own.filter((address) => kindOf(address) === kind).map(({address}) => address);
			return list.length > 0 ? [{name: link.name, kind, addresses: list}] : [];
		});
	});
};
