import {draftAnswers} from '../answers/answers-draft.ts';
import {formatApiServerAddress} from '../answers/api-server-address.ts';
import {type FieldPath, valueAt} from '../answers/field-path.ts';
import {readYaml} from '../answers/read-yaml.ts';
import {type Draft, emptyDraft} from './draft.ts';

const linesOf = (list: unknown): readonly string[] => (Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []);

const formatVersion = (minor: number | undefined): string | undefined => (minor === undefined ? undefined : `1.${minor}`);

/** The fields as a kubenroll.yaml has them. What cannot be read of it stands in its field as it is written, where it can be seen and mended; a choice that is none is as in an empty form. */
export const readDraft = (text: string): Draft => {
	const {value} = readYaml(text, '');
	const {cluster, mode, tokenFile, nodes, ssh, approval} = draftAnswers(value);
	const writtenAt = (...path: FieldPath): string => {
		const written = valueAt(value, path);
		return typeof written === 'string' || typeof written === 'number' ? String(written) : '';
	};
	const {host, port} = cluster?.apiServer ?? {};
	return {
		...emptyDraft,
		source: cluster?.offline === undefined ? 'kubeconfig' : 'offline',
		caFile: cluster?.offline?.ca ?? '',
		version: formatVersion(cluster?.offline?.version) ?? writtenAt('cluster', 'offline', 'version'),
		kubeconfig: cluster?.kubeconfig ?? '',
		context: cluster?.context ?? '',
		mode: mode ?? 'bootstrap-token',
		approval: approval?.mode ?? 'guarded',
		rows: tokenFile?.rows ?? (approval?.trustSharedToken === true ? 'shared' : 'per-node'),
		spareRows: tokenFile?.spareRows === 0 ? '' : writtenAt('tokenFile', 'spareRows'),
		retire: tokenFile?.retire ?? false,
		masters: linesOf(cluster?.controlPlane).join(' '),
		controlPlaneChanges: cluster?.controlPlaneChanges ?? 'needed',
		apiServer: host === undefined || port === undefined ? writtenAt('cluster', 'apiServer') : formatApiServerAddress({host, port}),
		nodes: linesOf(nodes).join('\n'),
		user: ssh?.user ?? writtenAt('ssh', 'user'),
		identityFile: ssh?.identityFile ?? '',
		sudo: ssh?.sudo ?? 'auto',
	};
};
