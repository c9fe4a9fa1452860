import type {AddressProblems} from '../../../core/problem/address.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** API server 地址的问题。 */
export const addressProblems: ProblemTexts<AddressProblems> = {
	'address-refused': ({host, port}) => ({message: `${host}:${port} 拒绝连接`, hints: ['检查 VIP 或负载均衡是否在运行']}),
};
