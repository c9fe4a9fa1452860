import type {RequestText} from '../request-text.ts';

/** 证书请求（CSR）的用语，简体中文。 */
export const requests: RequestText = {
	columns: {name: '名称', node: '节点', kind: '类型', age: '存在时间', state: '状态', verdict: '判定', reasons: '理由'},
	kinds: {client: 'client', serving: 'serving', other: '其他'},
	states: {pending: '待处理', approved: '已批准', issued: '已签发', denied: '已拒绝', failed: '失败'},
	verdicts: {
		PASS: '一切符合预期，可以批准。',
		ASK: '有异常之处，必须由人判断。',
		REFUSE: '与其声称的不符，或要求过多，不要批准。',
		NOT_OURS: '属于其他 signer，不要处理。',
		DECIDED: '已有结果。',
	},
	aspects: {requester: '发起者', node: '节点', usages: '用途', names: 'SAN', key: '密钥', age: '存在时间'},
	expected: {
		client: {
			requester: '该节点的 bootstrap token，或节点自己续期',
			node: '在 kubenroll.yaml 中，尚未入网',
			usages: 'digital signature、client auth，可含 key encipherment',
			names: '无',
			key: '强度合格，只属于该节点',
			age: '不超过 1h，且属于本次执行',
		},
		serving: {
			requester: '节点自己',
			node: '在 kubenroll.yaml 中，且已入网',
			usages: 'digital signature、server auth，可含 key encipherment',
			names: '只含该节点的名称和地址',
			key: '强度合格，只属于该节点',
			age: '不超过 1h，且属于本次执行',
		},
	},
	says: '实际',
	expects: '预期',
	signer: 'signer',
	created: '创建于',
	none: '无',
	empty: '没有 CSR。',
	summary: ({PASS, ASK, REFUSE}) => `${PASS} 个可批准，${ASK} 个需人工判断，${REFUSE} 个应拒绝`,
	confirm: {
		approved: (names) => `批准 ${names.join('、')}？批准后无法撤回。`,
		denied: (names) => `拒绝 ${names.join('、')}？拒绝后无法撤回。`,
	},
	done: {approved: (name) => `已批准 ${name}`, denied: (name) => `已拒绝 ${name}`},
};
