import {makeFinding} from '../finding.ts';
import {findPossessionGap} from '../possession.ts';
import {onDecoded, onNode, type Rule} from '../rule.ts';
import {parseTimestamp} from '../timestamp.ts';

const isFirst = (kind: string): boolean => kind === 'bootstrap-token' || kind === 'token-file';

// Times of creation are cut to whole seconds.
const secondMs = 1000;

const judgeHostProof = onDecoded(({spkiSha256}, {raw, kind, node, requester}, {hostProofs}) => {
	const proof = node === undefined ? undefined : hostProofs.get(node);
	if (node === undefined || proof === undefined) {
		return [];
	}
	if (proof.keySha256s.includes(spkiSha256)) {
		return [makeFinding('PASS', 'key-on-host', {node})];
	}
	// Only the key of a first client request lies in a file while the request waits (kubernetes pkg/kubelet/certificate/bootstrap/bootstrap.go); later
	// ones are in the kubelet's memory. And what was looked at before the request was made says nothing of it.
	const createdMs = parseTimestamp(raw.createdAt);
	const wasThere = createdMs !== undefined && proof.seenMs >= createdMs + secondMs;
	if (kind !== 'client' || !isFirst(requester.kind) || !wasThere) {
		return [];
	}
	return [proof.hasUnreadKey === true ? makeFinding('PASS', 'key-on-host-unread', {node}) : makeFinding('REFUSE', 'key-not-on-host', {node})];
});

const judgePossession = onDecoded(({altNames = []}, {node}, {servedCertificates, nowMs}) => {
	const served = node === undefined ? undefined : servedCertificates.get(node);
	if (node === undefined || served === undefined) {
		return [];
	}
	const gap = findPossessionGap(served, {node, altNames}, nowMs);
	return [gap === undefined ? makeFinding('PASS', 'possession-proved', {node}) : makeFinding('PASS', 'possession-unproved', {node, gap})];
});

/** Rules of what was looked up beside the request: served certificates (P23), keys on hosts (P30), and who else approves (P32). */
export const proofRules: readonly Rule[] = [
	{id: 'P23', kind: 'serving', judge: judgePossession},
	{id: 'P30', kind: 'both', judge: judgeHostProof},
	{
		id: 'P32',
		kind: 'client',
		judge: onNode((_, {requester}, {context: {otherApprover}}) => {
			const answer = requester.kind === 'node' ? otherApprover?.renewal : otherApprover?.client;
			if (requester.kind === 'stranger' || answer === undefined || answer === 'unknown') {
				return [];
			}
			// Shown, never fought: whoever else approves changes nothing about what the request is.
			return [makeFinding('PASS', requester.kind === 'node' ? 'renewals-approved' : 'gate-in-force', {answer})];
		}),
	},
];
