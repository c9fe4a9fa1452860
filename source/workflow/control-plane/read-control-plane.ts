import type {Answers, NodeAnswers} from '../../core/answers/answers.ts';
import {controlPlaneScript} from '../../core/control-plane/control-plane-script.ts';
import {needsMasters} from '../../core/control-plane/list-masters.ts';
import {parseControlPlane} from '../../core/control-plane/parse-control-plane.ts';
import type {MasterRead} from '../../core/plan/plan-control-plane.ts';
import {Failure} from '../../core/problem/failure.ts';
import type {Pki} from '../../ports/pki.ts';
import type {RemoteShell} from '../../ports/remote-shell.ts';
import {forEachNode} from '../for-each-node.ts';
import {nodeAddress} from '../survey/node-address.ts';

/** What a look at the control plane needs. */
export type ReadControlPlaneOptions = {
	readonly shell: Pick<RemoteShell, 'run'>;
	readonly pki: Pick<Pki, 'readCertificates'>;
	readonly answers: Answers;
	/** Those whose host keys are trusted. */
	readonly masters: readonly NodeAnswers[];
	/** What kubelets dial, as IP addresses; empty where that is not known. */
	readonly apiServerAddresses: readonly string[];
	readonly signal?: AbortSignal;
};

const timeoutMs = 120_000;

const readMaster = async ({shell, pki, answers, apiServerAddresses, signal}: ReadControlPlaneOptions, master: NodeAnswers, text: string): Promise<MasterRead> => {
	const {name, address} = master;
	const {stdout, sentAtMs, firstByteAtMs, privilege} = await shell.run(nodeAddress(master, answers), {text, asRoot: true}, {timeoutMs, ...(signal === undefined ? {} : {signal})});
	const parsed = parseControlPlane({master: {name, address}, stdout, sentAtMs, firstByteAtMs, privilege: privilege === 'user' ? 'none' : privilege, apiServerAddresses, readCertificates: (pem) => pki.readCertificates(pem)});
	return 'problems' in parsed ? {name, address, problems: parsed.problems} : {name, address, facts: parsed.facts, problems: []};
};

/**
 * Looks at all given hosts of the control plane at once, one session each, changing nothing; as root only, for what runs as root tells nobody else.
 * One that cannot be looked at has problems and no facts, and hides no other. The token file's text is read only where the run works with it.
 */
export const readControlPlane = async (options: ReadControlPlaneOptions): Promise<readonly MasterRead[]> => {
	const {answers, masters, signal} = options;
	const text = controlPlaneScript(needsMasters(answers) ? {tokenFilePath: answers.tokenFile.path} : {});
	const found: MasterRead[] = [];
	const reads = forEachNode(masters, {concurrency: answers.ssh.concurrency, ...(signal === undefined ? {} : {signal})}, async function* (master) {
		try {
			yield await readMaster(options, master, text);
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			yield {name: master.name, address: master.address, problems: error.problems};
		}
	});
	for await (const read of reads) {
		found.push(read);
	}
	return masters.flatMap(({name}) => found.filter((read) => read.name === name));
};
