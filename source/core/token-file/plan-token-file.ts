import type {Answers} from '../answers/answers.ts';
import {isPublishedToken} from '../artifacts/published-tokens.ts';
import {findComponent, type Component, type MasterFacts, type ReferencedFile} from '../control-plane/component.ts';
import {findFlag} from '../control-plane/find-flag.ts';
import type {WantedFlagChange} from '../control-plane/flag-change.ts';
import type {FileChange} from '../plan/file-change.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {chooseRows, findStandingRows, type RowPlan, type RowPurpose} from './choose-rows.ts';
import {editTokenFile} from './edit-token-file.ts';
import {compareTokenFiles} from './compare-token-files.ts';
import {findRowProblems} from './find-row-problems.ts';
import {parseTokenFile} from './parse-token-file.ts';
import {isOwnRow} from './own-rows.ts';
import {showColumn} from './show-column.ts';
import {diffTokenFiles} from './show-token-file.ts';
import type {TokenFile} from './token-file.ts';
import {writeTokenFile} from './write-token-file.ts';

const flag = 'token-auth-file';

/** What the token files of all masters are planned from. Secret: the facts hold tokens. */
export type TokenFilesInput = {
	readonly purpose: RowPurpose;
	readonly settings: Answers['tokenFile'];
	/** Masters that run an API server and were read. */
	readonly masters: readonly MasterFacts[];
	/** Names of masters that could not be read. */
	readonly unread: readonly string[];
	readonly needyNodes: readonly string[];
	/** Nodes by the user of the spare row that an earlier run gave them, of the record. */
	readonly assigned: ReadonlyMap<string, string>;
	/** Lower-case hex of SHA-256 over the UTF-8 bytes. */
	readonly digest: (text: string) => string;
};

/** What is to be done about the token file on one master; the file first, then the flag, then the restart of its apiserver. */
export type MasterTokenFile = {
	readonly name: string;
	readonly path: string;
	/** undefined: it stays as it is. Its content is made after confirm, by writeTokenFiles. */
	readonly file?: FileChange;
	/** The apiserver has not read the file since it was last written, and does so only at its start. */
	readonly isStale: boolean;
	/** For kube-apiserver. */
	readonly flags: readonly WantedFlagChange[];
	/** An `error` among them forbids touching this master. */
	readonly problems: readonly Problem[];
};

/** The token files of all masters as they shall be; holds no token. */
export type TokenFilesPlan = {
	readonly rows: readonly RowPlan[];
	readonly masters: readonly MasterTokenFile[];
	/** Of the files against each other, and of what forbids the whole. */
	readonly problems: readonly Problem[];
};

type Site = {
	readonly master: MasterFacts;
	readonly path: string;
	readonly referenced: ReferencedFile | undefined;
	/** As it is; undefined where there is none, or it could not be read. */
	readonly text: string | undefined;
	/** Its length where that was too much to ask for its text. */
	readonly oversizedBytes: number | undefined;
	/** Whether the next start of the apiserver reads it. */
	readonly isNamed: boolean;
	readonly isStale: boolean;
	/** Whom the file shall belong to: who runs the apiserver, for nobody else may read it. */
	readonly owner: string;
};

const isNamedIn = ({written, process}: Component): boolean => (written.isUnderstood ? written.flags : (process?.flags ?? [])).some(({name}) => name === flag);

// Root reads every file, so its owner may stay.
const chooseOwner = (runsAs: string, referenced: ReferencedFile | undefined): string => (runsAs.startsWith('root:') && referenced?.exists === true ? referenced.owner : runsAs);

const findSite = (master: MasterFacts, {path: usual}: Answers['tokenFile']): readonly Site[] => {
	const component = findComponent(master, 'kube-apiserver');
	if (component === undefined) {
		return [];
	}
	const referenced = component.files.findLast(({flags}) => flags.includes(flag));
	const path = referenced?.path ?? usual;
	// The apiserver of a static pod may know the file under another path than its host.
	const isIt = (file: {readonly path: string} | undefined): boolean => file?.path === path || (referenced !== undefined && file?.path === findFlag(component, flag));
	const text = isIt(master.tokenFile) ? master.tokenFile?.content : undefined;
	const oversizedBytes = isIt(master.oversizedTokenFile) ? master.oversizedTokenFile?.bytes : undefined;
	return [{master, path, referenced, text, oversizedBytes, isNamed: isNamedIn(component), isStale: component.staleness.newerFiles.some((file) => file.path === path), owner: chooseOwner(component.process?.owner ?? 'root:root', referenced)}];
};

const isUnreadable = ({referenced, text, oversizedBytes}: Site): boolean => oversizedBytes !== undefined || (referenced?.exists === true && text === undefined);

const filesOf = (sites: readonly Site[]): ReadonlyMap<string, TokenFile | undefined> => new Map(sites.map(({master, text}) => [master.name, text === undefined ? undefined : parseTokenFile(text)]));

// A token that anybody knows is left where it is, and put nowhere else (P35).
const copyOf = (text: string | undefined): string | undefined => (text === undefined ? undefined : editTokenFile(text, {remove: parseTokenFile(text).rows.filter(({token}) => isPublishedToken(token))}));

// Where a master has no file at all it was forgotten, and rows of others belong there too; where it has one, a row that it lacks may have been revoked.
const baseOf = (site: Site, sites: readonly Site[], purpose: RowPurpose, rows: readonly RowPlan[]): string | undefined =>
	site.text ?? (purpose === 'keep' && rows.length > 0 ? copyOf(sites.find(({text}) => text !== undefined)?.text) : undefined);

// Stands for a token that is not drawn yet; no text with it is shown or written.
const undrawn = '-';

const contentOf = (site: Site, sites: readonly Site[], {purpose, settings}: TokenFilesInput, rows: readonly RowPlan[], tokens: ReadonlyMap<string, string>): string =>
	writeTokenFile({text: baseOf(site, sites, purpose, rows), rows, tokens, mends: settings.mendRows});

const standingTokens = (sites: readonly Site[]): ReadonlyMap<string, string> => new Map([...findStandingRows(filesOf(sites))].map(([user, {token}]) => [user, token]));

const planFile = ({path, referenced, text, owner}: Site, content: string, digest: TokenFilesInput['digest']): FileChange | undefined => {
	if (content === (text ?? '') && (text !== undefined || content === '')) {
		return undefined;
	}
	const diff = diffTokenFiles(path, text, content);
	const isThere = text !== undefined;
	return {
		artifact: 'token-file',
		path,
		action: isThere ? 'change' : 'create',
		mode: 0o600,
		owner,
		isSecret: true,
		...(diff === undefined ? {} : {diff}),
		before: isThere ? (referenced?.exists === true ? referenced.sha256 : digest(text)) : '',
		wasEditedByHand: false,
	};
};

const planFlags = ({isNamed, path}: Site, purpose: RowPurpose, rows: readonly RowPlan[], content: string): readonly WantedFlagChange[] => {
	if (purpose === 'keep') {
		return isNamed || rows.length === 0 ? [] : [{action: 'set', flag, value: path}];
	}
	const {rows: left, broken} = parseTokenFile(content);
	return isNamed && left.length === 0 && broken.length === 0 ? [{action: 'remove', flag}] : [];
};

const findSiteProblems = (site: Site, {isTouched, isRewritten, mends}: {readonly isTouched: boolean; readonly isRewritten: boolean; readonly mends: boolean}): readonly Problem[] => {
	const {master, path, referenced, text, oversizedBytes} = site;
	if (oversizedBytes !== undefined) {
		return [problem('token-file-oversized', master.name, {path: escapeControls(path), bytes: oversizedBytes}, {severity: isTouched ? 'error' : 'warning'})];
	}
	if (isUnreadable(site)) {
		return [problem('token-file-unreadable', master.name, {path: escapeControls(path)}, {severity: isTouched ? 'error' : 'warning'})];
	}
	const found = text === undefined ? [] : findRowProblems(master.name, {path, file: parseTokenFile(text), isMended: mends});
	const dormant = !site.isNamed && isTouched && text !== undefined ? parseTokenFile(text).rows.filter((row) => row.token !== '' && !isOwnRow(row)) : [];
	// What is written anew gets 0600.
	const isOpen = !isRewritten && referenced?.exists === true && (referenced.mode & 0o077) !== 0;
	return [
		// What stops a master that would be changed is only worth a warning on one that is left alone.
		...found.map((each): Problem => (each.severity === 'error' && !isTouched ? {...each, severity: 'warning'} : each)),
		...(dormant.length > 0 ? [problem('token-file-dormant', master.name, {path: escapeControls(path), users: dormant.map(({user}) => showColumn(user))}, {severity: 'warning'})] : []),
		...(isOpen ? [problem('token-file-open', master.name, {path: escapeControls(path), mode: referenced.mode.toString(8)}, {severity: 'warning'})] : []),
	];
};

/** Compares the token files of all masters with what is wanted; the result holds no token. Nothing is wanted of a cluster without rows whose nodes need none. */
export const planTokenFiles = (input: TokenFilesInput): TokenFilesPlan => {
	const {purpose, settings, masters, unread, needyNodes, assigned} = input;
	const sites = masters.flatMap((master) => findSite(master, settings));
	const files = filesOf(sites);
	const rows = chooseRows({purpose, rows: settings.rows, spareRows: settings.spareRows, needyNodes, assigned, files});
	const tokens = new Map([...rows.map(({user}) => [user, undrawn] as const), ...standingTokens(sites)]);
	const planned = sites.map((site): MasterTokenFile => {
		const content = isUnreadable(site) ? (site.text ?? '') : contentOf(site, sites, input, rows, tokens);
		const [file, flags] = isUnreadable(site) ? [undefined, []] : [planFile(site, content, input.digest), planFlags(site, purpose, rows, content)];
		// Rows that are gone from the file stay in force until then, too.
		const isStale = site.isStale && (rows.length > 0 || purpose !== 'keep');
		const isTouched = file !== undefined || flags.length > 0 || isStale || (isUnreadable(site) && rows.length > 0);
		return {name: site.master.name, path: site.path, isStale, ...(file === undefined ? {} : {file}), flags, problems: findSiteProblems(site, {isTouched, isRewritten: file !== undefined, mends: settings.mendRows})};
	});
	const isChanging = planned.some(({file, flags, isStale}) => file !== undefined || flags.length > 0 || isStale);
	const readFiles = new Map([...files].flatMap(([host, file]) => (file === undefined ? [] : [[host, file] as const])));
	return {
		rows,
		masters: planned,
		problems: [
			...(sites.length === 0 && purpose === 'keep' && needyNodes.length > 0 ? [problem('token-file-without-masters', 'cluster', {})] : []),
			...(isChanging && unread.length > 0 ? [problem('token-file-master-unread', 'cluster', {masters: unread.map(escapeControls)})] : []),
			...compareTokenFiles(readFiles, {keepsOwn: purpose === 'keep'}),
		],
	};
};

/** The tokens that the masters know of kubenroll's rows, by user. Secret. */
export const readStandingTokens = ({masters, settings}: Pick<TokenFilesInput, 'masters' | 'settings'>): ReadonlyMap<string, string> => standingTokens(masters.flatMap((master) => findSite(master, settings)));

/** Writes the planned token files, by master: those that differ from what is there. `drawn` holds tokens by user for every row that the plan creates. Secret. */
export const writeTokenFiles = (input: TokenFilesInput, {rows, masters}: TokenFilesPlan, drawn: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
	const sites = input.masters.flatMap((master) => findSite(master, input.settings));
	const tokens = new Map([...drawn, ...standingTokens(sites)]);
	const changed = new Set(masters.filter(({file}) => file !== undefined).map(({name}) => name));
	return new Map(sites.filter(({master}) => changed.has(master.name)).map((site) => [site.master.name, contentOf(site, sites, input, rows, tokens)]));
};
