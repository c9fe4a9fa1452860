import type {RowClass} from '../core/board/board-row.ts';
import type {BoardSort} from '../core/board/select-board.ts';
import type {Decider} from '../core/csr/decider.ts';
import type {WaitingFor} from '../core/run/waiting-for.ts';

/** What a key does; the key table of the screens says which keys do it. */
export type ActionId =
	| 'move'
	| 'up'
	| 'down'
	| 'page-up'
	| 'page-down'
	| 'first'
	| 'last'
	| 'look'
	| 'back'
	| 'approve'
	| 'approve-all'
	| 'deny'
	| 'automatic'
	| 'sweep'
	| 'revoke'
	| 'prove'
	| 'filter'
	| 'sort'
	| 'history'
	| 'next-section'
	| 'fold'
	| 'diff'
	| 'confirm'
	| 'problems'
	| 'yes'
	| 'submit'
	| 'help'
	| 'suspend'
	| 'quit'
	| 'stop'
	| 'field-up'
	| 'field-down'
	| 'change'
	| 'next'
	| 'onward'
	| 'new-line'
	| 'names'
	| 'explain'
	| 'whole'
	| 'look-again'
	| 'accept'
	| 'fix'
	| 'cancel'
	| 'leave-step'
	| 'retry'
	| 'retry-all'
	| 'home'
	| 'open-board'
	| 'group'
	| 'log'
	| 'save-plan'
	| 'export'
	| 'other-part'
	| 'write';

/** The words of one wait: what is going on, and what to do when it lasts too long. */
export type WaitText = {readonly stage: string; readonly usual?: string; readonly late?: string};

/** The words of the screens, in one language. */
export type ScreenText = {
	/** What a key does, as short as it can be said. */
	readonly actions: Readonly<Record<ActionId, string>>;
	/** Names of keys that are no letter. */
	readonly keys: Readonly<Record<'enter' | 'esc' | 'space' | 'tab' | 'pageUp' | 'pageDown' | 'home' | 'end', string>>;
	/** What a person types to mean yes, beside y. */
	readonly yes: string;
	readonly help: string;
	readonly more: (above: number, below: number) => string;
	readonly connection: Readonly<Record<'connecting' | 'live' | 'reconnecting', string>>;
	readonly board: {
		readonly title: string;
		readonly columns: Readonly<Record<'node' | 'stage' | 'for' | 'now', string>>;
		readonly nodes: (count: number) => string;
		/** The tally, class by class; those that are nobody's concern say nothing. */
		readonly tally: Readonly<Record<Exclude<RowClass, 'absent' | 'not-ours'> | 'you', (count: number) => string>>;
		readonly others: string;
		readonly history: string;
		readonly claims: (kind: 'client' | 'serving' | 'other', node: string | undefined) => string;
		readonly folded: (count: number) => string;
		readonly waits: Readonly<Record<WaitingFor | 'absent', WaitText>>;
		readonly notReady: (because: string) => string;
		readonly passes: (key: string) => string;
		readonly mayNotDecide: string;
		readonly underWay: string;
		readonly sorts: Readonly<Record<BoardSort, string>>;
		readonly sortedBy: (sort: string) => string;
		readonly filtered: (text: string, shown: number) => string;
		readonly filter: string;
		readonly nothing: Readonly<Record<'rows' | 'filtered' | 'history' | 'passing' | 'request' | 'known', string>>;
		readonly noPlan: string;
		readonly autoApproved: string;
		readonly problems: (count: number) => string;
		readonly notices: (count: number) => string;
		readonly decided: Readonly<Record<'approved' | 'denied' | 'deleted', (names: readonly string[]) => string>>;
		readonly lost: (time: string) => string;
		/** Who decided, else the reason that they gave; empty where there is none. */
		readonly by: (by: Decider, reason: string, isDenied: boolean) => string;
		readonly gone: string;
	};
	readonly request: {
		readonly age: (time: string) => string;
		readonly older: (count: number) => string;
		readonly decidedBy: (reason: string, message: string) => string;
	};
	readonly decide: {
		readonly title: Readonly<Record<'approve' | 'deny', (request: string, node: string) => string>>;
		readonly all: (count: number) => string;
		/** Neither answer can be taken back (P29). */
		readonly final: Readonly<Record<'approve' | 'deny', string>>;
		readonly after: string;
		/** In its place where a token is in wrong hands. */
		readonly afterRefuse: (tokenId: string) => string;
		readonly reason: string;
		/** All requests that a row stands for, denied at once. */
		readonly denyFold: (count: number, node: string) => string;
		/** Where none has to be given. */
		readonly optionalReason: string;
		readonly nodeName: (node: string) => string;
		readonly override: string;
		readonly mismatch: (node: string) => string;
		readonly needsReason: string;
		readonly hint: Readonly<Record<'yes' | 'submit', string>>;
	};
	/** Shown alone where nothing else has room. */
	readonly tooSmall: (columns: number, rows: number) => string;
	readonly stop: {readonly title: string; readonly running: string; readonly idle: string};
	/** Where files go that are only written, not installed. */
	readonly exports: {
		readonly folder: string;
		readonly writing: string;
		readonly planSaved: (path: string) => string;
		readonly filesWritten: (count: number, folder: string) => string;
	};
	readonly review: {
		readonly title: string;
		readonly nothingChanged: string;
		readonly node: string;
		readonly kept: (count: number) => string;
		/** Programs of the control plane that one host restarts. */
		readonly restarts: (components: readonly string[]) => string;
		/** Said before hosts of the control plane are changed, in their order. */
		readonly confirmMasters: (hosts: readonly string[]) => string;
		readonly noDiff: string;
		readonly secret: string;
		readonly confirm: (nodes: number, restarts: number) => string;
		readonly confirmFinal: string;
		readonly blocked: string;
		readonly lines: (added: number, removed: number) => string;
	};
	readonly run: {
		readonly title: string;
		readonly columns: Readonly<Record<'node' | 'stage' | 'for' | 'now', string>>;
		readonly preparing: string;
		readonly done: (good: number, all: number) => string;
		readonly failed: (count: number) => string;
		readonly blocked: (count: number) => string;
		readonly waiting: (count: number) => string;
		readonly stopped: (count: number) => string;
		/** What comes next for a node that may have to wait until others have made room. */
		readonly turns: Readonly<Record<'token' | 'files', string>>;
		readonly notYet: string;
		/** Said when a run has ended, with how long it took. */
		readonly finished: (duration: string) => string;
		readonly requests: string;
		readonly noRequests: string;
		readonly problems: string;
		/** Said of a node that this run does not touch, when somebody asks to try it again. */
		readonly notNow: string;
		readonly commands: string;
		readonly noCommands: string;
		/** How a command ended; without an exit code it never came to its end. */
		readonly ran: (exitCode: number | undefined, time: string) => string;
		readonly scriptLines: (count: number) => string;
		readonly wholeLog: (key: string) => string;
		readonly logTitle: (node: string) => string;
		/** Below a page of it, both from 1. */
		readonly logEnd: (page: number, pages: number) => string;
		readonly filtered: (filter: string, shown: number, all: number) => string;
		/** Which key shows the other half of the end: the nodes, or what remains. */
		readonly otherPart: Readonly<Record<'nodes' | 'summary', (key: string) => string>>;
	};
};
