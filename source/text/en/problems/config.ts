import type {ConfigProblems, ExpectedKind, FieldForm, NodeItemDefect, RangeDefect, YamlDefect} from '../../../core/problem/config.ts';
import type {ProblemTexts} from '../../catalog.ts';

const forms: Readonly<Record<FieldForm, string>> = {
	'absolute-path': 'is not an absolute path on a node: it has to begin with / and hold only letters, digits and . _ - + @ : = ,',
	'api-server-address': 'is not an API server address: write host:port, https://host:port or [IPv6]:port',
	'api-server-path': 'has a path: kubelets take the host and the port only',
	'api-server-port': 'has no valid port: ports are 1 to 65535',
	'api-server-scheme': 'is not https: kubelets reach the API server over TLS only',
	'api-server-user': 'has a user or password in it: kubelets prove themselves by token and certificate',
	cidr: 'is not a CIDR such as 10.96.0.0/12 or fd00::/108',
	domain: 'is not a DNS domain such as cluster.local: lower-case letters, digits, - and .',
	duration: 'is not a duration: write 1h, 30m or 10s',
	fingerprint: 'is not a host key fingerprint: SHA256: and 43 base64 characters, as ssh-keygen prints it',
	host: 'is neither a host name nor an IP address',
	'host-only': 'holds more than a host: user and port have fields of their own',
	ip: 'is not an IP address',
	'kubernetes-version': 'is not a Kubernetes version: write 1.32 or v1.32.4',
	'label-key': 'is not a label key: an optional DNS prefix with /, then at most 63 letters, digits, -, _ and .',
	'label-value': 'is not a label value: at most 63 letters, digits, -, _ and ., with a letter or digit at both ends',
	'local-path': 'is not a path on this machine',
	sha256: 'is not a SHA-256 sum: 64 hexadecimal digits',
	taint: 'is not a taint: write key=value:NoSchedule, with NoSchedule, PreferNoSchedule or NoExecute',
	text: 'holds nothing, or characters that cannot be printed',
	'unix-socket': 'is not a socket: write auto or unix:///run/containerd/containerd.sock',
	user: 'is not a user name that ssh can be given',
};

const formHints: Partial<Record<FieldForm, string>> = {
	fingerprint: 'print it on the node with: ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub',
	sha256: 'print it with: sha256sum kubelet',
};

const kinds: Readonly<Record<ExpectedKind, string>> = {
	text: 'text',
	number: 'a number',
	boolean: 'true or false',
	list: 'a list',
	mapping: 'a mapping of fields',
	'whole-number': 'a whole number',
	nothing: 'nothing',
	'text-or-mapping': 'text or a mapping of fields',
};

const yamlDefects: Readonly<Record<YamlDefect, string>> = {
	alias: 'an alias (*) names no anchor (&) or what it stands in, or aliases multiply too far',
	'comma-or-bracket': 'a comma or a closing bracket is missing',
	escape: 'a backslash in double quotes begins no escape that YAML knows',
	indentation: 'this line is not indented like the ones it belongs to',
	key: 'this is no field: a field is one word and a colon on one line',
	quote: 'a quote is not closed',
	structure: 'this cannot stand here',
	tab: 'a tab is used for indentation, and YAML allows spaces only',
	tag: 'tags (!…) other than the core ones are not allowed',
	'too-deep': 'brackets or lists are nested too deep',
};

const rangeDefects: Readonly<Record<RangeDefect, string>> = {
	backwards: 'runs backwards',
	bracket: 'has a bracket without its partner',
	empty: 'is empty or has an empty part',
	mixed: 'is no range: write numbers as 1-9 or single letters as a-f',
	padding: 'is padded with zeros on one side only',
	step: 'has a step, and ranges count by one',
	'too-many': 'makes more nodes than one file may have',
};

const itemDefects: Readonly<Record<NodeItemDefect, string>> = {
	ambiguous: 'can be read in more than one way: write one node a line as name=address',
	host: 'has no host name or IP address where one belongs',
	name: 'has no name before =',
	port: 'has no valid port: ports are 1 to 65535',
	user: 'has no valid user before @',
};

const lineDefects = {
	assignment: 'this is not key=value',
	section: 'this section is neither [group], [group:vars] nor [group:children]',
	inventory: 'this is not an Ansible inventory: groups hold hosts, children and vars, each a mapping',
} as const;

const suggest = (suggestion: string | undefined): readonly string[] => (suggestion === undefined ? [] : [`write ${suggestion}`]);

const nearestHint = (nearest: string | undefined): readonly string[] => (nearest === undefined ? [] : [`did you mean ${nearest}?`]);

const ownedReasons = {
	security: 'it decides who may command the kubelet, and kubenroll always sets it safely',
	'own-field': 'it has a field of its own',
	fixed: 'enrolment depends on it, and kubenroll sets it',
} as const;

/** Problems in what the operator wrote, in English. */
export const configProblems: ProblemTexts<ConfigProblems> = {
	'config-missing': ({path}) => ({message: `there is no ${path}`, hints: ['write one, or name it with --config']}),
	'config-empty': ({path}) => ({message: `${path} holds nothing`, hints: ['begin it with: apiVersion: kubenroll.dev/v1alpha1']}),
	'config-too-large': ({limitKiB}) => ({message: `larger than ${limitKiB} KiB, which no kubenroll.yaml needs`, hints: ['check that --config names the right file']}),
	'config-more': ({code, count}) => ({message: `${count} more of the kind ${code}`, hints: ['mend those above, then run it again']}),
	'include-missing': ({file}) => ({message: `couldn't read the node list ${file}`, hints: ['write its path relative to this file']}),

	'yaml-syntax': ({defect}) => ({message: `not valid YAML: ${yamlDefects[defect]}`, hints: defect === 'tab' ? ['indent with two spaces'] : []}),
	'yaml-several-documents': () => ({message: 'a second document begins here, and one file holds one enrolment', hints: ['remove the --- and what follows, or move it to a file of its own']}),
	'yaml-duplicate-field': ({field}) => ({message: `${field} is written twice`, hints: ['keep one of the two']}),

	'field-unknown': ({field, nearest, elsewhere, known}) => ({
		message: `there is no field ${field}`,
		hints:
			nearest === undefined
				? elsewhere === undefined
					? [known.length === 0 ? 'remove it' : `fields here are: ${known.join(', ')}`]
					: [`${elsewhere} exists: move it there`]
				: nearestHint(nearest),
	}),
	'field-missing': ({field, example}) => ({message: `${field} is missing`, hints: example === undefined ? [] : [`write for example: ${example}`]}),
	'field-empty': ({field}) => ({message: `${field} has no value`, hints: ['write one, or remove the line']}),
	'field-type': ({field, expected, found, suggestion}) => ({message: `${field} has to be ${kinds[expected]}, and is ${kinds[found]}`, hints: suggest(suggestion)}),
	'field-choice': ({field, value, choices, nearest}) => ({message: `${field} cannot be ${value}`, hints: [...nearestHint(nearest), `it is one of: ${choices.join(', ')}`]}),
	'field-range': ({field, value, minimum, maximum}) => ({message: `${field} is ${value}, and has to be from ${minimum} to ${maximum}`, hints: []}),
	'field-form': ({field, value, form, suggestion}) => {
		const hint = formHints[form];
		return {message: `${field}: ${value} ${forms[form]}`, hints: [...suggest(suggestion), ...(hint === undefined ? [] : [hint])]};
	},
	'label-not-allowed': ({field, key, node, value}) => ({
		message: `${field}: a kubelet may not give itself the label ${key}; it would not start, or not be let in`,
		hints: [`set it once the node is Ready: kubectl label node ${node} ${key}=${value}`],
	}),
	'kubelet-field-owned': ({field, key, reason, instead}) => ({
		message: `${field}: ${key} cannot be set here: ${ownedReasons[reason]}`,
		hints: [instead === undefined ? 'remove it' : `use ${instead}`],
	}),

	'shared-row-not-trusted': () => ({
		message: 'one row of the token file for all nodes lets whoever holds it become any of them, and the file does not say that this is fine here',
		hints: ['write tokenFile.rows: per-node (each row lets in one node only)', 'or, on a network that you trust, approval.trustSharedToken: true'],
	}),
	'retire-with-token-file': () => ({
		message: 'tokenFile.retire takes the rows away that mode: token-file needs',
		hints: ['to go over to bootstrap tokens write mode: bootstrap-token', 'to take off only the rows that kubenroll wrote: kubenroll token remove'],
	}),
	'shared-token-not-trusted': () => ({
		message: 'one token for all nodes lets whoever holds it become any of them, and the file does not say that this is fine here',
		hints: ['write token.scope: per-node (recommended)', 'or, on a network that you trust, approval.trustSharedToken: true'],
	}),
	'node-name-missing': ({address}) => ({message: `${address} has no node name`, hints: [`write it as name=${address}`]}),
	'node-name-invalid': ({name, suggestion}) => ({
		message: `Kubernetes refuses the node name ${name}: lower-case letters, digits, - and . only, beginning and ending with a letter or digit`,
		hints: suggestion === undefined ? ['write a valid name before the address: name=address'] : [`write ${suggestion}`],
	}),
	'node-name-too-long': ({name, length, limit}) => ({message: `the node name ${name} has ${length} characters, and a kubelet can register ${limit} at most: its name becomes the label kubernetes.io/hostname too`, hints: ['shorten it']}),
	'node-name-duplicate': ({name, first}) => ({message: `the node name ${name} is taken already at ${first}`, hints: ['remove one of the two, or name it differently']}),
	'node-address-duplicate': ({address, first}) => ({message: `the address ${address} is taken already at ${first}`, hints: ['remove one of the two, or correct its address']}),
	'node-is-api-server': ({node, address}) => ({
		message: `the node ${node} has the API server's address ${address}`,
		hints: ['a VIP or load balancer is no node: write the address of the machine itself', 'where it is the machine of the only API server, list it in cluster.controlPlane and write controlPlane: true on the node'],
	}),
	'node-is-control-plane': ({node, host}) => ({
		message: `the node ${node} is the control-plane host ${host}`,
		hints: ['remove it from nodes', 'or, if it shall be a node as well, write controlPlane: true on it'],
	}),

	'list-empty': () => ({message: 'there is no node in the list', hints: ['write at least one, for example node01=10.0.0.11']}),
	'list-too-long': ({count, limit}) => ({message: `${count} nodes, and a list may have ${limit}`, hints: ['divide it into several files']}),
	'list-range': ({range, defect, suggestion}) => ({message: `the range ${range} ${rangeDefects[defect]}`, hints: suggest(suggestion)}),
	'list-counts-differ': ({names, addresses}) => ({message: `${names} names and ${addresses} addresses do not pair up`, hints: ['make both ranges equally long']}),
	'list-item': ({item, defect}) => ({message: `${item} ${itemDefects[defect]}`, hints: []}),
	'list-line-skipped': ({address, names}) => ({message: `left out ${address} (${names}): every machine has this line for itself`, hints: []}),
	'list-template': ({variable, host}) => ({message: `${variable} of ${host} is a template, which only Ansible can fill in`, hints: ['write the value itself']}),
	'list-section-unknown': ({section, nearest}) => ({message: `there is no section of the kind [${section}]`, hints: nearest === undefined ? ['write [group], [group:vars] or [group:children]'] : nearestHint(`[${nearest}]`)}),
	'list-groups-too-many': ({host, limit}) => ({message: `${host} is in more than ${limit} groups, directly or through [group:children]`, hints: ['write the nodes into an inventory of their own, with fewer groups']}),
	'list-group-unknown': ({group, known, nearest}) => ({message: `the inventory has no group ${group}`, hints: nearest === undefined ? (known.length === 0 ? [] : [`groups are: ${known.join(', ')}`]) : nearestHint(nearest)}),
	'list-variable-ignored': ({variables}) => ({message: `not read from the inventory: ${variables.join(', ')}`, hints: ['put ssh settings into ~/.ssh/config or the ssh section; passwords are asked for, never read from a file']}),
	'list-line': ({defect}) => ({message: lineDefects[defect], hints: []}),
};
