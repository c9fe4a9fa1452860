import type {AddressProblems} from '../../../core/problem/address.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** Problems with the API server address, in English. */
export const addressProblems: ProblemTexts<AddressProblems> = {
	'address-refused': ({host, port}) => ({message: `${host}:${port} refuses connections`, hints: ['check that the VIP or load balancer is up']}),
};
