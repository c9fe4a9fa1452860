import type {MasterFacts} from '../../source/core/control-plane/component.ts';
import {component, systemdSetup} from './control-plane.ts';
import {fileFacts} from './plan-facts.ts';

/** What a test says of one master; `text` undefined: its apiserver has no token file. */
export type MasterSketch = {
	readonly name: string;
	readonly text?: string | undefined;
	readonly mode?: number;
	/** The text is there and nobody may read it. */
	readonly isHidden?: boolean;
	/** The text was too long to be asked for. */
	readonly isOversized?: boolean;
	/** The file is there and no flag names it. */
	readonly isUnnamed?: boolean;
	/** The file was written after the apiserver started. */
	readonly isStale?: boolean;
	/** Who the apiserver runs as. */
	readonly owner?: string;
};

/** Where the token files of the sketches are. */
export const tokenFilePath = '/etc/kubernetes/token.csv';

/** A master whose apiserver is a unit of systemd, with a token file or without. */
export const sketchMaster = ({name, text, mode = 0o600, isHidden = false, isOversized = false, isUnnamed = false, isStale = false, owner = 'root:root'}: MasterSketch): MasterFacts => {
	const isNamed = text !== undefined && !isUnnamed;
	const path = '/etc/systemd/system/kube-apiserver.service';
	const usual = component('kube-apiserver', systemdSetup([path, `[Service]\nExecStart=/usr/local/bin/kube-apiserver --secure-port=6443${!isNamed ? '' : ` --token-auth-file=${tokenFilePath}`}\n`]));
	return {
		name,
		address: '10.0.0.1',
		hostname: name,
		privilege: 'root',
		addresses: [],
		holdsVip: false,
		clockSkewMs: 0,
		files: [],
		configs: new Map(),
		problems: [],
		components: [
			{
				...usual,
				host: name,
				...(isStale ? {staleness: {drifts: [], newerFiles: [{flag: 'token-auth-file', path: tokenFilePath}]}} : {}),
				...(usual.process === undefined ? {} : {process: {...usual.process, owner}}),
				files: !isNamed ? [] : [{...fileFacts(tokenFilePath, text), mode, flags: ['token-auth-file'], modifiedAtMs: 0, isReadable: true}],
			},
		],
		...(isOversized ? {oversizedTokenFile: {path: tokenFilePath, bytes: 5_000_000}} : {}),
		...(text === undefined || isHidden || isOversized ? {} : {tokenFile: {path: tokenFilePath, content: text}}),
	};
};
