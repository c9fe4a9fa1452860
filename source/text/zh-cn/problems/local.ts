import type {LocalProblems} from '../../../core/problem/local.ts';
import {quoteShell} from '../../../core/untrusted/quote-shell.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** 操作者本机上的问题。 */
export const localProblems: ProblemTexts<LocalProblems> = {
	'local-missing': ({path}) => ({message: `文件 ${path} 不存在`, hints: ['检查路径；相对路径以当前目录为准']}),
	'local-no-space': ({path}) => ({message: '写入失败：所在文件系统空间不足，或配额已用完', hints: [`查看剩余空间：df -h "$(dirname ${quoteShell(path)})"`, '腾出空间后再次运行同一命令：原有文件没有改动']}),
	'local-read-only': ({path}) => ({message: '写入失败：所在文件系统是只读的', hints: [`查看挂载方式：findmnt -T ${quoteShell(path)}`, '换一个可写的目录运行 kubenroll']}),
	'local-no-permission': ({path}) => ({message: '权限不足', hints: [`查看属主和权限：ls -ld ${quoteShell(path)} "$(dirname ${quoteShell(path)})"`, '用该目录的属主运行 kubenroll']}),
	'local-is-directory': ({path}) => ({message: '这里应该是文件，实际是目录', hints: [`看一下里面是什么，再移走：ls -la ${quoteShell(path)}`]}),
	'local-not-a-directory': ({path}) => ({message: '路径中有一级是文件，不是目录', hints: [`查看是哪一级：namei -l ${quoteShell(path)}`]}),
	'local-is-symlink': ({path}) => ({message: '是符号链接，kubenroll 不会通过链接写文件', hints: [`查看它指向哪里：readlink -f ${quoteShell(path)}`, '换成普通文件']}),
	'local-not-utf8': ({path}) => ({message: '不是 UTF-8 文本', hints: [`查看编码：file ${quoteShell(path)}`, '在编辑器中另存为 UTF-8（GBK 文件可用：iconv -f GBK -t UTF-8）']}),
	'local-too-large': ({path, limitMiB}) => ({message: `超过 ${limitMiB} MiB，不读取`, hints: [`查看它是什么：ls -l ${quoteShell(path)}`]}),
	'local-folder-gone': () => ({message: '启动时所在的目录已被删除', hints: ['换到一个存在的目录，再次运行：cd ~']}),
	'local-failed': ({path, errno}) => ({message: `读写失败（${errno}）`, hints: [`查看该路径：ls -ld ${quoteShell(path)}`, '系统日志里可能有更多信息：dmesg | tail']}),
	'locked': ({path, pid, host, isHere}) =>
		isHere
			? {message: `另一个 kubenroll（进程 ${pid}）正在这里运行`, hints: [`等它结束，或查看它：ps -fp ${pid}`]}
			: {message: `另一个 kubenroll（${host} 上的进程 ${pid}）正在这里运行`, hints: [`等它结束；如果 ${host} 已经不在，删除锁：rm -r ${quoteShell(path)}`]},
	'artifacts-stale': ({folder, paths, fate}) => ({
		message: {
			removed: `已删除上次生成、本次不再生成的文件：${paths.join('、')}`,
			edited: `${paths.join('、')} 可能是上次生成的，本次没有生成；内容已被改过，因此保留`,
			others: `以下文件属于本次未涉及的节点，保留不动：${paths.join('、')}；其中的 token 是上次的`,
		}[fate],
		hints: {
			removed: [],
			edited: ['请看一下内容，里面可能有 token', `不需要就删除：cd ${quoteShell(folder)} && rm ${paths.map(quoteShell).join(' ')}`],
			others: ['想更新所有节点的文件，运行 artifacts 时不要加 --nodes'],
		}[fate],
	}),
	'record-broken': ({path, detail}) => ({message: `无法读取以往的入网记录：${detail}`, hints: [`修好它，或移到一旁重新开始记录：mv ${quoteShell(path)} ${quoteShell(`${path}.broken`)}`, '没有记录时，按节点上的实际情况判断；集群里的东西不会丢']}),
	'record-too-new': ({version, known}) => ({message: `记录由更新版本的 kubenroll 写成（格式 ${version}，本版本只认识 ${known}）`, hints: ['请使用更新的 kubenroll；查看版本：kubenroll --version']}),
	'prompt-cancelled': ({question}) => ({message: `已取消：${question}`, hints: ['再次运行同一命令即可']}),
	'prompt-without-terminal': ({question}) => ({message: `没有终端可以提问：${question}`, hints: ['请在终端中运行，或用参数、kubenroll.yaml 给出答案：kubenroll --help']}),
};
