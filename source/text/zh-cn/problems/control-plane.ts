import type {ChangeStanding, ControlPlaneProblems} from '../../../core/problem/control-plane.ts';
import {quoteShell} from '../../../core/untrusted/quote-shell.ts';
import type {ProblemTexts} from '../../catalog.ts';

const sourceDefects: Readonly<Record<ControlPlaneProblems['component-not-understood']['reason'], (detail: string, component: string) => string>> = {
	'no-command': () => '里面没有 ExecStart=',
	'several-commands': () => '它启动了不止一个命令',
	wrapper: (detail, component) => `它启动的是 ${detail}，而不是 ${component} 本身`,
	syntax: (detail) => `${detail} 里有 systemd 不接受的引号或转义`,
	'comment-backslash': (detail) => `第 ${detail} 行是注释却以反斜杠结尾：systemd 254 之前会把下一行也当作注释`,
	'loose-backslash': (detail) => `第 ${detail} 行的反斜杠后面有空白，可能续不到下一行`,
	unreadable: () => '无法读取，或里面像是有密钥之类的内容',
	'environment-file-missing': (detail) => `它的环境文件 ${detail} 不存在`,
	variable: (detail) => `无法确定 ${detail} 展开成什么`,
	positional: (detail, component) => `“${detail}” 不是参数，${component} 不接受`,
	'split-flag': (detail) => `${detail} 的值和参数不写在一处`,
	'unsafe-value': (detail) => `${detail} 的值在那里需要加引号`,
	'no-container': (_detail, component) => `没有哪个容器运行 ${component}`,
	'not-yaml': (detail) => `不是能读懂的 YAML${detail === '' ? '' : `（第 ${detail} 行）`}`,
	'unknown-way': (detail) => `进程是由 ${detail === '' ? '未知程序' : detail} 启动的，kubenroll 不知道怎么重启它`,
};

// Linux TASK_COMM_LEN：ps 只认得进程名的这么多字符。
const commLength = 15;

const listDrifts = (drifts: ControlPlaneProblems['component-stale']['drifts']): string =>
	drifts
		.slice(0, 3)
		.map(({flag, running, written}) => `--${flag} 运行中是 ${running ?? '未设置'}，文件里是 ${written ?? '未设置'}`)
		.join('；') + (drifts.length > 3 ? `；还有 ${drifts.length - 3} 处` : '');

const planned = ['计划里会修改'];

const refused = ['本应修改，但有阻碍，见旁边的说明'];

const advise = (standing: ChangeStanding): readonly string[] => (standing === 'planned' ? planned : standing === 'refused' ? refused : ['要由 kubenroll 修改，在 kubenroll.yaml 里写 cluster.controlPlaneChanges: advised']);

const need = (standing: ChangeStanding, flags: string): readonly string[] =>
	({
		planned,
		refused: [...refused, `要手工修改：在每台 master 启动它的地方写上 ${flags}，再逐台重启`],
		deferred: ['有节点需要时，enroll 会修改'],
		left: [`在每台 master 上写上 ${flags}，再逐台重启`, '或在 kubenroll.yaml 里写 cluster.controlPlaneChanges: needed，有节点需要时由 enroll 完成'],
	})[standing];

const controllerEffects: Readonly<Record<ControlPlaneProblems['controller-off']['controller'], string>> = {
	csrsigning: 'CSR 批准之后没有人签发证书',
	tokencleaner: '过期的 bootstrap token 会被拒绝，但 Secret 会一直留着；kubenroll 会删除自己的',
	bootstrapsigner: 'ConfigMap cluster-info 不会有签名，只有 kubeadm join 需要它',
};

/** 控制平面主机的问题。 */
export const controlPlaneProblems: ProblemTexts<ControlPlaneProblems> = {
	'masters-unread': ({masters}) => ({
		message: `不清楚控制平面的运行参数：无法查看 ${masters.join('、')}`,
		hints: ['不会改动这些主机；在碰任何节点之前，会先用 token 逐个试 apiserver', '要让 kubenroll 查看，把这些主机写进 cluster.controlPlane，并允许以 root 或 sudo 登录'],
	}),
	'master-unlisted': ({endpoint}) => ({message: `${endpoint} 上有 apiserver，但不在已查看的主机上`, hints: ['把那台主机写进 cluster.controlPlane：参数要在所有 apiserver 上保持一致']}),
	'master-survey-unreadable': ({detail}) => ({message: `看不懂这台主机上查看脚本的输出：${detail}`, hints: ['检查登录脚本是否在每个会话里都打印内容，然后重新运行']}),
	'component-missing': ({component}, host) => ({message: `这里没有运行也没有配置 ${component}`, hints: [`如果 ${host} 不是 master，从 cluster.controlPlane 里去掉`]}),
	'component-stopped': ({component, path}, _host, login) => ({message: `${component} 没有运行，而 ${path} 是用来启动它的`, hints: [`看看原因：${login} sudo journalctl -u ${component} -n 30`]}),
	'pod-kubelet-stopped': ({component}, _host, login) => ({message: `${component} 是静态 Pod，但这里没有运行 kubelet，没有谁会重启它`, hints: [`先启动它：${login} sudo systemctl start kubelet`]}),
	'component-twice': ({component, pids}, _host, login) => ({message: `${component} 同时跑着不止一个（${pids.join('、')}）`, hints: [`看看是谁启动的：${login} ps -o pid,ppid,lstart,args -p ${pids.join(',')}`]}),
	'component-not-understood': ({component, path, reason, detail}) => ({
		message: `从 ${path} 看不出 ${component} 是怎么启动的：${sourceDefects[reason](detail, component)}`,
		hints: ['按计划里写的，在每台 master 上手工改参数并重启，然后重新运行', `或让 ExecStart= 直接启动 ${component}，参数写在那里或同一个环境文件里`],
	}),
	'flag-given-twice': ({component, flag, path}) => ({message: `${component} 的 --${flag} 写了不止一处`, hints: [`在 ${path} 里只留一处；生效的是最后一处`]}),
	'flag-has-variable': ({component, flag, path, text}) => ({message: `${component} 的 --${flag} 是用变量拼出来的（${text}）`, hints: [`在 ${path} 里把值直接写出来，或手工修改那个变量`]}),
	'source-not-writable': ({path, obstacle}) => ({
		message: `${path} 不能修改：${obstacle === 'immutable' ? '文件带有 immutable 属性' : '文件系统是只读的'}`,
		hints: [obstacle === 'immutable' ? `应该是有人特意设置的；要允许修改：chattr -i ${quoteShell(path)}` : `查看：findmnt -T ${quoteShell(path)}`],
	}),
	'source-shared': ({flag, path, units}) => ({message: `--${flag} 写在 ${path} 里，而 ${units.join('、')} 也读这个文件`, hints: ['把该参数挪到单独的文件或 ExecStart= 里，只影响一个程序']}),
	'source-generated': ({path, marker}) => ({message: `${path} 由别的工具生成（“${marker}”），改了也会被覆盖`, hints: ['按计划里写的在那个工具里改，然后重新运行', '如果已经没有工具再写它，删掉那一行标记']}),
	'source-edit-uncertain': ({component, path}) => ({message: `对 ${path} 里 ${component} 的修改，读回来和想要的不一致`, hints: ['请在每台 master 上手工修改并重启，然后重新运行']}),
	'component-stale': ({component, drifts}, _host, login) => ({
		message: `${component} 的配置改过但没有重启：${listDrifts(drifts)}`,
		hints: [`下次重启时文件里的内容才生效；当前运行的参数：${login} ps -ww -o args= -C ${component.slice(0, commLength)}`],
	}),
	'flag-file-newer': ({component, flag, path}) => ({message: `${path} 在 ${component} 启动之后改过，而它（--${flag}）只在启动时读取`, hints: [`重启之前，${component} 用的还是旧内容`]}),
	'flag-file-missing': ({component, flag, path}) => ({message: `${component} 的 --${flag} 指向 ${path}，但文件不存在`, hints: ['下次启动会失败：重启之前先把文件放回去，或去掉该参数']}),
	'flag-file-unreadable': ({component, flag, path, mode, owner}) => ({message: `${component} 无权读取 ${path}（--${flag}；权限 ${mode}，${owner}）`, hints: ['下次启动会失败：把文件属主改成它的运行用户']}),
	'flags-differ': ({component, flag, values}) => ({
		message: `各 master 上 ${component} 的 --${flag} 不一致：${values.map(({host, value}) => `${host} ${value === '' ? '未设置' : value}`).join('，')}`,
		hints: ['VIP 后面落到哪一台是随机的：请改成一致'],
	}),
	'component-flag-refused': ({component, flag, minor, since, instead}) => ({
		message: `${component} 1.${minor} 带着 --${flag} 启动不了，该参数在 1.${since} 已移除`,
		hints: [instead === undefined ? '下次重启之前先去掉' : `下次重启之前改成 --${instead}`],
	}),
	'bootstrap-token-auth-unset': ({component, standing}) => ({message: `${component} 没有开启 --enable-bootstrap-token-auth：所有 bootstrap token 都会得到 401 Unauthorized`, hints: need(standing, '--enable-bootstrap-token-auth=true')}),
	'token-auth-file-unset': ({component, standing}) => ({message: `${component} 没有设置 --token-auth-file：token 文件里的 token 都会得到 401 Unauthorized`, hints: need(standing, '--token-auth-file（文件内容相同）')}),
	'controller-off': ({component, controller, standing}) => ({message: `${component} 没有开启 ${controller}：${controllerEffects[controller]}`, hints: controller === 'csrsigning' ? need(standing, '--controllers=*,bootstrapsigner,tokencleaner') : advise(standing)}),
	'signing-files-unset': ({component, standing, found}) => ({
		message: `${component} 没有 --cluster-signing-cert-file 和 --cluster-signing-key-file：CSR 批准之后没有人签发证书`,
		hints: found === undefined ? ['把 client CA 的证书和私钥放到这台主机上，再写上这两个参数；kubenroll 不搬运 CA 私钥'] : need(standing, `--cluster-signing-cert-file=${found.certificate} 和 --cluster-signing-key-file=${found.key}`),
	}),
	'signing-files-half': ({component, set, unset}) => ({message: `${component} 有 --${set} 而没有 --${unset}，什么也签不了`, hints: [`补上 --${unset}`]}),
	'signing-ca-untrusted': ({component, certificate, clientCa}) => ({
		message: `${component} 用 ${certificate} 签发，但它不在 apiserver 的 --client-ca-file（${clientCa}）里：kubelet 拿到证书也会被拒绝`,
		hints: [`用 ${clientCa} 里的 CA 签发，或在每台 master 上把该证书加进那个文件`],
	}),
	'client-ca-unset': ({component, standing, found}) => ({message: `${component} 没有 --client-ca-file：不接受任何 kubelet 的证书`, hints: found === undefined ? ['在每台 master 上写上它，用 controller-manager 签发所用的 CA'] : need(standing, `--client-ca-file=${found}`)}),
	'node-restriction-off': ({component, standing}) => ({message: `${component} 没有启用准入插件 NodeRestriction：一个节点被攻破，就能修改别的节点`, hints: ['它还会拒绝节点给自己打的受限标签：先确认没有节点依赖这些标签', ...advise(standing)]}),
	'node-authorizer-off': ({component, modes, standing}) => ({message: `${component} 的 --authorization-mode=${modes.join(',')} 里没有 Node：kubelet 无权注册，也读不了 Pod 需要的对象`, hints: ['除非有绑定把这些权限给了 system:nodes', ...advise(standing)]}),
	'node-authorizer-not-configured': ({component, path}) => ({message: `${component} 的 ${path} 里没有 type 为 Node 的 authorizer：kubelet 无权注册，也读不了 Pod 需要的对象`, hints: ['在每台 master 的 authorizers 里加上 {type: Node, name: node}；文件会自动重新读取']}),
	'authorizer-allows-all': ({component}) => ({message: `${component} 对所有通过认证的人放行一切（AlwaysAllow）：每个 bootstrap token 都等于 cluster-admin`, hints: ['在每台 master 上设置 --authorization-mode=Node,RBAC；先准备好绑定，否则谁都没有权限']}),
	'service-account-credentials-off': ({component, standing}) => ({message: `${component} 没有 --use-service-account-credentials：在 RBAC 下它无权批准和签发 CSR`, hints: ['看看 CSR 能否签发；能签发说明另有绑定给了权限', ...advise(standing)]}),
	'structured-config': ({component, flag, path}) => ({message: `${component} 的 --${flag} 由 ${path} 决定`, hints: ['kubenroll 只读取该文件，从不修改']}),
	'control-plane-changes-forbidden': ({masters}) => ({message: `这个模式需要修改 ${masters.join('、')}，而 cluster.controlPlaneChanges: none 不允许`, hints: ['手工修改：kubenroll artifacts 会写出文件和一页命令', '或写 cluster.controlPlaneChanges: needed，计划会先列出每一处改动']}),
	'control-plane-blocked': ({masters}) => ({message: `入网需要的修改在 ${masters.join('、')} 上做不了，所以哪台 master 都不改`, hints: ['具体原因列在各台主机下；请改成一致（必要时手工修改），然后重新运行']}),
};
