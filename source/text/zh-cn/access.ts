import type {AccessText} from '../access-text.ts';

/** 看板所用权限的文字。 */
export const access: AccessText = {
	created: ({path, name, endsAt, tokens}) => [
		`${path}（权限 0600）可以查看 Node、CSR${tokens === 0 ? '（目前没有 bootstrap token）' : ` 和 ${tokens} 个 bootstrap token`}，并审批 kubelet 的 CSR，除此之外什么都不能做。`,
		`有效期到 ${endsAt}。之后新建的 token 不包含在内，需要时请重新创建。`,
		`使用：kubenroll csr --kubeconfig ${path}`,
		`收回：kubenroll access remove ${name}`,
	],
	removed: ({objects, path}) => `已从集群删除 ${objects} 个对象${path === undefined ? '' : `，并删除 ${path}`}；该 token 从现在起失效。`,
};
