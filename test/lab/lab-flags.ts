import {parseArgs} from 'node:util';
import {kubernetesReleases, type KubernetesVersion} from './kubernetes-releases.ts';
import type {LabOptions, LabShape, Login, MissingPart, UnitStyle} from './shape.ts';

// Each table names every member of its type, so that a new one doesn't compile until it is here.
const unitStyles: Readonly<Record<UnitStyle, true>> = {multiline: true, 'one-line': true, 'environment-file': true, 'drop-in': true, template: true, 'static-pod': true, supervised: true};
const logins: Readonly<Record<Login, true>> = {root: true, sudo: true, 'sudo-password': true};
const parts: Readonly<Record<MissingPart, true>> = {kubelet: true, containerd: true, runc: true, cni: true, conntrack: true, iptables: true, sudo: true};
const caKeys: Readonly<Record<LabShape['caKey'], true>> = {rsa: true, ecdsa: true};

/** Reads the flags of `up`; throws for one that isn't known or has no such value. */
export function readLabOptions(args: readonly string[]): LabOptions {
	const {values} = parseArgs({
		args: [...args],
		allowNegative: true,
		options: {
			name: {type: 'string'},
			kubernetes: {type: 'string'},
			masters: {type: 'string'},
			nodes: {type: 'string', default: '2'},
			kubelet: {type: 'string'},
			'bootstrap-token-auth': {type: 'boolean', default: false},
			'vip-in-sans': {type: 'boolean', default: true},
			'separate-serving-ca': {type: 'boolean', default: false},
			'ca-key': {type: 'string'},
			'pki-folder': {type: 'string'},
			'unit-style': {type: 'string'},
			'admission-plugins': {type: 'string'},
			'cluster-signing-duration': {type: 'string'},
			controllers: {type: 'string'},
			login: {type: 'string'},
			missing: {type: 'string'},
		},
	});
	const versions: Readonly<Record<KubernetesVersion, unknown>> = kubernetesReleases;
	const kubelet = values.kubelet === undefined ? {} : {kubelet: choose('kubelet', values.kubelet, versions)};
	return {
		...(values.name !== undefined && {name: values.name}),
		...(values.kubernetes !== undefined && {kubernetes: choose('kubernetes', values.kubernetes, versions)}),
		...(values.masters !== undefined && {masters: choose('masters', values.masters, {1: true, 2: true}) === '1' ? 1 : 2}),
		nodes: Array.from({length: readCount(values.nodes)}, () => kubelet),
		bootstrapTokenAuth: values['bootstrap-token-auth'],
		vipInSans: values['vip-in-sans'],
		separateServingCa: values['separate-serving-ca'],
		...(values['ca-key'] !== undefined && {caKey: choose('ca-key', values['ca-key'], caKeys)}),
		...(values['pki-folder'] !== undefined && {pkiFolder: values['pki-folder']}),
		...(values['unit-style'] !== undefined && {unitStyle: choose('unit-style', values['unit-style'], unitStyles)}),
		...(values['admission-plugins'] !== undefined && {admissionPlugins: values['admission-plugins'].split(',')}),
		...(values['cluster-signing-duration'] !== undefined && {clusterSigningDuration: values['cluster-signing-duration']}),
		...(values.controllers !== undefined && {controllers: values.controllers}),
		...(values.login !== undefined && {login: choose('login', values.login, logins)}),
		...(values.missing !== undefined && {missing: values.missing.split(',').map(part => choose('missing', part, parts))}),
	};
}

function readCount(text: string): number {
	if (!/^\d+$/.test(text)) {
		throw new Error(`--nodes can't be ${JSON.stringify(text)}: it is a number`);
	}

	return Number(text);
}

function choose<Choice extends string>(flag: string, text: string, choices: Readonly<Record<Choice, unknown>>): Choice {
	if (!Object.hasOwn(choices, text)) {
		throw new Error(`--${flag} can't be ${JSON.stringify(text)}: it is one of ${Object.keys(choices).join(', ')}`);
	}

	// It is a key of the table, whose keys are the choices.
	return text as Choice;
}
