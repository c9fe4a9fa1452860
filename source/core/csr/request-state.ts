import type {RawCsr} from './csr.ts';

/** Where a request can stand. */
export type RequestState = 'pending' | 'approved' | 'issued' | 'denied' | 'failed';

// Spelled as in kubernetes staging/src/k8s.io/api/certificates/v1/types.go, the weightiest first.
const stateByCondition: readonly (readonly [type: string, state: RequestState])[] = [
	['Denied', 'denied'],
	['Failed', 'failed'],
];

/** Where a request stands. Approved without a certificate is `approved`: the signer may take its time, or be down. */
export const requestState = ({conditions, certificate}: RawCsr): RequestState => {
	// As nearly all are in a flood, ten thousand times a look.
	if (conditions.length === 0 && certificate === '') {
		return 'pending';
	}
	const isTrue = (type: string): boolean => conditions.some((condition) => condition.type === type && condition.status !== 'False');
	const ended = stateByCondition.find(([type]) => isTrue(type))?.[1];
	if (ended !== undefined) {
		return ended;
	}
	if (certificate !== '') {
		return 'issued';
	}
	return isTrue('Approved') ? 'approved' : 'pending';
};
