import type {Answers, ApiServerAddress} from '../answers/answers.ts';
import {usualPort} from '../answers/api-server-address.ts';
import type {ComponentName} from '../control-plane/component.ts';
import {canonicalIp} from '../net/ip-address.ts';
import {quoteShell} from '../untrusted/quote-shell.ts';
import {makeMasterLogin, onHost} from './manual-login.ts';
import type {ManualStep} from './manual-step.ts';
import {formatServerUrl} from './render-bootstrap-kubeconfig.ts';

/** A host of the control plane that nobody looked at. */
export type UnreadMaster = {readonly name: string; readonly address: string};

/** What steps for masters are made from that kubenroll knows nothing of but their names. */
export type UnreadMastersInput = {
	/** Empty: `MASTER` stands for each. */
	readonly masters: readonly UnreadMaster[];
	readonly answers: Answers;
	/** What kubelets dial. */
	readonly apiServer: ApiServerAddress;
	/** Rows wait in masters/token.csv. */
	readonly hasRows: boolean;
};

const anyMaster: UnreadMaster = {name: 'MASTER', address: 'MASTER'};

const usualCa = '/etc/kubernetes/pki/ca';

/** What enrolling rests upon, and what is advised where that is wanted; a program that has a flag already keeps its value. Who may do what is never changed unseen. */
const flagsOf = ({mode, tokenFile, cluster}: Answers): Readonly<Partial<Record<ComponentName, readonly string[]>>> => ({
	'kube-apiserver': [
		mode === 'token-file' ? `--token-auth-file=${tokenFile.path}` : '--enable-bootstrap-token-auth=true',
		`--client-ca-file=${usualCa}.crt`,
		...(cluster.controlPlaneChanges === 'advised' ? ['--enable-admission-plugins=NodeRestriction'] : []),
	],
	'kube-controller-manager': [
		`--cluster-signing-cert-file=${usualCa}.crt`,
		`--cluster-signing-key-file=${usualCa}.key`,
		...(mode === 'token-file' ? [] : ['--controllers=*,bootstrapsigner,tokencleaner']),
	],
});

// Rows of others stay as they are: what is there is kept beside, and ours come behind it, on lines of their own.
const appendRows = (path: string): string => {
	const file = quoteShell(path);
	return `sh -c ${quoteShell(`umask 077; touch ${file}; cp -p ${file} ${quoteShell(`${path}.orig`)}; [ -z "$(tail -c 1 ${file})" ] || echo >> ${file}; cat >> ${file}; chown root:root ${file}; chmod 600 ${file}; sha256sum ${file}`)}`;
};

const listMasterSteps = ({name, address}: UnreadMaster, {answers, hasRows}: UnreadMastersInput): readonly ManualStep[] => {
	const login = makeMasterLogin(answers, {name, address});
	const server = formatServerUrl({host: address, port: usualPort});
	const listFlags = (component: ComponentName): readonly ManualStep[] => [
		{id: 'write-flags', host: name, component, commands: [onHost(login, `systemctl edit --full ${component}.service`).replace(/^ssh /, 'ssh -t ')], lines: flagsOf(answers)[component] ?? []},
		{id: 'verify-unit', host: name, component, commands: [onHost(login, `systemd-analyze verify ${component}.service`)]},
		{id: 'restart-component', host: name, component, commands: [onHost(login, `sh -c ${quoteShell(`systemctl daemon-reload && systemctl restart ${component}.service`)}`)]},
	];
	return [
		{id: 'read-flags', host: name, commands: [onHost(login, `sh -c ${quoteShell('ls -l /etc/kubernetes/manifests; systemctl cat kube-apiserver kube-controller-manager; ps -ww -o user= -o args= -C kube-apiserver -C kube-controller')}`)]},
		...(hasRows ? [{id: 'add-rows', host: name, commands: [onHost(login, appendRows(answers.tokenFile.path), 'masters/token.csv')]} as const] : []),
		...listFlags('kube-apiserver'),
		{id: 'await-apiserver', host: name, commands: [`until kubectl --server ${quoteShell(server)} get --raw /readyz; do sleep 1; done`]},
		...(hasRows ? [{id: 'prove-row', host: name, commands: [`kubectl --kubeconfig cluster/bootstrap.kubeconfig --server ${quoteShell(server)} auth can-i create certificatesigningrequests`]} as const] : []),
		...listFlags('kube-controller-manager'),
		{id: 'await-controller-manager', host: name, component: 'kube-controller-manager', commands: ['kubectl -n kube-system get lease kube-controller-manager -o custom-columns=HOLDER:.spec.holderIdentity,RENEWED:.spec.renewTime']},
	];
};

/** Lists what somebody does by hand on masters that kubenroll was not let near: what every program must be told, the rows to add, and what must be seen before the next host is touched; the one that has the kubelets' address last. */
export const listUnreadMasterSteps = (input: UnreadMastersInput): readonly ManualStep[] => {
	const {answers, apiServer} = input;
	const masters = input.masters.length === 0 ? [anyMaster] : input.masters;
	const vip = canonicalIp(apiServer.host);
	const isVip = ({address}: UnreadMaster): boolean => address === apiServer.host || (vip !== undefined && canonicalIp(address) === vip);
	const ordered = [...masters.filter((master) => !isVip(master)), ...masters.filter(isVip)];
	// A name is looked up where it counts.
	const dialled = vip ?? `"$(getent hosts ${quoteShell(apiServer.host)} | head -n 1 | cut -d ' ' -f 1)"`;
	const asks = ordered.map((master) => `${makeMasterLogin(answers, master)} ${quoteShell(`ip -o address show to ${dialled}`)}`);
	return [{id: 'order-masters', commands: asks}, ...ordered.flatMap((master) => listMasterSteps(master, input))];
};
