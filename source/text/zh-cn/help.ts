import type {HelpText} from '../help-text.ts';

/** 帮助信息，简体中文。 */
export const help: HelpText = {
	promise: 'kubenroll 把节点加入手工（二进制）搭建的 Kubernetes 集群。',
	start: [
		'直接执行 kubenroll 会一步步引导，并随时保存到 kubenroll.yaml；加 --plain 则逐行进行。也可以手工来：',
		'1. 在 kubenroll.yaml 里写好节点；执行 kubenroll schema > kubenroll.schema.json，编辑器即可提示字段。',
		'2. kubenroll plan 显示将要发生的变更，不改动任何东西。',
		'3. kubenroll enroll 先征求确认，再执行。',
	],
	headings: {usage: '用法', commands: '命令', options: '选项', general: '通用选项', examples: '示例', exitCodes: '退出码', start: '从这里开始'},
	groups: {
		token: '收回 token 文件里允许节点入网的行。',
		csr: '查看 kubelet 的证书请求（CSR）并做出决定。',
		access: '为看板生成只有必要权限的 kubeconfig，以及收回它。',
	},
	commands: {
		plan: {
			summary: '逐节点、逐文件显示将要发生的变更，不做任何改动',
			details: ['读取集群，探测 apiserver 地址，通过 SSH 查看每个节点，然后显示每个文件和对象的 diff。全程只读。'],
			examples: [
				{command: 'kubenroll plan', says: 'kubenroll.yaml 里的全部节点'},
				{command: "kubenroll plan --nodes 'node[01-03]' --brief", says: '三个节点，不显示 diff'},
				{command: 'kubenroll plan --json | jq -c \'select(.type=="plan-assembled")\'', says: '供脚本使用'},
			],
		},
		enroll: {
			summary: '让节点入网：分发文件、启动 kubelet、签发证书，直到 Ready',
			details: [
				'先显示计划并征求确认，然后严格按计划执行。再次运行会从中断处继续，让新节点入网，不碰已完成的节点。',
				'单个节点失败不影响其他节点。按 Ctrl-C 也不会留下写了一半的文件。',
			],
			examples: [
				{command: 'kubenroll enroll', says: '显示计划、确认、执行'},
				{command: 'kubenroll enroll --yes --json', says: '不提问，供脚本使用'},
				{command: 'kubenroll enroll --nodes node07 --approve none', says: '只让一个节点入网，CSR 由人工批准'},
			],
		},
		artifacts: {
			summary: '只生成文件，用于审阅、离线环境或其他工具',
			details: ['写出 nodes/NAME/etc/…（与节点上的路径一致）、masters/NAME/…（token.csv，以及每个参数文件的补丁）、供 kubectl apply 的 cluster/*.yaml，还有 STEPS.md：按顺序列出可以直接粘贴的命令。不改动任何主机，也不改动集群。其中的 token 是新生成的，放到位之后才生效；含 token 的文件权限为 0600。', '手边没有集群时，在 kubenroll.yaml 里填写 cluster.offline（CA 证书和版本）与 cluster.apiServer 即可。'],
			examples: [{command: 'kubenroll artifacts -o out', says: '所有节点的文件写到 out/ 下'}],
		},
		csr: {
			summary: '实时查看节点与 CSR，按键即可处理',
			details: [
				'看板显示每个节点到 Ready 的进度，以及每个 CSR 和它的判定；需要终端。适用于任何集群：没有 kubenroll.yaml 时没有计划，一切由人决定。',
				'脚本请使用 kubenroll csr list、show、approve、deny。',
			],
			examples: [
				{command: 'kubenroll csr', says: '打开看板，按 ? 查看按键'},
				{command: 'kubenroll csr --kubeconfig /etc/kubernetes/admin.conf', says: '查看 kubenroll 从未接触过的集群'},
			],
		},
		'csr list': {
			summary: '列出 kubelet 的 CSR，并给出每个的判定',
			details: ['PASS 可以批准，ASK 需要人工判断，REFUSE 应当拒绝，NOT_OURS 属于其他 signer，DECIDED 已有结果。全程只读。'],
			examples: [
				{command: 'kubenroll csr list', says: '表格'},
				{command: 'kubenroll csr list --json | jq -r \'select(.verdict=="PASS") | .name\'', says: '每行一个对象'},
			],
		},
		'csr show': {
			summary: '把一个 CSR 与预期对照显示，并列出全部理由',
			details: ['显示是谁发起、为哪个节点、包含哪些名称，以及审批策略的每条规则怎么看。全程只读。'],
			examples: [{command: 'kubenroll csr show csr-x7k2p', says: '一个 CSR 的全部信息'}],
		},
		'csr judge': {
			summary: '不连接集群，判定文件中的 CSR',
			details: [
				'读取 kubectl get -o json 或 -o yaml 的输出，可以是多次输出首尾相接：包括 CSR，以及判定所依据的 Node、bootstrap token Secret 与 Service。kubenroll.yaml 即计划。输出与 csr list 相同；写明名称时与 csr show 相同。',
				'既不连接集群，也不解析域名。文件中没有的信息视为未知，会逐项列出；缺少这些信息时，任何 CSR 都不会判定为 PASS。',
			],
			examples: [
				{command: "(kubectl get csr,nodes,services -A -o json; kubectl -n kube-system get secrets --field-selector type=bootstrap.kubernetes.io/token -o json) | kubenroll csr judge -f -", says: '通过管道一次判定全部'},
				{command: 'kubenroll csr judge -f audit.json --at 2026-01-31T12:00:00Z csr-x7k2p', says: '查看某个 CSR 当时为何如此判定'},
			],
		},
		'csr approve': {
			summary: '判定后批准 CSR；批准无法撤回',
			details: ['批准前会重新读取并判定。PASS 经确认后批准；ASK 需要 --reason；REFUSE 需要用 --node 写出所属节点的名称，再加 --reason。'],
			examples: [
				{command: 'kubenroll csr approve csr-x7k2p csr-9m4dd', says: '两个判定为 PASS 的 CSR'},
				{command: 'kubenroll csr approve --all-pass', says: '列出后批准全部 PASS'},
				{command: 'kubenroll csr approve csr-x7k2p --reason "第二块网卡，已电话核实"', says: '一个判定为 ASK 的 CSR'},
			],
		},
		'csr deny': {
			summary: '拒绝 CSR；拒绝无法撤回',
			details: ['被拒绝的 CSR 不能恢复：kubelet 必须重新申请，重启 kubelet 即可。'],
			examples: [{command: 'kubenroll csr deny csr-x7k2p --reason "不是我们的机器"', says: '拒绝一个'}],
		},
		'csr sweep': {
			summary: '列出并删除已被更新请求取代的 CSR',
			details: ['kubelet 重启后会发起新的请求，旧的不再使用。只有同一 kubelet 的、判定为 PASS 或已批准的新请求才会取代旧的，其他一概不动。需要删除 CSR 的权限。'],
			examples: [{command: 'kubenroll csr sweep', says: '列出、确认、删除'}],
		},
		'csr revoke': {
			summary: '吊销 bootstrap token（删除其 Secret）',
			details: ['用于请求过多、已泄露或不再需要的 token。用它发起的 CSR 不再判定为 PASS；已签发的证书仍然有效。ID 是点号之前的部分。'],
			examples: [{command: 'kubenroll csr revoke k3x9qa --reason "工单中泄露"', says: '吊销一个 token'}],
		},
		'csr watch': {
			summary: '逐条显示新的 CSR；加 --approve pass 则自动批准 PASS',
			details: [
				'不加 --approve 或为 --approve none 时，只显示 CSR 及其判定，不做任何改动，一直运行到按 Ctrl-C（退出码 130）。',
				'--approve pass 用于无人值守的时候：只批准 kubenroll.yaml 中节点的 PASS，不会拒绝；ASK 和 REFUSE 只显示，留给人处理。请求过多的 token 会被指出并搁置，其他照常进行。',
				'使用 --approve pass 时，在计划中的节点全部 Ready、满一小时、每节点批准满两个或按 Ctrl-C 时结束。退出码 0：全部 Ready；3：部分尚未 Ready。',
			],
			examples: [
				{command: 'kubenroll csr watch', says: '只显示，直到按 Ctrl-C'},
				{command: 'kubenroll csr watch --approve pass', says: '批量装机期间'},
				{command: 'kubenroll csr watch --approve pass --json', says: '供脚本使用，每行一个事件'},
			],
		},
		'csr log': {
			summary: '查看从这里做出的审批，并检查日志是否被改动',
			details: ['每次批准和拒绝都记录在 .kubenroll/decisions.jsonl 中，包括规则、操作者和填写的理由。每一行都与上一行相链：修改、缺行或末尾被截断都会指出行号，命令以失败结束。'],
			examples: [
				{command: 'kubenroll csr log', says: '表格，从旧到新'},
				{command: 'kubenroll csr log --json | jq -c \'select(.isOverride)\'', says: '由人越过策略批准的记录'},
			],
		},
		'access create': {
			summary: '生成只能审批 CSR 的 kubeconfig',
			details: [
				'在 kube-system 里创建 ServiceAccount kubenroll-NAME（NAME 默认为 board），它只能查看 Node、CSR 和目前已有的 bootstrap token，并批准或拒绝 kubelet 的 CSR。kubeconfig 写入 kubenroll-NAME.kubeconfig，权限 0600，其中的 token 到期自动失效。',
				'这样就不必用 cluster-admin 身份看看板。',
			],
			examples: [
				{command: 'kubenroll access create', says: '八小时有效'},
				{command: 'kubenroll access create night --for 12h', says: '给夜班单独一份'},
				{command: 'kubenroll csr --kubeconfig kubenroll-board.kubeconfig', says: '用它打开看板'},
			],
		},
		'access remove': {
			summary: '收回该 kubeconfig：它的 token 立即失效',
			details: ['删除 ServiceAccount、角色、绑定，以及当前目录里的文件。不是 kubenroll 创建的对象不动。'],
			examples: [{command: 'kubenroll access remove', says: '名为 board 的那一份'}],
		},
		'token remove': {
			summary: '把 token 文件里的行从每台 master 上删掉',
			details: [
				'用于以 mode: token-file 让节点入网的集群。这些行永不过期，所以这是最后一步：先显示会改什么并询问，再从 token.csv 里删掉 kubenroll 写的行，逐台重启 apiserver，并验证这些 token 已被拒绝。',
				'别人的行一个字节都不动。最后一行删掉时，--token-auth-file 也一并去掉。已入网的节点证书不变，不受影响。',
			],
			examples: [
				{command: 'kubenroll token remove', says: '显示会改什么，询问后执行'},
				{command: 'kubenroll token remove --yes --json', says: '给脚本用'},
			],
		},
		demo: {
			summary: '在内置的练习集群上演练：不需要 root，不动任何东西',
			details: [
				'在本进程和一个临时目录里启动 apiserver 和带 sshd 的节点（只监听 loopback），然后对它们执行真正的入网流程。结束时全部删除。',
				'场景：first-cluster、add-nodes、vip-not-in-sans、node-down、wrong-ca、expired-token、intruder、flood、slow-network、five-hundred-nodes、flaky-apiserver、token-file。',
			],
			examples: [
				{command: 'kubenroll demo', says: '三个节点和一个入侵者'},
				{command: 'kubenroll demo --scene expired-token', says: '看故障是怎么说明的'},
				{command: 'kubenroll demo --auto', says: '不提问'},
			],
		},
		schema: {
			summary: '打印 kubenroll.yaml 或 --json 事件的 JSON Schema',
			details: ['kubenroll.yaml 的 schema 供编辑器补全和检查；events 的 schema 描述 --json 输出的每一行。'],
			examples: [
				{command: 'kubenroll schema > kubenroll.schema.json', says: '然后在 kubenroll.yaml 首行写：# yaml-language-server: $schema=kubenroll.schema.json'},
				{command: 'kubenroll schema events', says: '--json 的输出格式'},
			],
		},
		help: {summary: '说明某个命令的用法', details: [], examples: [{command: 'kubenroll help enroll', says: 'enroll 的完整说明'}]},
	},
	options: {
		file: '对象的 JSON 或 YAML 文件；- 表示标准输入',
		at: '按此时间判定；不写则按本机时钟的当前时间',
		'accept-new-host-keys': '固定首次见到的 SSH 主机密钥；已变更的密钥仍会被拒绝',
		'all-pass': '所有判定为 PASS 的 CSR，其他一概不动',
		approve: '由谁批准 CSR：pass（kubenroll 批准判定为 PASS 的）或 none（人工）',
		'ask-ssh-password': '询问一次 SSH 密码，用于所有节点',
		'ask-sudo-password': '询问一次 sudo 密码，用于所有节点',
		auto: '自动回答所有问题，然后结束',
		brief: '显示计划时不带 diff',
		'undo-change': '如果控制平面的修改曾被中断或停下，在它改过的每台 master 上换回旧文件，不做其他事',
		concurrency: '同时处理多少个节点',
		config: '配置文件（默认 kubenroll.yaml）',
		context: '使用 kubeconfig 里的哪个 context',
		diff: '显示计划时带上 diff',
		for: '有效多久，最短 10m（默认 8h）',
		help: '说明该命令的用法',
		json: 'stdout 每行输出一个 JSON 对象；给人看的文字在 stderr',
		kubeconfig: '访问集群用的 kubeconfig（默认 $KUBECONFIG，然后是常见路径）',
		lang: '语言：en 或 zh-CN（默认取自 locale）',
		'no-color': '不使用颜色；设置 NO_COLOR 效果相同',
		node: '节点名称，用于放行被策略拒绝的 CSR',
		nodes: '只处理文件里的这些节点，或用 name=address 指定其他节点；\'node[01-20]\' 表示范围',
		output: '写入的目录',
		plain: '逐行输出，不使用全屏界面',
		reason: '理由，会写入记录',
		scene: '练习集群的场景（默认：三个节点和一个入侵者）',
		'ssh-password-file': '从权限为 0600 的文件首行读取 SSH 密码；- 表示 stdin',
		'sudo-password-file': '从权限为 0600 的文件首行读取 sudo 密码；- 表示 stdin',
		timeout: '从 kubelet 启动到 Ready 最多等多久（默认 10m）',
		version: '打印版本号',
		yes: '不再询问',
	},
	exitCodes: [
		['0', '完成'],
		['1', '失败'],
		['2', '用法错误，或 kubenroll.yaml 有错'],
		['3', '部分完成：有节点失败，或在等待人工处理'],
		['130', '已取消'],
	],
	more: '执行 kubenroll help COMMAND 查看某个命令的详细说明。',
};
