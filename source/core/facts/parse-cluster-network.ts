import * as z from 'zod';
import {canonicalIp} from '../net/ip-address.ts';

const serviceSchema = z.object({
	metadata: z.object({name: z.string(), labels: z.record(z.string(), z.string()).nullish()}),
	spec: z.object({clusterIP: z.string().optional(), clusterIPs: z.array(z.string()).optional()}),
});

type Service = z.output<typeof serviceSchema>;

const clusterIpsOf = ({spec}: Service): readonly string[] => (spec.clusterIPs ?? [spec.clusterIP ?? '']).flatMap((ip) => canonicalIp(ip) ?? []);

/** Reads the cluster IPs of a Service, canonical; empty for a headless one and for what is no Service. */
export const parseServiceIps = (service: unknown): readonly string[] => {
	const parsed = serviceSchema.safeParse(service);
	return parsed.success ? clusterIpsOf(parsed.data) : [];
};

// Names and labels of the DNS add-on: kubernetes cluster/addons/dns/coredns/coredns.yaml.base; `coredns` is what its Helm chart says.
const isDns: readonly ((service: Service) => boolean)[] = [
	({metadata}) => metadata.name === 'kube-dns',
	({metadata}) => ['kube-dns', 'coredns'].includes(metadata.labels?.['k8s-app'] ?? ''),
	({metadata}) => metadata.name === 'coredns',
];

/** Finds the cluster's DNS among the Services of kube-system: its cluster IPs, or undefined. */
export const findClusterDns = (services: readonly unknown[]): readonly string[] | undefined => {
	const parsed = services.flatMap((service) => serviceSchema.safeParse(service).data ?? []);
	const found = isDns.map((matches) => parsed.find((service) => matches(service) && clusterIpsOf(service).length > 0)).find((service) => service !== undefined);
	return found === undefined ? undefined : clusterIpsOf(found);
};

const corefileSchema = z.object({data: z.object({Corefile: z.string()})});

/**
 * Reads the cluster's DNS domain out of CoreDNS's ConfigMap: the one zone of its `kubernetes` plugins that is not for reverse look-ups
 * (coredns plugin/kubernetes/README.md). undefined where that is not exactly one name.
 */
export const parseClusterDomain = (configMap: unknown): string | undefined => {
	const corefile = corefileSchema.safeParse(configMap).data?.data.Corefile ?? '';
	const zones = corefile.split('\n').flatMap((line) => {
		const [directive, ...words] = line.replace(/#.*$/, '').trim().split(/\s+/);
		return directive === 'kubernetes' ? words.filter((word) => word !== '{' && !/(?:^|\.)(?:in-addr|ip6)\.arpa\.?$/.test(word) && !word.includes('/')) : [];
	});
	const domains = new Set(zones.map((zone) => zone.toLowerCase().replace(/\.$/, '')));
	const [domain = ''] = domains;
	return domains.size === 1 && /^[a-z\d]([-a-z\d]*[a-z\d])?(\.[a-z\d]([-a-z\d]*[a-z\d])?)*$/.test(domain) ? domain : undefined;
};

const serviceCidrSchema = z.object({spec: z.object({cidrs: z.array(z.string())})});

/** Reads the ranges of ServiceCIDR objects (networking.k8s.io, 1.31 and newer). */
export const parseServiceCidrs = (objects: readonly unknown[]): readonly string[] => objects.flatMap((object) => serviceCidrSchema.safeParse(object).data?.spec.cidrs ?? []);

const portsSchema = z.array(z.object({name: z.string().nullish(), port: z.number()})).nullish();
const sliceSchema = z.object({addressType: z.string().optional(), endpoints: z.array(z.object({addresses: z.array(z.string())})).nullish(), ports: portsSchema});
const endpointsSchema = z.object({subsets: z.array(z.object({addresses: z.array(z.object({ip: z.string()})).nullish(), notReadyAddresses: z.array(z.object({ip: z.string()})).nullish(), ports: portsSchema}))});

type Endpoint = {readonly host: string; readonly port: number};

const pair = (hosts: readonly string[], ports: z.output<typeof portsSchema>): readonly Endpoint[] => {
	const port = ports?.find(({name}) => name === 'https') ?? ports?.[0];
	return port === undefined ? [] : hosts.flatMap((host) => ({host: canonicalIp(host) ?? host, port: port.port}));
};

/** Reads where the API servers are, from EndpointSlices (1.21 and newer) or the Endpoints object of Service default/kubernetes; each once, in order. */
export const parseApiServerEndpoints = (objects: readonly unknown[]): readonly Endpoint[] => {
	const found = objects.flatMap((object) => {
		const slice = sliceSchema.safeParse(object).data;
		if (slice?.endpoints !== undefined && slice.endpoints !== null) {
			return pair(slice.endpoints.flatMap(({addresses}) => addresses), slice.ports);
		}
		const subsets = endpointsSchema.safeParse(object).data?.subsets ?? [];
		return subsets.flatMap(({addresses, notReadyAddresses, ports}) => pair([...(addresses ?? []), ...(notReadyAddresses ?? [])].map(({ip}) => ip), ports));
	});
	return [...new Map(found.map((endpoint) => [`${endpoint.host} ${endpoint.port}`, endpoint])).values()];
};
