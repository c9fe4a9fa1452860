import type {Answers, NodeAnswers} from '../../core/answers/answers.ts';
import {parseKeyFingerprints, renderKeyFingerprintsScript} from '../../core/csr/key-fingerprints-script.ts';
import type {HostProof} from '../../core/csr/proofs.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {RemoteShell} from '../../ports/remote-shell.ts';
import {nodeAddress} from '../survey/node-address.ts';

/** What proving on a host takes; the clock is the API server's, in milliseconds since the epoch. */
export type HostProofInput = {readonly shell: Pick<RemoteShell, 'run'>; readonly answers: Answers; readonly node: NodeAnswers; readonly serverNowMs: () => number; readonly signal: AbortSignal};

/** Looks which keys lie on a node (P30). Reads only; no key leaves the host. A host whose keys are not known is not entered. Rejects with Failure. */
export const proveOnHost = async ({shell, answers, node, serverNowMs, signal}: HostProofInput): Promise<HostProof> => {
	const address = nodeAddress(node, answers);
	const seenMs = serverNowMs();
	const {exitCode, stdout, stderr} = await shell.run(address, {text: renderKeyFingerprintsScript(answers.kubelet.paths), asRoot: true}, {signal});
	if (exitCode !== 0) {
		throw new Failure(problem('proof-failed', node.name, {exitCode}, {cause: escapeControls(stderr.trim().split('\n').at(-1) ?? '')}));
	}
	return {node: node.name, seenMs, ...parseKeyFingerprints(stdout)};
};
