import type {Answers, ApprovalMode, Mode} from '../answers/answers.ts';

/** What stands in the wizard's fields, as typed: anything may still be wrong with it. No secret is ever in it. */
export type Draft = {
	/** What the answers come from: a cluster that can be asked, or what one knows of one that cannot. */
	readonly source: 'kubeconfig' | 'offline';
	/** Without a cluster: its CA certificate, and its version as typed. */
	readonly caFile: string;
	readonly version: string;
	/** Where files go that are only written. */
	readonly folder: string;
	/** Path of the kubeconfig; empty until one is chosen. */
	readonly kubeconfig: string;
	/** Empty: the kubeconfig's current context. */
	readonly context: string;
	readonly mode: Mode;
	readonly approval: ApprovalMode;
	/** With a token file: a row for each node, or one for all of them. */
	readonly rows: Answers['tokenFile']['rows'];
	/** With a token file: how many rows to have in reserve; empty: none. */
	readonly spareRows: string;
	/** With bootstrap tokens: rows of an earlier token file are taken off. */
	readonly retire: boolean;
	/** Hosts of the control plane, parted by blanks. Those that the file describes by fields of their own are not among them. */
	readonly masters: string;
	readonly controlPlaneChanges: Answers['cluster']['controlPlaneChanges'];
	/** Empty: the server of the kubeconfig. */
	readonly apiServer: string;
	/** Lines of the field; what `parseNodeList` reads. */
	readonly nodes: string;
	/** Lines of the file that the field does not show, because only further nodes are asked for. */
	readonly earlierNodes: readonly string[];
	readonly user: string;
	readonly identityFile: string;
	/** Where ssh asks for a password, which is in no file. */
	readonly login: 'keys' | 'password';
	readonly sudo: 'auto' | 'ask' | 'never';
};

/** The fields that hold text. */
export type TextField = 'caFile' | 'version' | 'folder' | 'kubeconfig' | 'context' | 'apiServer' | 'nodes' | 'user' | 'identityFile' | 'masters' | 'spareRows';

/** The fields before anything is known. */
export const emptyDraft: Draft = {
	source: 'kubeconfig',
	caFile: '',
	version: '',
	folder: './kubenroll-files',
	kubeconfig: '',
	context: '',
	mode: 'bootstrap-token',
	approval: 'guarded',
	rows: 'per-node',
	spareRows: '',
	retire: false,
	masters: '',
	controlPlaneChanges: 'needed',
	apiServer: '',
	nodes: '',
	earlierNodes: [],
	user: '',
	identityFile: '',
	login: 'keys',
	sudo: 'auto',
};
