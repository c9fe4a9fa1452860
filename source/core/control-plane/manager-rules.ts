import {problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {isOn, spellingsOf, splitItems} from './component-flags.ts';
import {findComponent} from './component.ts';
import {findFlag} from './find-flag.ts';
import {findKeyOf} from './find-signing-pair.ts';
import {offer, tell, type Rule} from './finding.ts';

const component = 'kube-controller-manager';

// kubernetes cmd/kube-controller-manager/app/options/csrsigningcontroller.go: one pair for all signers, or one for each.
const certificateFlags = ['cluster-signing-cert-file', 'cluster-signing-kubelet-client-cert-file'] as const;
const keyFlagOf = (certificateFlag: string): string => certificateFlag.replace('-cert-file', '-key-file');

const checkSigningFiles: Rule = (input) => {
	const {master} = input;
	const given = certificateFlags.flatMap((flag) => [{flag, other: keyFlagOf(flag)}, {flag: keyFlagOf(flag), other: flag}]).filter(({flag}) => findFlag(input.component, flag) !== undefined);
	const half = given.find(({other}) => findFlag(input.component, other) === undefined);
	if (half !== undefined) {
		return tell(input, problem('signing-files-half', master.name, {component, set: half.flag, unset: half.other}, {severity: 'warning'}));
	}
	if (given.length > 0) {
		return undefined;
	}
	const apiserver = findComponent(master, 'kube-apiserver');
	const certificate = apiserver?.files.find(({flags, exists}) => exists && flags.includes('client-ca-file'))?.path;
	const key = certificate === undefined ? undefined : findKeyOf(master, certificate);
	const found = certificate === undefined || key === undefined ? undefined : {certificate, key};
	return offer(
		input,
		'needed',
		(standing) => problem('signing-files-unset', master.name, {component, standing, ...(found === undefined ? {} : {found: {certificate: escapeControls(found.certificate), key: escapeControls(found.key)}})}),
		found === undefined ? [] : [{action: 'set', flag: 'cluster-signing-cert-file', value: found.certificate}, {action: 'set', flag: 'cluster-signing-key-file', value: found.key}],
	);
};

const checkTrust: Rule = (input) => {
	const {master} = input;
	const apiserver = findComponent(master, 'kube-apiserver');
	const fileOf = (one: typeof apiserver, flags: readonly string[]) => {
		const path = one?.files.find((file) => file.flags.some((flag) => flags.includes(flag)))?.path;
		return master.files.find((file) => file.path === path);
	};
	const [signing, client] = [fileOf(input.component, certificateFlags), fileOf(apiserver, ['client-ca-file'])];
	// Of a bundle the first certificate signs: kubernetes pkg/controller/certificates/signer/ca_provider.go.
	const signer = signing?.certificates[0];
	return signing === undefined || client === undefined || signer === undefined || client.certificates.length === 0 || client.certificates.some(({spkiSha256}) => spkiSha256 === signer.spkiSha256)
		? undefined
		: tell(input, problem('signing-ca-untrusted', master.name, {component, certificate: escapeControls(signing.path), clientCa: escapeControls(client.path)}, {severity: 'warning'}));
};

// kubernetes cmd/kube-controller-manager/app/controllermanager.go, ControllersDisabledByDefault.
const disabledByDefault: ReadonlySet<string> = new Set(['bootstrapsigner', 'tokencleaner']);

/** Whether a controller runs, as IsControllerEnabled decides it (controller-manager pkg/... genericcontrollermanager.go): its own name first, then `*`. */
const runs = (value: string | undefined, controller: string): boolean => {
	const items = splitItems(value ?? '*');
	const names = spellingsOf('controllers', controller);
	const own = items.find((item) => names.includes(item) || names.includes(item.replace(/^-/, '')));
	return own === undefined ? items.includes('*') && !disabledByDefault.has(controller) : !own.startsWith('-');
};

const checkController =
	(controller: 'csrsigning' | 'tokencleaner' | 'bootstrapsigner', level: 'needed' | 'advised'): Rule =>
	(input) =>
		runs(findFlag(input.component, 'controllers'), controller) || (level === 'advised' && input.mode !== 'bootstrap-token')
			? undefined
			: offer(input, level, (standing) => problem('controller-off', input.master.name, {component, controller, standing}, {severity: level === 'needed' ? 'warning' : 'notice'}), [{action: 'include', flag: 'controllers', items: [controller]}]);

const checkServiceAccounts: Rule = (input) =>
	isOn(findFlag(input.component, 'use-service-account-credentials'))
		? undefined
		: offer(input, 'advised', (standing) => problem('service-account-credentials-off', input.master.name, {component, standing}), [{action: 'set', flag: 'use-service-account-credentials', value: 'true'}]);

/** What a controller-manager must be told for requests to be signed. */
export const managerRules: readonly Rule[] = [checkSigningFiles, checkTrust, checkController('csrsigning', 'needed'), checkController('tokencleaner', 'advised'), checkController('bootstrapsigner', 'advised'), checkServiceAccounts];
