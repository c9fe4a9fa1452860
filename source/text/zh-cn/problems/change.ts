import type {ChangeProblems} from '../../../core/problem/change.ts';
import type {ProblemTexts} from '../../catalog.ts';
import {sudoOnHost} from '../../host-commands.ts';

const readLog = (login: string, command: string): string => `看它的日志：${login} sudo ${command}`;

/** 为什么控制平面主机没有改，或者改了又还原。 */
export const changeProblems: ProblemTexts<ChangeProblems> = {
	'apiserver-unwatchable': ({endpoint, isSilent}, host) => ({
		message: isSilent ? `无法直接访问它的 apiserver（${endpoint}），重启后没法确认是否恢复，因此不做任何修改` : `它的 apiserver（${endpoint}）现在就没有就绪，因此不做任何修改`,
		hints: !isSilent ? [`查看哪项检查失败：kubectl get --raw '/readyz?verbose' --server https://${endpoint}`] : [`确认从本机能访问 ${endpoint}，且 apiserver 证书里有这个地址`, `或者在 ${host} 上运行 kubenroll`],
	}),
	'apiservers-down': ({others}) => ({
		message: `${others.join('、')} 没有响应，此时不重启：否则可能没有可用的 apiserver`,
		hints: [`先看那边的情况：kubectl get --raw '/readyz?verbose' --server https://${others[0] ?? ''}`],
	}),
	'etcd-slow': ({milliseconds}, host) => ({
		message: `${host} 的 apiserver 从 etcd 读一次要 ${milliseconds} ms：启动时要读全部数据，可能超过等待时间`,
		hints: ['真超时的话会自动换回旧文件，不会改动别的', '查慢的原因（多半是磁盘）：etcdctl endpoint status -w table，以及 etcd 日志里的 “took too long”'],
	}),
	'change-unsettled': ({component, state, isGuarded, paths}, host) => ({
		message: `上一次对 ${component} 的修改被中断（${state}）${paths.length === 0 ? '' : `：${paths.join('、')}`}`,
		hints: isGuarded ? ['主机自己还在处理：等一分钟再运行同一条命令'] : ['enroll 会先把它做完，再继续', '想换回旧文件：kubenroll enroll --undo-change', `${host} 上的记录在 /var/lib/kubenroll/change`],
	}),
	'change-unfinished': ({component, hosts}) => ({
		message: `这里的 ${component} 已改好，但那次运行还没改完 ${hosts.join('、')} 就停了`,
		hints: ['其余部分如仍需要，enroll 会做完', '想把这里也换回旧文件：kubenroll enroll --undo-change'],
	}),
	'change-overtaken': ({component}) => ({
		message: `另一个 kubenroll 正在修改这台主机，没有动 ${component}`,
		hints: ['弄清是谁在运行；等它结束后，再运行同一条命令'],
	}),
	'change-undo-unknown': ({component}, host) => ({
		message: `已要求还原对 ${component} 的修改，但主机没有确认：可能有另一个 kubenroll 正在修改它`,
		hints: ['弄清别处是否有人在运行，等它结束', `然后查看现状：kubenroll plan；旧文件保存在 ${host} 的 /var/lib/kubenroll/earlier 下`],
	}),
	'change-files-edited': ({component, paths, compareCommands, keepCommand, restoreCommands}, host) => ({
		message: `对 ${component} 的修改开始之后，有人改过 ${paths.join('、')}：保持原样，不再动它`,
		hints: [`在 ${host} 上查看差异：`, ...compareCommands, '要保留现在的内容：先结束这次修改，再重新运行：', keepCommand, '要换回旧内容：先放回旧文件，再运行 kubenroll enroll --undo-change：', ...restoreCommands],
	}),
	'change-nothing-to-undo': () => ({message: '控制平面没有中断或只做了一半的修改，无需还原', hints: []}),
	'change-not-begun': ({component}, _host, login) => ({
		message: `无法开始修改 ${component}，没有改动任何东西`,
		hints: [`检查主机：${login} df -h /var/lib /etc`, '然后重新运行同一条命令'],
	}),
	'change-flags-refused': ({component, flags}, _host, login) => ({
		message: `这个 ${component} 不接受 ${flags.join(' ')}，没有改动任何东西`,
		hints: [`核对版本：${login} ${component} --version`, '手工修改控制平面后重新运行同一条命令'],
	}),
	'change-unit-refused': ({unit}, _host, login) => ({
		message: `systemd 读不了改后的 ${unit}：已换回旧文件，没有重启`,
		hints: [`检查现在的 unit：${sudoOnHost(login, 'systemd-analyze', 'verify', unit)}`],
	}),
	'change-restart-refused': ({unit}, _host, login) => ({
		message: `systemd 拒绝重启改后的 ${unit}：已换回旧文件`,
		hints: [`查看 systemd 的说明：${sudoOnHost(login, 'systemctl', 'status', unit)}`],
	}),
	'component-ended': ({component, logCommand}, _host, login) => ({
		message: `改完后 ${component} 起不稳`,
		hints: [readLog(login, logCommand)],
	}),
	'component-not-ready': ({component, seconds, waitsFor, checks, logCommand}, _host, login) => ({
		message: {
			process: `${component} 过了 ${seconds} 秒还没有重启`,
			answer: `${component} 在运行，但 ${seconds} 秒没有响应`,
			checks: `${component} 过了 ${seconds} 秒仍未就绪（${checks.join('、')}）`,
			leader: `${seconds} 秒内没有 controller-manager 成为 leader`,
		}[waitsFor],
		hints: [...(checks.includes('etcd') ? ['etcd 很慢或不可用：先看 etcd'] : []), readLog(login, logCommand)],
	}),
	'change-without-effect': ({component}, _host, login) => ({
		message: `${component} 有响应，但修改没有生效`,
		hints: [`看它实际的参数：${login} "ps -o args= -C ${component}"`, '可能有别的东西用其他参数启动它：kubenroll plan 会指出'],
	}),
	'change-host-lost': ({component, seconds}, _host, login) => ({
		message: `${component} 重启期间与主机失联；如果 ${seconds} 秒内联系不上 kubenroll，主机会自己换回旧文件`,
		hints: [`看它的状态：${login} sudo cat /var/lib/kubenroll/change/state`, '然后重新运行同一条命令'],
	}),
	'change-undone-alone': ({component, seconds}) => ({
		message: `主机 ${seconds} 秒没有收到 kubenroll 的消息，已自行换回 ${component} 的旧文件`,
		hints: ['检查连接，然后重新运行同一条命令'],
	}),
	'change-undone': ({component, paths}) => ({
		message: `${paths.length === 0 ? component : paths.join('、')} 已恢复原样，${component} 正常运行`,
		hints: [],
	}),
	'change-undone-not-ready': ({component, paths, logCommand}, _host, login) => ({
		message: `${paths.join('、')} 已恢复原样，但 ${component} 还没有响应`,
		hints: [readLog(login, logCommand), '其他都没有改：现在的问题不是这次修改造成的'],
	}),
	'change-undo-failed': ({component, commands}, host) => ({
		message: `无法换回 ${component} 的旧文件`,
		hints: commands.length === 0 ? [`旧文件在 ${host} 的 /var/lib/kubenroll/earlier 下，每次修改一个目录`] : [`在 ${host} 上手工恢复：`, ...commands],
	}),
	'change-stopped': ({changed, untouched}) => ({
		message: `到此停止：${untouched.length === 0 ? '没有其他主机需要修改' : `${untouched.join('、')} 没有动`}${changed.length === 0 ? '' : `，${changed.join('、')} 已改好且正常`}`,
		hints: ['解决原因后重新运行同一条命令，会从这里继续', ...(changed.length === 0 ? [] : [`${changed.join('、')} 保持已改状态；想把那里也换回旧文件：kubenroll enroll --undo-change`])],
	}),
	'address-lost-ahead': (_, host) => ({
		message: `重启 ${host} 的 apiserver 时，kubelet 访问的 VIP 正在这台主机上：apiserver 退出前会等待已有连接，API 可能最长一分钟无法访问`,
		hints: ['已运行的 Pod 不受影响，kubelet 会自动重连；其间 kubectl 可能需要等待', '如果 keepalived 检查本机 apiserver 的 /readyz，失败就让出 VIP，中断会更短'],
	}),
	'address-lost-now': ({address}, host) => ({
		message: `${host} 重启中，${address} 暂时没有响应；继续等待，一分钟以内属正常`,
		hints: [],
	}),
	'address-lost-meanwhile': ({address, seconds}, host) => ({
		message: `${host} 重启期间，${address} 有 ${seconds} 秒没有响应`,
		hints: ['负载均衡要检查每个 apiserver 的 /readyz，连不上时换下一个：检查它的健康检查', 'VIP 在主机上（keepalived）时，apiserver 停止后 VIP 要漂走'],
	}),
	'leader-unknown': ({status}) => ({
		message: `读不到 controller-manager 的 leader（HTTP ${status}）`,
		hints: ['需要 kube-system 中 leases 的 get 权限'],
	}),
};
