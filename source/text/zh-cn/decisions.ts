import type {DecisionText} from '../decision-text.ts';

/** 审批及其日志的用语，简体中文。 */
export const decisions: DecisionText = {
	sweep: {
		none: '没有被更新请求取代的 CSR。',
		line: (request, newer) => `${request}：已被 ${newer} 取代`,
		confirm: (number) => `删除 ${number} 个已被取代的 CSR？`,
		done: (request) => `已删除 ${request}`,
		kept: (request) => `未处理 ${request}：它已变化或不存在`,
	},
	revoke: {
		line: (tokenId, node, expiration) => `token ${tokenId}${node === undefined ? '，不属于某个节点' : `，节点 ${node}`}${expiration === undefined ? '，永不过期' : `，到期时间 ${expiration}`}`,
		confirm: (ids) => `吊销 token ${ids.join('、')}？仍需要它的 kubelet 将无法入网。`,
		done: (tokenId) => `已吊销 ${tokenId}`,
	},
	allPass: {
		none: '没有判定为 PASS 的 CSR。',
		confirm: (number) => `批准 ${number} 个判定为 PASS 的 CSR？批准后无法撤回。`,
		rest: (number) => `另有 ${number} 个不是 PASS，未处理：kubenroll csr list`,
	},
	board: {
		automatic: (limit) => `自动批准判定为 PASS 的 CSR？限时一小时，最多 ${limit} 个，计划中的节点全部 Ready 即结束。不会自动拒绝；按 t 关闭。`,
		on: (approved, limit, until) => `自动批准中：已批准 ${approved} 个，最多 ${limit} 个，到 ${until} 为止；按 t 关闭`,
		held: ({requester, tokenId, count}) => `已搁置：${tokenId === undefined ? requester : `token ${tokenId}`} 请求过多（${count}），其他照常${tokenId === undefined ? '' : '；按 r 吊销'}`,
		noToken: '这一行没有对应的 bootstrap token。',
	},
	watch: {
		end: ({outcomes}) => {
			const waiting = outcomes.filter(({outcome}) => outcome !== 'ready').map(({node}) => node);
			return waiting.length === 0 ? `计划中的 ${outcomes.length} 个节点均已 Ready` : `尚未 Ready：${waiting.join('、')}`;
		},
	},
	automatic: {
		on: (until, limit) => `自动批准判定为 PASS 的 CSR，到 ${until} 为止，最多 ${limit} 个；不会自动拒绝`,
		ended: {
			time: (approved) => `已满一小时，自动批准结束，共批准 ${approved} 个；其余由人审批`,
			count: (approved) => `自动批准结束：已批准 ${approved} 个，超过每个计划节点两个的部分由人审批`,
			'all-ready': (approved) => `计划中的节点均已 Ready，自动批准结束，共批准 ${approved} 个`,
			operator: (approved) => `自动批准已关闭，共批准 ${approved} 个`,
		},
		held: ({requester, tokenId, cause, count, limit}) =>
			`${tokenId === undefined ? requester : `token ${tokenId}`} 请求过多：${cause === 'too-many-pending' ? `有 ${count} 个待处理，总数不应超过 ${limit}` : `一分钟内出现 ${count} 个计划外的名称，超过 ${limit}`}；它的 CSR 留给人处理，其他照常进行`,
		revoke: (tokenId) => `吊销该 token：kubenroll csr revoke ${tokenId}`,
		holdsNobody: '请求已恢复正常，不再搁置任何请求者',
	},
	log: {
		columns: {at: '时间', decision: '结果', request: 'CSR', node: '节点', verdict: '判定', operator: '操作者'},
		decisions: {approved: '批准', denied: '拒绝', deleted: '删除', revoked: '吊销'},
		override: '越过策略',
		rules: (rules) => `依据规则 ${rules.join(' ')}`,
		reason: (reason) => `理由：${reason}`,
		empty: '这个目录下还没有审批记录。',
		whole: (lines, link) => `日志链完整，共 ${lines} 行，末行摘要 ${link}`,
		unchained: (lines) => `有 ${lines} 行是旧格式：第一条链式记录之前的改动无法判断`,
		unread: (lines) => `有 ${lines} 行的格式当前版本不认识，未显示；请用更新版本的 kubenroll 查看`,
	},
};
