import type {RequestText} from '../request-text.ts';

/** The words of certificate requests, in English. */
export const requests: RequestText = {
	columns: {name: 'NAME', node: 'NODE', kind: 'KIND', age: 'AGE', state: 'STATE', verdict: 'VERDICT', reasons: 'WHY'},
	kinds: {client: 'client', serving: 'serving', other: 'other'},
	states: {pending: 'pending', approved: 'approved', issued: 'issued', denied: 'denied', failed: 'failed'},
	verdicts: {
		PASS: 'Everything is as expected: it may be approved.',
		ASK: 'Something is unusual: a person must decide.',
		REFUSE: 'This is not what it claims to be, or asks too much: do not approve it.',
		NOT_OURS: 'Another signer answers it: leave it alone.',
		DECIDED: 'It has its answer already.',
	},
	aspects: {requester: 'requester', node: 'node', usages: 'usages', names: 'names', key: 'key', age: 'age'},
	expected: {
		client: {
			requester: 'the bootstrap token of this node, or the node itself renewing',
			node: 'in kubenroll.yaml, not yet in the cluster',
			usages: 'digital signature, client auth; key encipherment may be there',
			names: 'none',
			key: 'sound, of this node alone',
			age: 'at most 1 h, and of this run',
		},
		serving: {
			requester: 'the node itself',
			node: 'in kubenroll.yaml and in the cluster',
			usages: 'digital signature, server auth; key encipherment may be there',
			names: 'names and addresses of this node, nothing else',
			key: 'sound, of this node alone',
			age: 'at most 1 h, and of this run',
		},
	},
	says: 'SAYS',
	expects: 'EXPECTED',
	signer: 'signer',
	created: 'created',
	none: 'none',
	empty: 'There are no certificate requests.',
	summary: ({PASS, ASK, REFUSE}) => `${PASS} may be approved, ${ASK} need a person, ${REFUSE} should be denied`,
	confirm: {
		approved: (names) => `Approve ${names.join(', ')}? It cannot be taken back.`,
		denied: (names) => `Deny ${names.join(', ')}? It cannot be taken back.`,
	},
	done: {approved: (name) => `approved ${name}`, denied: (name) => `denied ${name}`},
};
