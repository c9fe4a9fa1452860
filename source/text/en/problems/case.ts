import type {MissingFact} from '../../../core/csr/judge-context.ts';
import type {CaseProblems} from '../../../core/problem/case.ts';
import type {ProblemTexts} from '../../catalog.ts';

const lacks: Readonly<Record<MissingFact, {readonly what: string; readonly hint: string}>> = {
	nodes: {what: 'no whole list of Nodes', hint: 'add what this prints: kubectl get nodes -o json'},
	tokens: {what: 'no bootstrap token Secrets', hint: 'add what this prints: kubectl -n kube-system get secrets --field-selector type=bootstrap.kubernetes.io/token -o json'},
	'service-range': {what: 'neither the range of Service addresses nor Service default/kubernetes', hint: 'set cluster.serviceCIDRs in kubenroll.yaml, or add what this prints: kubectl get service kubernetes -o json'},
	'api-server-address': {what: 'no address of the API server', hint: 'write the VIP or load balancer into cluster.apiServer of kubenroll.yaml as an IP address: names are not looked up here'},
	clock: {what: 'no time', hint: 'say when the file was made: --at 2026-01-31T12:00:00Z'},
	'clocks-apart': {what: 'objects that are newer than the time of judging', hint: 'set the clock of this machine, or say when the file was made: --at 2026-01-31T12:00:00Z'},
	'unreadable-range': {what: 'an address or range that cannot be read', hint: 'look at the addresses of the objects and of kubenroll.yaml'},
};

/** Problems of a file of objects that is to be judged, in English. */
export const caseProblems: ProblemTexts<CaseProblems> = {
	'objects-json': () => ({message: 'what stands here is no JSON', hints: ['the file should be what kubectl get -o json or -o yaml prints']}),
	'objects-empty': () => ({message: 'it holds nothing', hints: ['look at what should have written it: kubectl may have failed, and said why above']}),
	'objects-key-repeated': () => ({message: 'a key stands here that its object has already, so what holds it is left out', hints: ['leave one of them: nobody can tell which is meant']}),
	'objects-differ': ({kind, name, places: [first, second]}) => ({message: `${kind} ${name} is there twice, and not the same (${first}, ${second}), so no request passes`, hints: ['leave one of them: nobody can tell which holds']}),
	'objects-cut-off': () => ({message: 'what begins here does not end: the file is cut off', hints: ['write the file again: kubectl get csr,nodes -o json > FILE']}),
	'objects-too-large': ({limitMiB}) => ({message: `it is larger than ${limitMiB} MiB`, hints: ['leave out other objects, or judge it in parts: the Nodes and Secrets belong into each']}),
	'objects-yaml-too-large': ({limitMiB}) => ({message: `as YAML it may have ${limitMiB} MiB at most`, hints: ['write it as JSON: kubectl get csr,nodes -o json > FILE']}),
	'objects-not-understood': ({count}) => ({message: count === 1 ? 'one thing in it is no Kubernetes object' : `${count} things in it are no Kubernetes objects`, hints: ['every object has kind and metadata.name; the others were judged, as if what belongs to these were not known']}),
	'case-lacks-fact': ({fact}) => ({message: `it holds ${lacks[fact].what}, so no request passes`, hints: [lacks[fact].hint]}),
};
