import type {DecisionText} from '../decision-text.ts';

/** 审批及其日志的用语，简体中文。 */
export const decisions: DecisionText = {
	log: {
		columns: {at: '时间', decision: '结果', request: 'CSR', node: '节点', verdict: '判定', operator: '操作者'},
		decisions: {approved: '批准', denied: '拒绝', revoked: '吊销'},
		override: '越过策略',
		rules: (rules) => `依据规则 ${rules.join(' ')}`,
		reason: (reason) => `理由：${reason}`,
		empty: '这个目录下还没有审批记录。',
		whole: (lines, link) => `日志链完整，共 ${lines} 行，末行摘要 ${link}`,
		unchained: (lines) => `有 ${lines} 行是旧格式：第一条链式记录之前的改动无法判断`,
	},
};
