// POSIX sh for dash, busybox ash and bash, with coreutils alone where it can be; it only reads. Every answer is one line `name=value`
// of one value's first line, or a block of base64 between `begin name` and `.`, so that no content can pass for an answer; `done` ends it.
// Keys, tokens and kubeconfigs never leave the node: of them it tells digests, certificates and yes or no.
import type {Answers} from '../answers/answers.ts';
import {quoteShell} from '../untrusted/quote-shell.ts';
import {scriptHelpers} from './script-helpers.ts';
import {unitFilesScript} from './unit-files-script.ts';
import {listRuntimeSockets} from './runtime-sockets.ts';
import {certificatePath, listSurveyedPaths, listTargetFolders} from './surveyed-paths.ts';

const system = `
echo 'kubenroll-survey 1'
say clock "$(date +%s.%N)"
id=$(id)
id=\${id%% gid=*}
uid=\${id#uid=}
uid=\${uid%%(*}
case $id in *'('*) id=\${id#*'('}; say user "\${id%')'}" ;; *) say user "$uid" ;; esac
line /proc/sys/kernel/hostname; say hostname "$l"
say fqdn "$(limit 3 hostname -f 2>/dev/null)"
line /etc/machine-id; say machine-id "$l"
line /proc/sys/kernel/osrelease; say kernel "$l"
say machine "$(uname -m)"
[ ! -r /etc/os-release ] || block os-release < /etc/os-release
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then say cgroup 2; else say cgroup 1; fi
l=; [ ! -r /proc/swaps ] || { IFS= read -r l; IFS= read -r l; } < /proc/swaps || :
fact swap [ -n "$l" ]
fact systemd [ -d /run/systemd/system ]
fact resolved [ -f /run/systemd/resolve/resolv.conf ]
`;

// $1 of the session is SSH_CONNECTION: where the client came from, and at which of our addresses it arrived.
const network = `
arrived=\${1:-}
arrived=\${arrived#* }; arrived=\${arrived#* }
say arrived "\${arrived%% *}"
ip -o addr show 2>/dev/null | block addresses
{ ip -o route show default; ip -6 -o route show default; } 2>/dev/null | block routes
for d in /sys/class/net/*; do
	n=\${d##*/}
	f=
	[ ! -e "$d/device" ] || f="$f device"
	[ ! -d "$d/bonding" ] || f="$f bonding"
	[ ! -d "$d/bridge" ] || f="$f bridge"
	[ ! -f "/proc/net/vlan/$n" ] || f="$f vlan"
	for low in "$d"/lower_*; do [ ! -e "$low" ] || f="$f lower:\${low##*/lower_}"; done
	say interface "$n$f"
done
`;

const kubelet = (path: string): string => `
k=${quoteShell(path)}
if [ -f "$k" ]; then
	v=$(limit 10 "$k" --version 2>&1)
	say kubelet "$? $v"
else
	say kubelet-elsewhere "$(command -v kubelet)"
fi
`;

const runtimes = (endpoint: string): string => `
listening=$(grep -s ' 00010000 .*/' /proc/net/unix)$nl
seen=
${listRuntimeSockets(endpoint)
	.map(({name, path}) => {
		const tail = path.replace(/^(?:\/var)?\/run\//, '/run/');
		return `if [ -S ${quoteShell(path)} ]; then seen="$seen ${name}"; case $listening in *${quoteShell(tail)}"$nl"*) say socket ${quoteShell(`1 ${name} ${path}`)} ;; *) say socket ${quoteShell(`0 ${name} ${path}`)} ;; esac; fi`;
	})
	.join('\n')}
case $seen in
	*' containerd'*)
		say containerd-version "$(limit 5 containerd --version 2>/dev/null)"
		c=$(limit 5 containerd config dump 2>/dev/null) || c=$(cat /etc/containerd/config.toml 2>/dev/null)
		say containerd-systemd-cgroup "$(printf '%s\\n' "$c" | grep -c 'SystemdCgroup *= *true')"
		say containerd-disabled "$(printf '%s\\n' "$c" | grep '^ *disabled_plugins')"
		;;
	*' crio'*)
		say crio-version "$(limit 5 crio --version 2>/dev/null)"
		say crio-cgroupfs "$(cat /etc/crio/crio.conf /etc/crio/crio.conf.d/* 2>/dev/null | grep -c '^ *cgroup_manager *= *"cgroupfs"')"
		;;
	*docker*)
		say docker-driver "$(limit 5 docker info -f '{{.CgroupDriver}}' 2>/dev/null)"
		say cri-dockerd-version "$(limit 5 cri-dockerd --version 2>&1)"
		;;
esac
`;

const bootstrapToken = `${'[a-z0-9]'.repeat(6)}.${'[a-z0-9]'.repeat(16)}`;

// look: state and digest of a file; tell: its content as well, unless it looks as if it held a key, a token or a password.
const files = (answers: Pick<Answers, 'kubelet'>): string => `
look() {
	if [ ! -f "$2" ]; then return 1; fi
	if [ ! -r "$2" ]; then say "$1" "unreadable"; return 1; fi
	s=$(sha256sum < "$2")
	say "$1" "$(stat -Lc '%a %U:%G' "$2") \${s%% *}$3"
}
tell() {
	c=$(cat "$1")
	case $c in
		*'PRIVATE KEY'* | *[Tt]oken[=:\\"]* | *TOKEN=* | *[Pp]assword[=:\\"]* | *PASSWORD=* | *[Ss]ecret[=:\\"]* | *SECRET=*) ;;
		*[!a-z0-9]${bootstrapToken}[!a-z0-9]*) ;;
		*) block content < "$1" ;;
	esac
}
${listSurveyedPaths(answers)
	.map(({path, isSecret}, index) => (isSecret ? `look file${index} ${quoteShell(path)} '' || :` : `if look file${index} ${quoteShell(path)} ''; then tell ${quoteShell(path)}; fi`))
	.join('\n')}
`;

const units = `${unitFilesScript}u=$(systemctl show kubelet.service -p LoadState -p ActiveState -p UnitFileState -p ExecMainStartTimestampMonotonic -p NRestarts -p NeedDaemonReload -p FragmentPath -p DropInPaths -p EnvironmentFiles 2>/dev/null)
printf '%s\\n' "$u" | block service
find_unit_files "$u"
ifs=$IFS
IFS=$nl
set -f
for p in $main$dropins$environment; do
	if look unit "$p" " $p"; then tell "$p"; fi
done
IFS=$ifs
set +f
`;

const credentials = ({kubelet: {paths}}: Pick<Answers, 'kubelet'>): string => `
for n in client server; do
	p=${quoteShell(certificatePath(paths, 'kubelet-'))}$n-current.pem
	[ ! -r "$p" ] || certificates "$p" | block "$n-certificate"
done
k=${quoteShell(paths.kubeconfig)}
if [ -f "$k" ] && [ -r "$k" ]; then
	say kubeconfig-server "$(sed -n 's/^[- ]*server: *//p' "$k")"
	say kubeconfig-credentials "$(grep -Ec '^[- ]*(client-key-data|token|tokenFile|password|exec|auth-provider):' "$k")"
	c=$(sed -n 's/^[- ]*certificate-authority-data: *//p' "$k")
	if [ -n "$c" ]; then
		printf '%s' "\${c%%"$nl"*}" | tr -d '"' | base64 -d 2>/dev/null | sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p' | block kubeconfig-ca
	else
		c=$(sed -n 's/^[- ]*certificate-authority: *//p' "$k" | tr -d '"')
		c=\${c%%"$nl"*}
		case $c in /*) ;; ?*) c=\${k%/*}/$c ;; esac
		[ ! -f "$c" ] || certificates "$c" | block kubeconfig-ca
	fi
fi
`;

// Rows of df, one for each folder; where it cannot tell of one, of each by itself.
const folders = (targets: readonly string[]): string => `
set --
for d in ${targets.map(quoteShell).join(' ')}; do
	u=$d
	while [ -n "$u" ] && [ ! -e "$u" ]; do u=\${u%/*}; done
	set -- "$@" "\${u:-/}"
done
rows=$(df -Pk "$@" 2>/dev/null) || rows=
mount=
for d in ${targets.map(quoteShell).join(' ')}; do
	u=$1
	shift
	rows=\${rows#*"$nl"}
	state=fine
	free=0
	if [ ! -d "$u" ]; then
		state=not-a-directory
	else
		r=\${rows%%"$nl"*}
		if [ -z "$r" ]; then r=$(df -Pk "$u" 2>/dev/null); r=\${r##*"$nl"}; fi
		read -r r r r free r at <<end
$r
end
		if [ "\${at:-/}" != "$mount" ]; then
			mount=\${at:-/}
			m=$(grep -s " $mount " /proc/mounts)
			read -r m m m options m <<end
\${m##*"$nl"}
end
		fi
		case ,$options, in *,ro,*) state=read-only ;; esac
		[ "$uid" != 0 ] || [ -w "$u" ] || state=read-only
	fi
	say folder "$state \${free:-0} $d"
done
`;

/** Writes the script that tells everything of one node that a decision needs; run it as root where that is possible. */
export const surveyScript = (answers: Pick<Answers, 'kubelet'>): string =>
	[
		scriptHelpers,
		system,
		network,
		kubelet(answers.kubelet.paths.binary),
		runtimes(answers.kubelet.containerRuntimeEndpoint),
		files(answers),
		units,
		credentials(answers),
		folders(listTargetFolders(answers)),
		'echo done\n',
	].join('');
