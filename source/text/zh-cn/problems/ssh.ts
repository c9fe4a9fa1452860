import type {SshProblems} from '../../../core/problem/ssh.ts';
import type {ProblemTexts} from '../../catalog.ts';
import {fingerprintCommand, showKeys} from '../../show-keys.ts';

const listOr = (items: readonly string[], otherwise: string): string => (items.length === 0 ? otherwise : items.join('、'));

/** 连接节点时的问题。 */
export const sshProblems: ProblemTexts<SshProblems> = {
	'ssh-missing': ({program}) => ({message: `本机没有 ${program}`, hints: ['安装 OpenSSH 客户端：apt install openssh-client 或 dnf install openssh-clients']}),
	'ssh-config-endless': ({command, seconds}) => ({message: `${seconds} 秒后 ssh 仍未处理完它的配置`, hints: [`看它在等什么：${command} -v true`, '修正 ~/.ssh/config 或 ssh.configFile 指定的文件中的 Match exec']}),
	'ssh-not-started': ({program}) => ({message: `本机无法启动 ${program}`, hints: ['本机允许打开的文件数或进程数太少：ulimit -n 4096，或 ulimit -u', '或用 --concurrency 减少同时处理的节点数']}),
	'ssh-config-invalid': ({command}) => ({message: 'ssh 不接受它的配置', hints: [`看它怎么说：${command} true`, '修正 ~/.ssh/config 或 ssh.configFile 指定的文件']}),
	'ssh-address-unsafe': ({field, value}) => ({message: `${field === 'user' ? '用户名' : '地址'} ${value} 不能交给 ssh`, hints: ['只用字母、数字和 . _ : % -，并以字母或数字开头']}),
	'ssh-unreachable': ({address, port, command}) => ({message: `${address} 端口 ${port} 没有响应`, hints: ['检查节点是否开机、地址是否正确、防火墙是否丢弃了该端口', `手动试一下：${command} true`]}),
	'ssh-refused': ({address, port, command}) => ({message: `${address} 在线，但端口 ${port} 拒绝连接`, hints: ['在节点上检查 sshd 是否运行、监听哪个端口：ss -ltnp | grep sshd', `手动试一下：${command} true`]}),
	'ssh-silent': ({address, port, seconds, command}) => ({message: `${address} 端口 ${port} 接受了连接，但 ${seconds} 秒内没有任何应答`, hints: ['检查监听的是否是 sshd，节点是否过载或内存耗尽', `手动试一下：${command} true`]}),
	'ssh-name-unknown': ({address, command}) => ({message: `本机解析不了 ${address}`, hints: ['写入 /etc/hosts 或 ~/.ssh/config，或直接把节点的 address 写成 IP', `手动试一下：${command} true`]}),
	'ssh-closed-early': ({address, port, command}) => ({message: `${address} 端口 ${port} 在登录前就断开了连接`, hints: ['可能是 sshd 限制新连接（MaxStartups），或 fail2ban、hosts.deny 拦了本机；看日志：journalctl -u ssh -u sshd -n 20', `手动试一下：${command} true`]}),
	'ssh-algorithms': ({address, offered, command}) => ({message: `本机 ssh 与 ${address} 的 sshd 没有共同的算法`, hints: [`sshd 只提供：${offered}`, `查看详情：${command} -v true`]}),
	'ssh-jump-failed': ({address, via, command}) => ({message: `无法经跳板机 ${via} 到达 ${address}`, hints: [`先手动登录一次 ${via}，确认其主机密钥已知、能正常登录`, `再试：${command} true`]}),
	'ssh-permission-denied': ({user, address, methods, command}) => ({message: `${address} 不允许 ${user} 登录（支持的方式：${listOr(methods, '无')}）`, hints: [`安装公钥：ssh-copy-id ${user}@${address}`, '或使用 ssh.identityFile、ssh-agent（ssh-add -l）或 --ask-ssh-password', `手动试一下：${command} true`]}),
	'ssh-password-wrong': ({user, address, command}) => ({message: `${address} 不接受 ${user} 的 SSH 密码；只试了一次`, hints: [`手动试一下：${command} true`]}),
	'ssh-too-many-keys': ({address, command}) => ({message: `尝试的密钥过多，${address} 断开了连接`, hints: ['用 ssh.identityFile 指定正确的密钥，或在 ~/.ssh/config 里为该主机设置 IdentitiesOnly yes', `手动试一下：${command} true`]}),
	'ssh-host-key-unknown': ({address, fingerprints, keyTypes}) => ({
		message: `第一次见到 ${address} 的主机密钥（${listOr(showKeys({fingerprints, keyTypes}), '未取得')}）`,
		hints: [`在节点上核对：${fingerprintCommand(keyTypes)}`, '核对无误后把指纹写到该节点的 hostKeys，或加 --accept-new-host-keys 运行'],
	}),
	'ssh-host-key-changed': ({address, fingerprints, keyTypes, file, name}) => ({
		message: `${address} 的主机密钥与已知的不一致：现在是 ${listOr(showKeys({fingerprints, keyTypes}), '另一把密钥')}`,
		hints: [`可能有中间人，也可能是机器重装过；请在控制台上核对：${fingerprintCommand(keyTypes)}`, `确认是自己改的，再执行：ssh-keygen -f ${file} -R '${name}'`],
	}),
	'ssh-host-key-unexpected': ({address, fingerprints, keyTypes, expected}) => ({message: `${address} 的主机密钥是 ${listOr(showKeys({fingerprints, keyTypes}), '无')}，而 hostKeys 要求 ${expected.join(' 或 ')}`, hints: [`在节点控制台上核对：${fingerprintCommand(keyTypes)}`, '然后修正 kubenroll.yaml 里的 hostKeys 或地址']}),
	'ssh-connection-lost': ({address, command}) => ({message: `与 ${address} 的连接中断`, hints: ['再次运行同一命令即可继续', `手动试一下：${command} true`]}),
	'ssh-timeout': ({address, seconds, command}) => ({message: `${address} 在 ${seconds} 秒内没有执行完`, hints: [`看看卡在哪里（失联的 NFS 挂载、磁盘写满）：${command} 'uptime; df -h'`]}),
	'ssh-output-too-large': ({limitMiB}) => ({message: `节点返回的内容超过 ${limitMiB} MiB`, hints: ['检查登录脚本是否在不停地输出']}),
	'ssh-cancelled': () => ({message: '已取消', hints: ['再次运行同一命令即可继续']}),
	'ssh-no-shell': ({user, address, command}) => ({message: `${user} 登录 ${address} 后不能执行命令`, hints: ['换一个使用常规 shell 的用户，并去掉对它的 ForceCommand', `看它怎么说：${command} true`]}),
	'ssh-streams-merged': ({user, address, command}) => ({message: `${user} 在 ${address} 上登录后，stderr 被重定向到了 stdout`, hints: ['从登录脚本（~/.bashrc、~/.zshenv 或 BASH_ENV）里去掉 exec 2>&1，或只在有终端时执行', `手动试一下：${command} 'echo mixed >&2' 2>/dev/null，没有任何输出才正常`]}),
	'ssh-failed': ({address, command}) => ({message: `ssh 到 ${address} 失败`, hints: [`查看详情：${command} -v true`]}),

	'root-needed': ({user, address}) => ({message: `${address} 上的 ${user} 不是 root，而 ssh.sudo 设为 never`, hints: ['用 root 登录，或设置 ssh.sudo: auto']}),
	'sudo-missing': ({user, address}) => ({message: `${user} 不是 root，且 ${address} 上没有 sudo`, hints: ['在节点上安装 sudo，或用 root 登录（ssh.user: root）']}),
	'sudo-password-needed': ({user, command}) => ({message: `sudo 需要 ${user} 的密码`, hints: ['加 --ask-sudo-password 运行', `检查：${command} sudo -n true`]}),
	'sudo-password-wrong': ({user, command}) => ({message: `sudo 不接受 ${user} 的密码；只试了一次`, hints: ['这里要的是该用户在节点上的密码，不是 root 的', `检查：${command} -t sudo -v`]}),
	'sudo-not-allowed': ({user, command}) => ({message: `${user} 没有用 sudo 成为 root 的权限`, hints: [`在节点上以 root 添加：echo '${user} ALL=(ALL) ALL' > /etc/sudoers.d/${user.replaceAll(/[^\w-]/g, '_')}`, `检查：${command} sudo -l`]}),
	'sudo-needs-terminal': ({user}) => ({message: 'sudo 要求有终端（requiretty）', hints: [`在节点上以 root 添加：echo 'Defaults:${user} !requiretty' > /etc/sudoers.d/${user.replaceAll(/[^\w-]/g, '_')}-tty`]}),
	'sudo-failed': ({user, command}) => ({message: `${user} 没能用 sudo 成为 root`, hints: [`看它怎么说：${command} -t sudo true`]}),

	'file-changed-meanwhile': ({path}) => ({message: `${path} 在勘察之后被改过；没有写入任何文件`, hints: ['查清还有谁在写它（puppet、ansible、同事），再重新运行']}),
	'file-system-full': ({path}) => ({message: `${path} 所在磁盘没有空间；没有改动任何文件`, hints: ['查看：df -h；df -i；journalctl --vacuum-size=200M 往往有用']}),
	'file-system-read-only': ({path}) => ({message: `${path} 所在文件系统是只读挂载`, hints: ['用 findmnt -T 查看其目录；磁盘出错后内核会改为只读挂载：dmesg | tail']}),
	'file-in-the-way': ({path}) => ({message: `${path} 处不能放文件：那里是目录，或它的上级有一个是文件`, hints: [`查看：ls -ld ${path}`]}),
	'file-link-unsafe': ({path}) => ({message: `${path} 是符号链接，指向其他用户可写的目录`, hints: [`查看：ls -l ${path}；把链接换成文件，或把目录交给 root`]}),
	'file-owner-unknown': ({path, owner}) => ({message: `无法把 ${path} 的属主设为 ${owner}`, hints: [`检查节点上是否有该用户和组：id ${owner.split(':')[0] ?? owner}`]}),
	'file-not-permitted': ({path}) => ({message: `没有权限写 ${path}`, hints: [`检查 immutable 属性或安全模块：lsattr ${path}；ausearch -m avc -ts recent`]}),
	'file-not-written': ({path}) => ({message: `没能写入 ${path}；原文件（如有）未被改动`, hints: ['下面的原因是节点自己给出的']}),
	'file-arrived-damaged': ({path}) => ({message: `${path} 传到节点后内容不一致；没有改动任何文件`, hints: ['重新运行；若仍如此，检查文件的 sha256 和节点的磁盘']}),
	'file-unreadable-here': ({path}) => ({message: `读不了本机的 ${path}`, hints: [`查看：ls -l ${path}`]}),
};
