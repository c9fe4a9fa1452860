import type {ManualText} from '../manual-text.ts';

/** 手动步骤页，简体中文。 */
export const manual: ManualText = {
	title: 'kubenroll 会做的事，手动执行版',
	before: [
		'在这个目录里依次执行下面的命令，使用有足够权限的 kubeconfig。每次只改一台 master，绝不同时改两台；前一台恢复应答之后再改下一台。权限为 0600 的文件里有 token，做完后请删除整个目录。',
		'如果 apiserver 起不来：把 `patch -b` 在旁边保留的 `.orig` 文件放回去，执行 `systemctl daemon-reload` 并重启，再看 `journalctl -u kube-apiserver`。',
	],
	steps: {
		'order-masters': () => '没有查看过任何 master，所以下面写的是每台都需要的内容。逐台执行：持有 kubelet 所连地址（VIP）的那台放到最后，下面的命令在它上面会输出一行。凡是写着 MASTER 的地方，对控制平面的每台主机各做一遍，换成它的名字。',
		'read-flags': (host) => `在 ${host} 上查看 apiserver 和 controller-manager 怎样启动、以哪个用户运行、参数写在哪里：unit、drop-in、它引用的环境文件，或者 kubelet 的 manifest。下面的路径和名称与实际不同时，以实际为准。`,
		'add-rows': (host) => `在 ${host} 上把 kubenroll 的行追加到 token 文件，只做一次。原有的行不变，原文件在旁边保留为 .orig。apiserver 不以 root 运行时，把文件属主改成它的用户。原来内容相同的 master，最后输出的校验和也必须相同。`,
		'write-flags': (host, component) => `在 ${host} 上确认 ${component} 有下面全部参数，缺的写到其他参数旁边。已有的保持原值，列表只补缺少的项；路径换成你的 CA。写在 manifest 里时，保存后 ${component} 会自动重启，跳过接下来两步。`,
		'verify-unit': (host, component) => `在 ${host} 上重启之前，先让 systemd 检查 ${component} 的 unit。除了修改前就有的提示，不应有别的输出。`,
		'put-token-file': (host) => `在 ${host} 上放好 token 文件。里面是现有的行加上 kubenroll 的行。`,
		'put-token-file-without-rows': (host) => `在 ${host} 上放好 token 文件。供 kubelet 入网用的行已从中删掉，其余的行不变；原来没有别的行时，文件为空。`,
		'patch-source': (host, component) => `在 ${host} 上修改 ${component} 的启动参数，改的就是它们所在的文件。`,
		'put-source': (host, component) => `在 ${host} 上新增给 ${component} 提供参数的文件。`,
		'restart-component': (host, component) => `在 ${host} 上重启 ${component}：启动参数和 token 文件只在启动时读取。`,
		'await-apiserver': (host) => `等 ${host} 自己的 apiserver 就绪。`,
		'await-controller-manager': (host) => `重启 ${host} 的 controller-manager 之后，等到重新选出 leader；在此之前 CSR 会停在已批准、未签发。`,
		'prove-row': (host) => `验证 ${host} 的 apiserver 接受这一行：回答 yes，或者 no 但没有 “Unauthorized” 都可以。然后再改下一台 master。`,
		'apply-bindings': () => '给 bootstrap 的 kubelet 授权。',
		'apply-tokens': () => '写入 bootstrap token，它们会自动过期。',
		'delete-bindings': () => '删除只为 token 文件那些行服务的 binding。',
		'skip-nodes': (hosts) => `${hosts} 上没有要做的：已入网且 Ready，文件也无需改动。`,
		'leave-offline': () => '以下用到 kubenroll 的步骤，请在能访问 apiserver 的地方执行，并先从 kubenroll.yaml 里删掉 cluster.offline（或用 --config 指定另一个文件）：有它在，kubenroll 只生成文件。',
		'put-node-files': (host) => `在 ${host} 上放好 kubelet 的文件。`,
		'start-kubelet': (host) => `在 ${host} 上启动 kubelet。`,
		'approve-requests': (host) => `查看 ${host} 的 CSR，批准判定为 PASS 的：现在一个，Node 出现后还有一个 serving 证书的。`,
		'approve-serving-request': (host) => `查看 ${host} 的 CSR，serving 证书的那个判定为 PASS 就批准。`,
		'await-node': (host) => `等 ${host} 变成 Ready。`,
		'burn-bootstrap-kubeconfig': (host) => `在 ${host} 上删掉用完的 bootstrap kubeconfig。`,
		'remove-rows': () => '所有节点都入网之后，从每台 master 上删掉这些行：它们永不过期。不用 kubenroll 的话：在每台 master 的 token.csv 里删掉，再逐台重启 apiserver。',
	},
	nothingToDo: '没有需要做的事。',
};
