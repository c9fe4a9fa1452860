import type {Answers, ApiServerAddress} from '../answers/answers.ts';
import type {ComponentPlan, MasterPlan} from '../plan/control-plane-plan.ts';
import type {Plan} from '../plan/plan.ts';
import {quoteShell} from '../untrusted/quote-shell.ts';
import {listUnreadMasterSteps} from './list-unread-master-steps.ts';
import {makeLogin, makeMasterLogin, onHost} from './manual-login.ts';
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
	const login = makeMasterLogin(answers, master);
	const endpoint = endpoints.get(master.name);
	const tokenFiles = master.files.filter(({artifact, action}) => artifact === 'token-file' && action !== 'keep');
	const rows = plan.tokenRows ?? [];
	const putTokenFile = rows.length > 0 && rows.every(({action}) => action === 'delete') ? 'put-token-file-without-rows' : 'put-token-file';
	const provesRow = rows.some(({action}) => action !== 'delete') && endpoint !== undefined;
	return [
		...tokenFiles.map(({path, owner}): ManualStep => ({id: putTokenFile, host: master.name, commands: [onHost(login, `install -m 600 -o ${quoteShell(owner.split(':')[0] ?? 'root')} -g ${quoteShell(owner.split(':')[1] ?? 'root')} /dev/stdin ${quoteShell(path)}`, masterArtifactPath(master.name, path, 'file'))]})),
		...master.components.flatMap((component) => listComponentSteps(login, master, component, endpoint)),
		// The token comes from the file, so that it is in no command line.
		...(tokenFiles.length > 0 && provesRow ? [{id: 'prove-row', host: master.name, commands: [`kubectl --kubeconfig ${quoteShell('cluster/bootstrap.kubeconfig')} --server ${quoteShell(formatServerUrl(endpoint))} auth can-i create certificatesigningrequests`]} as const] : []),
	];
};

/** True where a node's files come with a token. One that is blocked, or that nobody looked at, may have no certificate. */
export const getsToken = ({nodes}: Pick<Plan, 'nodes'>, name: string): boolean => {
	const planned = nodes.find((each) => each.name === name);
	return planned === undefined || planned.state === 'blocked' || planned.needsToken;
};

const listNodeSteps = (name: string, {plan, answers}: ManualStepsInput): readonly ManualStep[] => {
	const node = answers.nodes.find((each) => each.name === name);
	if (node === undefined) {
		return [];
	}
	const planned = plan.nodes.find((each) => each.name === name && each.state !== 'blocked');
	const needsToken = getsToken(plan, name);
	const changes = planned?.files ?? [];
	const puts = needsToken || changes.some(({action}) => action === 'create' || action === 'change');
	const burns = needsToken || changes.some(({artifact, action}) => artifact === 'bootstrap-kubeconfig' && action === 'delete');
	const login = makeLogin(answers, node);
	const unit = answers.kubelet.paths.unit.split('/').at(-1) ?? 'kubelet.service';
	const requests = needsToken ? 'approve-requests' : planned?.needsServingCertificate === true ? 'approve-serving-request' : undefined;
	return [
		...(puts ? [{id: 'put-node-files', host: name, commands: [`(cd ${quoteShell(`nodes/${name}`)} && find . -type f | tar -c -T -) | ${onHost(login, 'tar -x --no-same-owner -C /')}`]} as const] : []),
		...(planned?.kubelet === 'keep' ? [] : [{id: 'start-kubelet', host: name, commands: [onHost(login, `sh -c ${quoteShell(`systemctl daemon-reload && systemctl enable ${quoteShell(unit)} && systemctl restart ${quoteShell(unit)}`)}`)]} as const]),
		...(requests === undefined ? [] : [{id: requests, host: name, commands: ['kubenroll csr list', 'kubenroll csr approve NAME']} as const]),
		{id: 'await-node', host: name, commands: [`kubectl wait --for=condition=Ready --timeout=5m ${quoteShell(`node/${name}`)}`]},
		...(burns ? [{id: 'burn-bootstrap-kubeconfig', host: name, commands: [onHost(login, `rm ${quoteShell(answers.kubelet.paths.bootstrapKubeconfig)}`)]} as const] : []),
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
	const finished = nodes.filter((name) => plan.nodes.some((each) => each.name === name && each.state === 'ready'));
	return [
		...masters.filter(({state}) => state === 'change').flatMap((master) => listMasterSteps(master, input)),
		...(unread.length > 0 || isOffline ? listUnreadMasterSteps({masters: unread, answers, apiServer, hasRows}) : []),
		{id: 'apply-bindings', commands: ['kubectl apply -f cluster/bindings.yaml']},
		...(answers.mode === 'bootstrap-token' && nodes.some((name) => getsToken(plan, name)) ? [{id: 'apply-tokens', commands: ['kubectl apply -f cluster/bootstrap-tokens.yaml']} as const] : []),
		...(deleted.length === 0 ? [] : [{id: 'delete-bindings', commands: [`kubectl delete clusterrolebinding ${deleted.join(' ')}`]} as const]),
		...(finished.length === 0 ? [] : [{id: 'skip-nodes', host: finished.join(', '), commands: []} as const]),
		...(isOffline ? [{id: 'leave-offline', commands: []} as const] : []),
		...nodes.filter((name) => !finished.includes(name)).flatMap((name) => listNodeSteps(name, input)),
		...(answers.mode === 'token-file' ? [{id: 'remove-rows', commands: ['kubenroll token remove']} as const] : []),
	];
};
