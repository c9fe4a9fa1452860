import {draftAnswers} from '../answers/answers-draft.ts';
import {formatApiServerAddress} from '../answers/api-server-address.ts';
import {readYaml} from '../answers/read-yaml.ts';
import {type Draft, emptyDraft} from './draft.ts';

const linesOf = (list: unknown): readonly string[] => (Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []);

/** The fields as a kubenroll.yaml has them; what cannot be read of it stays empty. */
export const readDraft = (text: string): Draft => {
	const {cluster, mode, tokenFile, nodes, ssh, approval} = draftAnswers(readYaml(text, '').value);
	const {host, port} = cluster?.apiServer ?? {};
	return {
		...emptyDraft,
		source: cluster?.offline === undefined ? 'kubeconfig' : 'offline',
		caFile: cluster?.offline?.ca ?? '',
		version: cluster?.offline?.version === undefined ? '' : `1.${cluster.offline.version}`,
		kubeconfig: cluster?.kubeconfig ?? '',
		context: cluster?.context ?? '',
		mode: mode ?? 'bootstrap-token',
		approval: approval?.mode ?? 'guarded',
		rows: tokenFile?.rows ?? (approval?.trustSharedToken === true ? 'shared' : 'per-node'),
		spareRows: tokenFile?.spareRows === undefined || tokenFile.spareRows === 0 ? '' : String(tokenFile.spareRows),
		retire: tokenFile?.retire ?? false,
		masters: linesOf(cluster?.controlPlane).join(' '),
		controlPlaneChanges: cluster?.controlPlaneChanges ?? 'needed',
		apiServer: host === undefined || port === undefined ? '' : formatApiServerAddress({host, port}),
		nodes: linesOf(nodes).join('\n'),
		user: ssh?.user ?? '',
		identityFile: ssh?.identityFile ?? '',
		sudo: ssh?.sudo ?? 'auto',
	};
};
