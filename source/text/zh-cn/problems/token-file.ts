import type {TokenFileProblems} from '../../../core/problem/token-file.ts';
import type {RowDefect} from '../../../core/token-file/token-file.ts';
import type {ProblemTexts} from '../../catalog.ts';
import {editOnHost, sudoOnHost} from '../../host-commands.ts';

const defects: Readonly<Record<RowDefect, string>> = {
	'bare-quote': '没有用引号开头的列里出现了引号',
	'text-after-quote': '右引号后面还有内容',
	'open-quote': '引号没有闭合',
	'too-few-columns': '不足三列（token、用户、uid）',
};

const mend = '让计划来修：在 kubenroll.yaml 里写 tokenFile.mendRows: true，再看 diff';
const remove = '从所有 master 上删掉：kubenroll token remove';

/** token 文件的问题。 */
export const tokenFileProblems: ProblemTexts<TokenFileProblems> = {
	'token-row-broken': ({path, line, defect, isComment, canMend}, _master, login) => ({
		message: `${path} 第 ${line} 行会让 apiserver 启动失败：${isComment ? 'token 文件不支持注释' : defects[defect]}`,
		hints: [canMend ? mend : `手动改好后再运行：${editOnHost(login, path)}`],
	}),
	'token-row-misread': ({path, line, user, lost, canMend}, _master, login) => ({
		message: lost.length > 0 ? `${path} 第 ${line} 行（${user}）的多个组没有加引号：apiserver 会忽略 ${lost.join('、')}` : `${path} 第 ${line} 行（${user}）里有空格或全角、弯引号，apiserver 会把它们当成名字的一部分`,
		hints: [canMend ? mend : `手动改好后再运行：${editOnHost(login, path)}`],
	}),
	'token-row-empty': ({path, line, user}, _master, login) => ({
		message: `${path} 第 ${line} 行（${user}）没有 token，apiserver 会跳过它`,
		hints: [`多半是生成文件时 shell 变量为空；改好它：${editOnHost(login, path)}`],
	}),
	'token-row-duplicate': ({path, line, first, user}, _master, login) => ({
		message: `${path} 第 ${line} 行（${user}）的 token 与第 ${first} 行相同：apiserver 以后面一行为准`,
		hints: [`给其中一行换一个 token：${editOnHost(login, path)}`],
	}),
	'token-row-published': ({path, line, user}, _master, login) => ({
		message: `${path} 第 ${line} 行（${user}）用的是教程里公开过的 token，任何人都能用`,
		hints: [`在每台 master 上删掉这一行并重启 apiserver：${editOnHost(login, path)}`],
	}),
	'token-row-missing': ({user, on, missingOn}) => ({
		message: `${user} 这一行在 ${on.join('、')} 上有，在 ${missingOn.join('、')} 上没有：那里的 apiserver 会返回 Unauthorized`,
		hints: ['kubenroll 不动别人的行：无法判断它是新加的还是已吊销的；请让所有 master 的内容一致，再逐台重启 apiserver'],
	}),
	'token-row-lost': ({user, on, missingOn}) => ({
		message: `kubenroll 的行 ${user} 在 ${on.join('、')} 上有，在 ${missingOn.join('、')} 上没有：大约每 ${on.length + missingOn.length} 次 bootstrap 就有一次 Unauthorized`,
		hints: ['enroll 会按计划补上', `或者${remove}`],
	}),
	'token-file-oversized': ({path, bytes}, _master, login) => ({
		message: `${path} 有 ${Math.ceil(bytes / 2 ** 20)} MiB，不像 token 文件：既不读取也不修改`,
		hints: [`看看它有多少行：${sudoOnHost(login, 'wc', '-l', path)}`, '让 --token-auth-file 指向真正的 token 文件，或删掉没人用的行'],
	}),
	'token-file-unreadable': ({path}, _master, login) => ({
		message: `${path} 读不出来，所以不改它`,
		hints: [`查看：${sudoOnHost(login, 'ls', '-l', path)}`],
	}),
	'token-file-master-unread': ({masters}) => ({
		message: `${masters.join('、')} 读不到，而每台 master 都必须有同样的行：缺少它的 apiserver 会返回 Unauthorized`,
		hints: ['按上面的问题恢复访问后再运行', '主机已经不用了的话，从 cluster.controlPlane 里删掉'],
	}),
	'token-file-dormant': ({path, users}, _master, login) => ({
		message: `${path} 已经存在，但这台 apiserver 还没有读它：加上 --token-auth-file 之后，${users.join('、')} 这些行也会生效`,
		hints: [`不需要的话，先把文件移走再运行：${sudoOnHost(login, 'mv', path, `${path}.old`)}`],
	}),
	'token-file-changes-off': ({masters}) => ({
		message: `需要修改 ${masters.join('、')} 上的 token 文件，而 cluster.controlPlaneChanges 是 none`,
		hints: ['在 kubenroll.yaml 里写 cluster.controlPlaneChanges: needed', '或者手动做：kubenroll artifacts -o out 会生成文件、补丁和一页命令'],
	}),
	'token-file-open': ({path, mode}, _master, login) => ({
		message: `${path} 的权限是 ${mode}：主机上的任何账号都能读到里面的 token`,
		hints: [`收紧权限，不需要重启 apiserver：${sudoOnHost(login, 'chmod', '600', path)}`],
	}),
	'token-file-without-masters': () => ({
		message: 'token-file 模式要修改每台控制平面主机上的文件，但没有找到任何一台，或者都读不到',
		hints: ['在 kubenroll.yaml 里写明：cluster.controlPlane: [m1=10.0.0.1, m2=10.0.0.2]', '不想让工具碰 master：kubenroll artifacts 会生成 token.csv、补丁和一页命令', '或者用 mode: bootstrap-token，它不需要这个文件'],
	}),
	'token-row-refused': ({refusing, accepting}) => ({
		message: `${refusing.join('、')} 不接受 token 文件里的这一行${accepting.length === 0 ? '' : `，而 ${accepting.join('、')} 接受`}`,
		hints: ['apiserver 只在启动时读 token 文件：运行 kubenroll plan，看哪台 master 的运行状态与文件不一致', '如果那里应答的主机不在 cluster.controlPlane 里，它就没有这一行：请加进列表'],
	}),
	'token-row-absent': () => ({message: 'token 文件里没有它的行', hints: ['再运行一次，计划会补上']}),
	'token-rows-stay': ({users, masters}) => ({
		message: `${masters.join('、')} 的 token 文件里还有 ${users.length} 行（${users.join('、')}）能让节点入网，而且永不过期：token 文件没有有效期，要逐台重启 apiserver 才能吊销`,
		hints: [`节点都入网之后，${remove}`],
	}),
	'token-file-in-use': ({masters}) => ({
		message: `${masters.join('、')} 的 apiserver 还在读 token 文件：里面允许 kubelet 入网的行永不过期`,
		hints: ['要彻底改用 bootstrap token，在 kubenroll.yaml 里写 tokenFile.retire: true，再看 kubenroll plan：节点证书不变，每台 apiserver 只重启一次', '如果别的客户端还要用里面的行，就不用管它'],
	}),
	'token-rows-left': ({masters, users}) => ({
		message: `${masters.join('、')} 的 token 文件里还有别人的行（${users.join('、')}），所以保留 --token-auth-file`,
		hints: [],
	}),
	'token-row-still-accepted': ({endpoint, user}) => ({
		message: `${endpoint} 的 apiserver 仍然接受 ${user} 的 token，而它的行已经删掉`,
		hints: ['那个地址上可能是另一台 apiserver：检查 cluster.controlPlane，再看 kubenroll plan'],
	}),
};
