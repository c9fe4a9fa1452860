import type {ComponentName} from '../control-plane/component.ts';

/** What a person does by hand, one after the other; each has its sentence in text/. */
export type ManualStepId =
	| 'order-masters'
	| 'read-flags'
	| 'add-rows'
	| 'write-flags'
	| 'verify-unit'
	| 'put-token-file'
	| 'put-token-file-without-rows'
	| 'patch-source'
	| 'put-source'
	| 'restart-component'
	| 'await-apiserver'
	| 'await-controller-manager'
	| 'prove-row'
	| 'apply-bindings'
	| 'apply-tokens'
	| 'delete-bindings'
	| 'skip-nodes'
	| 'leave-offline'
	| 'put-node-files'
	| 'start-kubelet'
	| 'approve-requests'
	| 'approve-serving-request'
	| 'await-node'
	| 'burn-bootstrap-kubeconfig'
	| 'remove-rows';

/** One step of the page that `artifacts` writes for whoever lets nobody touch their machines. Its commands are run in the folder of the page and hold no secret. */
export type ManualStep = {
	readonly id: ManualStepId;
	/** The master or node that it is done on, or the nodes that it tells of; unset: the cluster. */
	readonly host?: string;
	readonly component?: ComponentName;
	readonly commands: readonly string[];
	/** What is to be written there, a line each. */
	readonly lines?: readonly string[];
};
