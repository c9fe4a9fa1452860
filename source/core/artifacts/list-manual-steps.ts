import type {Answers, ApiServerAddress} from '../answers/answers.ts';
import type {ComponentPlan, MasterPlan} from '../plan/control-plane-plan.ts';
import type {Plan} from '../plan/plan.ts';
import {quoteShell} from '../untrusted/quote-shell.ts';
import {listUnreadMasterSteps} from './list-unread-master-steps.ts';
import {makeLogin, onHost} from './manual-login.ts';
import type {ManualStep} from './manual-step.ts';
import {formatServerUrl} from './render-bootstrap-kubeconfig.ts';

/** Where a file of a master, or the patch for it, lies below the folder of artifacts. */
export const masterArtifactPath = (master: string, path: string, kind: 'file' | 'patch'): string => `masters/${master}${path}${kind === 'patch' ? '.patch' : ''}`;

/** What the page of steps is made from. */
export type ManualStepsInput = {
	readonly plan: Pick<Plan, 'controlPlane' | 'tokenRows' | 'objects' | 'nodes'>;
	readonly answers: Answers;
	/** What kubelets dial. */
	readonly apiServer: ApiServerAddress;
	/** Where each master's own API server answers, by name. */
	readonly endpoints: ReadonlyMap<string, ApiServerAddress>;
	/** Nodes whose files were written. */
	readonly nodes: readonly string[];
};

const restartCommands = (login: string, {component, restart}: ComponentPlan): readonly string[] => {
	switch (restart.how) {
		case 'systemd': {
			return [onHost(login, `sh -c ${quoteShell(`systemctl daemon-reload && systemctl restart ${quoteShell(restart.unit)}`)}`)];
		}
		case 'static-pod': {
			// The kubelet starts a container again that has ended; a changed manifest it sees by itself.
			return [onHost(login, `pkill -x ${quoteShell(component.slice(0, 15))}`)];
		}
		case 'none': {
			return [];
		}
	}
};

const listComponentSteps = (login: string, master: MasterPlan, component: ComponentPlan, endpoint: ApiServerAddress | undefined): readonly ManualStep[] => {
	const about = {host: master.name, component: component.component};
	const files = component.files.filter(({action}) => action === 'create' || action === 'change');
	if (component.restartReason === 'never' && files.length === 0) {
		return [];
	}
	const sources = files.map(({path, action, mode}): ManualStep =>
		action === 'create'
			? {...about, id: 'put-source', commands: [onHost(login, `install -D -m ${mode.toString(8)} /dev/stdin ${quoteShell(path)}`, masterArtifactPath(master.name, path, 'file'))]}
			: {...about, id: 'patch-source', commands: [onHost(login, `patch -b ${quoteShell(path)}`, masterArtifactPath(master.name, path, 'patch'))]},
	);
	const isPodOfChangedManifest = component.restart.how === 'static-pod' && files.length > 0;
	const restarts: readonly ManualStep[] = isPodOfChangedManifest ? [] : [{...about, id: 'restart-component', commands: restartCommands(login, component)}];
	const readyz = endpoint === undefined ? [] : [`until kubectl --server ${quoteShell(formatServerUrl(endpoint))} get --raw /readyz; do sleep 1; done`];
	const waits: ManualStep =
		component.component === 'kube-apiserver'
			? {...about, id: 'await-apiserver', commands: readyz}
			: {...about, id: 'await-controller-manager', commands: ['kubectl -n kube-system get lease kube-controller-manager -o custom-columns=HOLDER:.spec.holderIdentity,RENEWED:.spec.renewTime']};
	return [...sources, ...restarts, waits];
};

const listMasterSteps = (master: MasterPlan, {plan, answers, endpoints}: ManualStepsInput): readonly ManualStep[] => {
	const login = makeLogin(answers, master);
	const endpoint = endpoints.get(master.name);
	const tokenFiles = master.files.filter(({artifact, action}) => artifact === 'token-file' && action !== 'keep');
	const provesRow = (plan.tokenRows ?? []).some(({action}) => action !== 'delete') && endpoint !== undefined;
	return [
		...tokenFiles.map(({path, owner}): ManualStep => ({id: 'put-token-file', host: master.name, commands: [onHost(login, `install -m 600 -o ${quoteShell(owner.split(':')[0] ?? 'root')} -g ${quoteShell(owner.split(':')[1] ?? 'root')} /dev/stdin ${quoteShell(path)}`, masterArtifactPath(master.name, path, 'file'))]})),
		...master.components.flatMap((component) => listComponentSteps(login, master, component, endpoint)),
		// The token comes from the file, so that it is in no command line.
		...(tokenFiles.length > 0 && provesRow ? [{id: 'prove-row', host: master.name, commands: [`kubectl --kubeconfig ${quoteShell('cluster/bootstrap.kubeconfig')} --server ${quoteShell(formatServerUrl(endpoint))} auth can-i create certificatesigningrequests`]} as const] : []),
	];
};

const listNodeSteps = (name: string, {plan, answers}: ManualStepsInput): readonly ManualStep[] => {
	const node = answers.nodes.find((each) => each.name === name);
	const needsToken = plan.nodes.find((each) => each.name === name)?.needsToken !== false;
	if (node === undefined) {
		return [];
	}
	const login = makeLogin(answers, node);
	const unit = answers.kubelet.paths.unit.split('/').at(-1) ?? 'kubelet.service';
	return [
		{id: 'put-node-files', host: name, commands: [`(cd ${quoteShell(`nodes/${name}`)} && find . -type f | tar -c -T -) | ${onHost(login, 'tar -x --no-same-owner -C /')}`]},
		{id: 'start-kubelet', host: name, commands: [onHost(login, `sh -c ${quoteShell(`systemctl daemon-reload && systemctl enable ${quoteShell(unit)} && systemctl restart ${quoteShell(unit)}`)}`)]},
		{id: 'approve-requests', host: name, commands: ['kubenroll csr list', 'kubenroll csr approve NAME']},
		{id: 'await-node', host: name, commands: [`kubectl wait --for=condition=Ready --timeout=5m ${quoteShell(`node/${name}`)}`]},
		...(needsToken ? [{id: 'burn-bootstrap-kubeconfig', host: name, commands: [onHost(login, `rm ${quoteShell(answers.kubelet.paths.bootstrapKubeconfig)}`)]} as const] : []),
	];
};

/** Lists everything that `enroll` would do, as commands to paste, in its order: masters one at a time, then the cluster's objects, then each node. Of masters that nobody could look at, what they need. */
export const listManualSteps = (input: ManualStepsInput): readonly ManualStep[] => {
	const {plan, answers, apiServer, nodes} = input;
	const {masters = []} = plan.controlPlane ?? {};
	const unread = masters.filter(({state}) => state === 'unread');
	const hasRows = (plan.tokenRows ?? []).some(({action}) => action !== 'delete');
	const isOffline = answers.cluster.offline !== undefined;
	const deleted = plan.objects.filter(({kind, action}) => kind === 'ClusterRoleBinding' && action === 'delete').map(({name}) => quoteShell(name));
	return [
		...masters.filter(({state}) => state === 'change').flatMap((master) => listMasterSteps(master, input)),
		...(unread.length > 0 || isOffline ? listUnreadMasterSteps({masters: unread, answers, apiServer, hasRows}) : []),
		{id: 'apply-bindings', commands: ['kubectl apply -f cluster/bindings.yaml']},
		...(answers.mode === 'bootstrap-token' ? [{id: 'apply-tokens', commands: ['kubectl apply -f cluster/bootstrap-tokens.yaml']} as const] : []),
		...(deleted.length === 0 ? [] : [{id: 'delete-bindings', commands: [`kubectl delete clusterrolebinding ${deleted.join(' ')}`]} as const]),
		...nodes.flatMap((name) => listNodeSteps(name, input)),
		...(answers.mode === 'token-file' ? [{id: 'remove-rows', commands: ['kubenroll token remove']} as const] : []),
	];
};
