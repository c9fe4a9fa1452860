import type {ConfigProblems, ExpectedKind, FieldForm, NodeItemDefect, RangeDefect, YamlDefect} from '../../../core/problem/config.ts';
import type {ProblemTexts} from '../../catalog.ts';

const forms: Readonly<Record<FieldForm, string>> = {
	'absolute-path': '不是节点上的绝对路径：必须以 / 开头，只能含字母、数字和 . _ - + @ : = ,',
	'api-server-address': '不是有效的 apiserver 地址：写成 host:port、https://host:port 或 [IPv6]:port',
	'api-server-path': '带有路径：kubelet 只需要主机和端口',
	'api-server-port': '端口无效：端口范围是 1 到 65535',
	'api-server-scheme': '不是 https：kubelet 只通过 TLS 访问 apiserver',
	'api-server-user': '里带有用户名或密码：kubelet 靠 token 和证书认证',
	cidr: '不是有效的 CIDR，应类似 10.96.0.0/12 或 fd00::/108',
	domain: '不是有效的 DNS 域名，应类似 cluster.local：只能用小写字母、数字、- 和 .',
	duration: '不是有效的时长：写成 1h、30m 或 10s',
	fingerprint: '不是主机密钥指纹：应为 SHA256: 加 43 个 base64 字符，即 ssh-keygen 打印的格式',
	host: '既不是主机名也不是 IP 地址',
	'host-only': '不只是主机：用户和端口请写在各自的字段里',
	ip: '不是 IP 地址',
	'kubernetes-version': '不是 Kubernetes 版本：写 1.32 或 v1.32.4',
	'label-key': '不是有效的 label key：可选的 DNS 前缀加 /，后面最多 63 个字母、数字、-、_、.',
	'label-value': '不是有效的 label value：最多 63 个字母、数字、-、_、.，首尾必须是字母或数字',
	'local-path': '不是本机上的路径',
	sha256: '不是 SHA-256 校验和：应为 64 位十六进制',
	taint: '不是有效的 taint：写成 key=value:NoSchedule，effect 为 NoSchedule、PreferNoSchedule 或 NoExecute',
	text: '为空，或含有无法打印的字符',
	'unix-socket': '不是 socket：写 auto 或 unix:///run/containerd/containerd.sock',
	user: '不是能交给 ssh 的用户名',
};

const formHints: Partial<Record<FieldForm, string>> = {
	fingerprint: '在节点上执行：ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub',
	sha256: '执行：sha256sum kubelet',
};

const kinds: Readonly<Record<ExpectedKind, string>> = {
	text: '字符串',
	number: '数字',
	boolean: 'true 或 false',
	list: '列表',
	mapping: '字段映射（mapping）',
	'whole-number': '整数',
	nothing: '空值',
	'text-or-mapping': '字符串或字段映射（mapping）',
};

const yamlDefects: Readonly<Record<YamlDefect, string>> = {
	alias: '别名（*）没有对应的锚点（&）、引用了自身所在的内容，或展开过多',
	'comma-or-bracket': '缺少逗号或右括号',
	escape: '双引号里的反斜杠转义不是 YAML 认识的写法',
	indentation: '这一行的缩进与同级不一致',
	key: '这不是字段：字段是写在一行里的一个词加冒号',
	quote: '引号没有闭合',
	structure: '这里不能出现这个内容',
	tab: '用了 tab 缩进，YAML 只允许空格',
	tag: '只允许 YAML 核心 tag，不支持其他 !tag',
	'too-deep': '括号或列表嵌套太深',
};

const rangeDefects: Readonly<Record<RangeDefect, string>> = {
	backwards: '是倒序的',
	bracket: '的括号不成对',
	empty: '为空，或有一段为空',
	mixed: '不是有效范围：数字写 1-9，单个字母写 a-f',
	padding: '只有一端补零',
	step: '带步长，范围只能逐一递增',
	'too-many': '展开后的节点数超过一个文件的上限',
};

const itemDefects: Readonly<Record<NodeItemDefect, string>> = {
	ambiguous: '有多种读法：请每行一个节点，写成 name=address',
	host: '缺少主机名或 IP 地址',
	name: '的 = 前面没有名字',
	port: '端口无效：端口范围是 1 到 65535',
	user: '的 @ 前面不是有效的用户名',
};

const lineDefects = {
	assignment: '这一行不是 key=value',
	section: '这一段不是 [group]、[group:vars] 或 [group:children]',
	inventory: '这不是 Ansible inventory：group 下应有 hosts、children、vars，且都是 mapping',
} as const;

const suggest = (suggestion: string | undefined): readonly string[] => (suggestion === undefined ? [] : [`写成 ${suggestion}`]);

const nearestHint = (nearest: string | undefined): readonly string[] => (nearest === undefined ? [] : [`是不是想写 ${nearest}？`]);

const ownedReasons = {
	security: '它决定谁能操控 kubelet，kubenroll 始终写入安全的值',
	'own-field': '它有专门的字段',
	fixed: '入网依赖它，由 kubenroll 设置',
} as const;

/** 操作者所写内容中的问题。 */
export const configProblems: ProblemTexts<ConfigProblems> = {
	'config-missing': ({path}) => ({message: `找不到 ${path}`, hints: ['先写一份，或用 --config 指定路径']}),
	'config-empty': ({path}) => ({message: `${path} 没有内容`, hints: ['第一行写：apiVersion: kubenroll.dev/v1alpha1']}),
	'config-too-large': ({limitKiB}) => ({message: `超过 ${limitKiB} KiB，正常的 kubenroll.yaml 不会这么大`, hints: ['检查 --config 指定的文件是否正确']}),
	'config-more': ({code, count}) => ({message: `另有 ${count} 个同类问题（${code}）`, hints: ['先改好上面列出的，再运行一次']}),
	'include-missing': ({file}) => ({message: `无法读取节点列表 ${file}`, hints: ['路径要相对于本文件来写']}),

	'yaml-syntax': ({defect}) => ({message: `YAML 语法错误：${yamlDefects[defect]}`, hints: defect === 'tab' ? ['改用两个空格缩进'] : []}),
	'yaml-several-documents': () => ({message: '从这里开始是第二个 YAML 文档，一个文件只能有一份配置', hints: ['删掉 --- 及之后的内容，或挪到另一个文件']}),
	'yaml-duplicate-field': ({field}) => ({message: `${field} 写了两次`, hints: ['只保留一处']}),

	'field-unknown': ({field, nearest, elsewhere, known}) => ({
		message: `没有 ${field} 这个字段`,
		hints:
			nearest === undefined
				? elsewhere === undefined
					? [known.length === 0 ? '把它删掉' : `这里可用的字段：${known.join('、')}`]
					: [`有 ${elsewhere} 字段，把它挪到那里`]
				: nearestHint(nearest),
	}),
	'field-missing': ({field, example}) => ({message: `缺少 ${field}`, hints: example === undefined ? [] : [`例如：${example}`]}),
	'field-empty': ({field}) => ({message: `${field} 没有值`, hints: ['补上值，或删掉这一行']}),
	'field-type': ({field, expected, found, suggestion}) => ({message: `${field} 应为${kinds[expected]}，实际是${kinds[found]}`, hints: suggest(suggestion)}),
	'field-choice': ({field, value, choices, nearest}) => ({message: `${field} 不能是 ${value}`, hints: [...nearestHint(nearest), `可选值：${choices.join('、')}`]}),
	'field-range': ({field, value, minimum, maximum}) => ({message: `${field} 是 ${value}，必须在 ${minimum} 到 ${maximum} 之间`, hints: []}),
	'field-form': ({field, value, form, suggestion}) => {
		const hint = formHints[form];
		return {message: `${field}：${value} ${forms[form]}`, hints: [...suggest(suggestion), ...(hint === undefined ? [] : [hint])]};
	},
	'label-not-allowed': ({field, key, node, value}) => ({
		message: `${field}：kubelet 不能给自己打 ${key} 这个 label，否则无法启动或被 apiserver 拒绝`,
		hints: [`等节点 Ready 后再打：kubectl label node ${node} ${key}=${value}`],
	}),
	'kubelet-field-owned': ({field, key, reason, instead}) => ({
		message: `${field}：这里不能设置 ${key}：${ownedReasons[reason]}`,
		hints: [instead === undefined ? '把它删掉' : `改用 ${instead}`],
	}),

	'shared-row-not-trusted': () => ({
		message: '所有节点共用 token 文件里的一行时，拿到 token 的人可以冒充任意节点，而文件里没有声明可以接受这一点',
		hints: ['写 tokenFile.rows: per-node（每行只允许一个节点入网）', '如果网络可信，也可以写 approval.trustSharedToken: true'],
	}),
	'retire-with-token-file': () => ({
		message: 'tokenFile.retire 会删掉 mode: token-file 需要的行',
		hints: ['要迁移到 bootstrap token，写 mode: bootstrap-token', '只想删掉 kubenroll 写的行：kubenroll token remove'],
	}),
	'shared-token-not-trusted': () => ({
		message: '所有节点共用一个 token 时，拿到它的人可以冒充任意节点，而文件里没有声明可以接受这一点',
		hints: ['写 token.scope: per-node（推荐）', '如果网络可信，也可以写 approval.trustSharedToken: true'],
	}),
	'node-name-missing': ({address}) => ({message: `${address} 没有节点名`, hints: [`写成 name=${address}`]}),
	'node-name-invalid': ({name, suggestion}) => ({
		message: `Kubernetes 不接受节点名 ${name}：只能用小写字母、数字、- 和 .，首尾必须是字母或数字`,
		hints: suggestion === undefined ? ['在地址前写一个有效的名字：name=address'] : [`写成 ${suggestion}`],
	}),
	'node-name-too-long': ({name, length, limit}) => ({message: `节点名 ${name} 有 ${length} 个字符，kubelet 最多只能注册 ${limit} 个字符的名字：它同时是标签 kubernetes.io/hostname 的值`, hints: ['改短一些']}),
	'node-name-duplicate': ({name, first}) => ({message: `节点名 ${name} 在 ${first} 已经用过`, hints: ['删掉其中一个，或换个名字']}),
	'node-address-duplicate': ({address, first}) => ({message: `地址 ${address} 在 ${first} 已经用过`, hints: ['删掉其中一个，或改正地址']}),
	'node-is-api-server': ({node, address}) => ({
		message: `节点 ${node} 用的是 apiserver 的地址 ${address}`,
		hints: ['VIP 或负载均衡不是节点：请写机器自己的地址', '如果它就是唯一的 apiserver 所在的机器，请写进 cluster.controlPlane，并在该节点上写 controlPlane: true'],
	}),
	'node-is-control-plane': ({node, host}) => ({
		message: `节点 ${node} 就是控制平面主机 ${host}`,
		hints: ['把它从 nodes 里删掉', '如果它同时要作为节点，在该节点上写 controlPlane: true'],
	}),

	'list-empty': () => ({message: '列表里没有节点', hints: ['至少写一个，例如 node01=10.0.0.11']}),
	'list-too-long': ({count, limit}) => ({message: `共 ${count} 个节点，一个列表最多 ${limit} 个`, hints: ['拆成多个文件']}),
	'list-range': ({range, defect, suggestion}) => ({message: `范围 ${range} ${rangeDefects[defect]}`, hints: suggest(suggestion)}),
	'list-counts-differ': ({names, addresses}) => ({message: `${names} 个名字和 ${addresses} 个地址对不上`, hints: ['让两边的范围一样长']}),
	'list-item': ({item, defect}) => ({message: `${item} ${itemDefects[defect]}`, hints: []}),
	'list-line-skipped': ({address, names}) => ({message: `跳过 ${address}（${names}）：每台机器都有这一行，指的是它自己`, hints: []}),
	'list-template': ({variable, host}) => ({message: `${host} 的 ${variable} 是模板，只有 Ansible 能求值`, hints: ['直接写出实际的值']}),
	'list-section-unknown': ({section, nearest}) => ({message: `没有 [${section}] 这种段`, hints: nearest === undefined ? ['写成 [group]、[group:vars] 或 [group:children]'] : nearestHint(`[${nearest}]`)}),
	'list-groups-too-many': ({host, limit}) => ({message: `${host} 所属的 group（包括通过 children 间接所属的）超过 ${limit} 个`, hints: ['把节点单独写到一个 group 较少的 inventory 里']}),
	'list-group-unknown': ({group, known, nearest}) => ({message: `inventory 里没有 ${group} 这个 group`, hints: nearest === undefined ? (known.length === 0 ? [] : [`已有的 group：${known.join('、')}`]) : nearestHint(nearest)}),
	'list-variable-ignored': ({variables}) => ({message: `没有采用 inventory 里的这些变量：${variables.join('、')}`, hints: ['ssh 设置请写到 ~/.ssh/config 或 ssh 段；密码运行时询问，不从文件读取']}),
	'list-line': ({defect}) => ({message: lineDefects[defect], hints: []}),
};
