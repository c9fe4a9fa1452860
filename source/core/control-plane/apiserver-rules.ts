import * as z from 'zod';
import {parseUnique} from '../answers/parse-unique.ts';
import {problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {isOn, splitItems} from './component-flags.ts';
import {findComponent} from './component.ts';
import {findFlag} from './find-flag.ts';
import {offer, tell, type Finding, type Rule, type RuleInput} from './finding.ts';

const component = 'kube-apiserver';

const checkBootstrapTokens: Rule = (input) =>
	input.mode !== 'bootstrap-token' || isOn(findFlag(input.component, 'enable-bootstrap-token-auth'))
		? undefined
		: offer(input, 'needed', (standing) => problem('bootstrap-token-auth-unset', input.master.name, {component, standing}), [{action: 'set', flag: 'enable-bootstrap-token-auth', value: 'true'}]);

// Where the file goes and what is in it is decided with the rows: core/token-file.
const checkTokenFile: Rule = (input) => {
	const standing = input.standingOf('needed');
	return input.mode !== 'token-file' || findFlag(input.component, 'token-auth-file') !== undefined ? undefined : tell(input, problem('token-auth-file-unset', input.master.name, {component, standing}, {severity: standing === 'planned' ? 'notice' : 'warning'}));
};

const checkClientCa: Rule = (input) => {
	if (findFlag(input.component, 'client-ca-file') !== undefined) {
		return undefined;
	}
	const found = findComponent(input.master, 'kube-controller-manager')?.files.find(({flags, exists}) => exists && flags.includes('cluster-signing-cert-file'))?.path;
	return offer(
		input,
		'needed',
		(standing) => problem('client-ca-unset', input.master.name, {component, standing, ...(found === undefined ? {} : {found: escapeControls(found)})}),
		found === undefined ? [] : [{action: 'set', flag: 'client-ca-file', value: found}],
	);
};

// AuthorizationConfiguration: apiserver pkg/apis/apiserver/types.go; on by default since 1.30.
const configurationSchema = z.looseObject({authorizers: z.array(z.looseObject({type: z.string()}))});

const readAuthorizers = (text: string): readonly string[] | undefined => {
	const document = parseUnique(text);
	const configuration = document.errors.length > 0 ? undefined : configurationSchema.safeParse(document.toJS({maxAliasCount: 100}));
	return configuration?.success ? configuration.data.authorizers.map(({type}) => type) : undefined;
};

const checkAuthorization: Rule = (input) => {
	const path = findFlag(input.component, 'authorization-config');
	const mode = findFlag(input.component, 'authorization-mode');
	const host = input.master.name;
	if (path !== undefined) {
		const types = readAuthorizers(input.master.configs.get(path) ?? '');
		return types === undefined || types.includes('Node') ? undefined : tell(input, problem('node-authorizer-not-configured', host, {component, path: escapeControls(path)}, {severity: 'warning'}));
	}
	// The default is AlwaysAllow: kubernetes pkg/kubeapiserver/options/authorization.go.
	const modes = splitItems(mode ?? 'AlwaysAllow');
	if (modes.includes('AlwaysAllow')) {
		return tell(input, problem('authorizer-allows-all', host, {component}, {severity: 'warning'}));
	}
	return modes.includes('Node')
		? undefined
		: offer(input, 'advised', (standing) => problem('node-authorizer-off', host, {component, modes: modes.map(escapeControls), standing}), [{action: 'include', flag: 'authorization-mode', items: ['Node']}]);
};

const checkNodeRestriction: Rule = (input) => {
	const listOf = (flag: string): readonly string[] => splitItems(findFlag(input.component, flag) ?? '');
	// The old flag and the new ones exclude each other: kubernetes pkg/kubeapiserver/options/admission.go.
	const flag = findFlag(input.component, 'admission-control') === undefined ? 'enable-admission-plugins' : 'admission-control';
	return listOf(flag).includes('NodeRestriction') && !listOf('disable-admission-plugins').includes('NodeRestriction')
		? undefined
		: offer(input, 'advised', (standing) => problem('node-restriction-off', input.master.name, {component, standing}), [{action: 'include', flag, items: ['NodeRestriction']}]);
};

const tellStructured = (flag: 'authentication-config' | 'authorization-config') => (input: RuleInput): Finding | undefined => {
	const path = findFlag(input.component, flag);
	return path === undefined ? undefined : tell(input, problem('structured-config', input.master.name, {component, flag, path: escapeControls(path)}, {severity: 'notice'}));
};

/** What an apiserver must be told for kubelets to be let in, and to be kept to their own. */
export const apiserverRules: readonly Rule[] = [checkBootstrapTokens, checkTokenFile, checkClientCa, checkAuthorization, checkNodeRestriction, tellStructured('authentication-config'), tellStructured('authorization-config')];
