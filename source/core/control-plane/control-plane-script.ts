// POSIX sh for dash, busybox ash and bash; it only reads, and prints as survey-script.ts does: `name=value` lines and framed base64, so that no
// content can pass for an answer. Of keys it tells state and digest, of certificates the certificate, of a token file the text only where that was asked for.
import {scriptHelpers} from '../survey/script-helpers.ts';
import {unitFilesScript} from '../survey/unit-files-script.ts';
import {quoteShell} from '../untrusted/quote-shell.ts';
import {componentNames} from './component.ts';

// What a file that is read may have; a table of tokens or flags has some KiB.
const textLimitBytes = 1024 * 1024;

const host = `
echo 'kubenroll-survey 1'
say clock "$(date +%s.%N)"
say user "$(id -un)"
line /proc/sys/kernel/hostname; say hostname "$l"
ip -o addr show 2>/dev/null | block addresses
boot=$(grep -s '^btime ' /proc/stat)
say boot "\${boot#* }"
say ticks "$(getconf CLK_TCK 2>/dev/null || echo 100)"
`;

// state NAME FILE SUFFIX: mode, owner, change time and digest (of a log or a program none); with `missing` and `unreadable` as answers of their own.
// text NAME FILE: a file that flags are written in, with what stands in the way of writing it, and its text unless something in it looks like a secret.
const functions = `
written=
state() {
	if [ ! -e "$2" ]; then say "$1" "missing $3"; return 1; fi
	if [ ! -f "$2" ]; then say "$1" "other $3"; return 1; fi
	if [ ! -r "$2" ]; then say "$1" "unreadable $3"; return 1; fi
	s=-
	[ "$(stat -Lc %s "$2")" -gt ${textLimitBytes} ] || s=$(sha256sum < "$2")
	say "$1" "$(stat -Lc '%a %U:%G %Y' "$2") \${s%% *} $3"
}
text() {
	state "$1" "$2" "$2" || return 0
	[ "$(stat -Lc %s "$2")" -le ${textLimitBytes} ] || return 0
	if [ -L "$2" ]; then say target "$(readlink -f "$2")"; fi
	if [ "$(id -u)" = 0 ] && [ ! -w "$2" ]; then
		case $(lsattr -d "$2" 2>/dev/null) in *i*' '*) say obstacle immutable ;; *) say obstacle read-only ;; esac
	fi
	c=$(cat "$2")
	written=$written$nl$(printf '%s\\n' "$c" | tr -s ' \\t\\r"'"'"',\\\\' '\\n\\n\\n\\n\\n\\n\\n' | sed '/^-$/d' | paths_of token-auth-file)
	case $c in
		*'PRIVATE KEY'* | *[Tt]oken=[!/]* | *TOKEN=[!/]* | *[Pp]assword[=:\\"]* | *PASSWORD=* | *[Ss]ecret[=:\\"]* | *SECRET=*) ;;
		*) block content < "$2" ;;
	esac
}
# Every path that a text gives to a flag, one a line.
paths() { tr -s ' \\t\\r"'"'"'\\0,\\\\' '\\n\\n\\n\\n\\n\\n\\n\\n' | sed -n 's/^-[^=]*=\\(\\/.*\\)$/\\1/p; /^\\/[^ ]*$/p'; }
# paths_of FLAG: of arguments, one a line, the paths that a flag has in one argument or in two, written with dashes or underscores.
paths_of() { w=$(printf '%s' "$1" | sed 's/-/[-_]/g'); sed -n "s/^--$w=\\(\\/.*\\)\\$/\\1/p; /^--$w\\$/{n;s/^\\(\\/.*\\)\\$/\\1/p;}"; }
known=$nl
# as_user UID GID COMMAND…: a process names its program itself, so it is asked as nobody more than who runs it.
as_user() {
	if [ "$1" = "$(id -u)" ]; then shift 2; limit 10 "$@"; else q=$1; r=$2; shift 2; limit 10 setpriv --reuid="$q" --regid="$r" --clear-groups --no-new-privs "$@"; fi
}
note() { while IFS= read -r noted; do case $known in *"$nl$noted$nl"*) ;; *) known=$known$noted$nl ;; esac; done; }
`;

// comm is cut to 15 characters; the first argument has the whole name. A file name in /proc cannot be anything else than a number. What some
// user started out of a session is no control plane: its flags would make this script read files for somebody who may not.
const processes = `
units=
apiservers=
pods=/etc/kubernetes/manifests$nl
for d in /proc/[0-9]*; do
	{ IFS= read -r comm < "$d/comm"; } 2>/dev/null || continue
	case $comm in kube-apiserver | kube-controller | etcd | kubelet) ;; *) continue ;; esac
	# Read once: a process may end while it is looked at.
	raw=$({ base64 < "$d/cmdline"; } 2>/dev/null) || continue
	arguments() { printf '%s\\n' "$raw" | base64 -d; }
	a=$(arguments | tr '\\0' '\\n')
	n=\${a%%"$nl"*}
	b=$n
	n=\${n##*/}
	case $n in ${componentNames.join(' | ')}) ;; *) continue ;; esac
	{ IFS= read -r s < "$d/stat"; } 2>/dev/null || continue
	set -f; set -- \${s##*) }; set +f
	parent=\${2:-0}
	started=\${20:-0}
	line "/proc/$parent/comm" 2>/dev/null
	u=$(sed -n 's/^Uid:[^0-9]*\\([0-9]*\\).*/\\1/p' "$d/status" 2>/dev/null) || continue
	c=$(cat "$d/cgroup" 2>/dev/null) || continue
	case $u:$c in 0:* | *kubepods*) ;; *user.slice*) continue ;; esac
	[ "$n" != kube-apiserver ] || apiservers="$apiservers $d"
	say process "$n \${d#/proc/} $started $(id -un "$u" 2>/dev/null || echo "$u"):$(id -gn "$u" 2>/dev/null || echo "$u") $l"
	arguments | block arguments
	printf '%s\\n' "$c" | block cgroup
	unit=
	case $c in *kubepods*) ;; *) unit=$(printf '%s\\n' "$c" | sed -n 's/^.*\\/\\([^/]*\\.service\\)\\(\\/.*\\)*$/\\1/p' | head -n 1) ;; esac
	if [ -n "$unit" ]; then
		case " $units" in *" $n=$unit "*) ;; *) units="$units$n=$unit " ;; esac
		g=$(sed -n 's/^Gid:[^0-9]*\\([0-9]*\\).*/\\1/p' "$d/status" 2>/dev/null)
		case $b in /*) [ ! -x "$b" ] || say version "$n $(as_user "$u" "\${g:-65534}" "$b" --version 2>/dev/null < /dev/null)" ;; esac
	fi
	note <<end
$(arguments | paths)
end
	# What lets in and what allows, where that stands in files; webhooks keep their credentials in other ones.
	{ printf '%s\\n' "$a" | paths_of authorization-config; printf '%s\\n' "$a" | paths_of authentication-config; } | while IFS= read -r f; do
		[ -r "$f" ] && say config "$f" && block content < "$f"
	done
	if [ "$n" = kubelet ]; then
		for f in $(printf '%s\\n' "$a" | paths_of pod-manifest-path) $(printf '%s\\n' "$a" | paths_of config | while IFS= read -r f; do { tr -d '\\r' < "$f"; } 2>/dev/null | sed -n "s/^staticPodPath: *[\\"']\\{0,1\\}\\(\\/[^\\"' ]*\\)[\\"']\\{0,1\\} *\\(#.*\\)\\{0,1\\}\\$/\\1/p"; done); do
			f=\${f%/}
			case $pods in *"$f$nl"*) ;; *) pods=$pods$f$nl ;; esac
		done
	fi
done
`;

const units = `${unitFilesScript}folders='/etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system'
for n in ${componentNames.join(' ')}; do
	case " $units" in *" $n="*) continue ;; esac
	for f in /etc/systemd/system/"$n".service /usr/lib/systemd/system/"$n".service /lib/systemd/system/"$n".service $(grep -lsE "^ *ExecStart *= *[^ ]*/$n([[:space:]\\\\]|$)" /etc/systemd/system/*.service); do
		if [ -f "$f" ]; then units="$units$n=\${f##*/} "; break; fi
	done
done
for e in $units; do
	n=\${e%%=*}
	unit=\${e#*=}
	u=$(systemctl show "$unit" -p LoadState -p ActiveState -p MainPID -p NeedDaemonReload -p FragmentPath -p DropInPaths -p EnvironmentFiles 2>/dev/null) || continue
	say unit "$n $unit"
	printf '%s\\n' "$u" | block service
	find_unit_files "$u"
	ifs=$IFS
	IFS=$nl
	set -f
	for p in $main$dropins$environment; do
		text source "$p"
		case $environment in *"$nl$p$nl"*)
			set +f
			IFS=$ifs
			o=
			e=$(printf '%s\\n' "$p" | sed 's/[].[\\*^$]/\\\\&/g')
			for f in $(for d in $folders; do grep -ls -- "^ *EnvironmentFile=-*\\"*$e\\"*[[:space:]]*$" "$d"/*.service "$d"/*.service.d/*.conf; done); do
				case $f in *.service.d/*) f=\${f%.d/*} ;; esac
				f=\${f##*/}
				case $unit in *@*) [ "$f" != "\${unit%%@*}@.service" ] || continue ;; esac
				case "$f $o" in "$unit "* | *" $f "*) ;; *) o="$o $f " ;; esac
			done
			[ -z "$o" ] || say shared "\${o# }"
			IFS=$nl
			set -f
			;;
		esac
		[ ! -r "$p" ] || note <<end
$(paths < "$p")
end
	done
	IFS=$ifs
	set +f
done
`;

// A kubelet takes every file of the folder but those that begin with a dot, copies for later among them.
const manifests = `
ifs=$IFS
IFS=$nl
for d in $pods; do
	for f in "$d"/*; do
		[ -f "$f" ] && [ -r "$f" ] || continue
		for n in ${componentNames.join(' ')}; do
			grep -q "$n" "$f" || continue
			say manifest "$n $f"
			text source "$f"
			note <<end
$(paths < "$f"; sed -n 's/^ *-* *path: *"*\\(\\/[^"]*\\)"* *$/\\1/p' "$f")
end
		done
	done
done
IFS=$ifs
`;

// A key beside a certificate of the name that guides give it: what signing files could be. Whether the two belong together is told, never the key.
const files = `
ifs=$IFS
IFS=$nl
set -f
for f in $known; do
	case $f in
		*.crt) note <<end
\${f%.crt}.key
end
			;;
		*.pem) note <<end
\${f%.pem}-key.pem
\${f%.pem}.key
end
			;;
	esac
done
count=0
for f in $known; do
	if [ -f "$f" ] && [ -x "$f" ]; then continue; fi
	count=$((count + 1))
	[ "$count" -le 400 ] || break
	state file "$f" "$f" || continue
	case $f in
		*.crt | *.pem | *.cert)
			certificates "$f" > /dev/null 2>&1 || continue
			case $(certificates "$f") in ?*) ;; *) continue ;; esac
			certificates "$f" | block certificates
			for k in "\${f%.*}.key" "\${f%.*}-key.pem"; do
				if [ -f "$k" ] && [ -r "$k" ] && command -v openssl >/dev/null 2>&1; then
					one=$(openssl x509 -in "$f" -noout -pubkey 2>/dev/null)
					other=$(openssl pkey -in "$k" -pubout -passin pass: 2>/dev/null)
					if [ -n "$one" ] && [ "$one" = "$other" ]; then say pair "$k"; fi
				fi
			done
			;;
	esac
done
set +f
IFS=$ifs
`;

// Of every apiserver by its process, as more than this cluster's may run on a host; process 0 stands for files that no process is known to read: where one without the flag would get its file, and what is written and not read yet.
const tokenFiles = (path: string): string => `
tell_tokens() {
	if [ -f "$2" ] && [ -r "$2" ]; then f=$2; elif [ -n "$3" ] && [ -r "$3$2" ]; then f=$3$2; else return 0; fi
	# Whoever owns it may take it away meanwhile.
	bytes=$(stat -Lc %s "$f" 2>/dev/null) || return 0
	if [ "$bytes" -gt ${textLimitBytes} ]; then say token-file-oversized "$1 $bytes $2"; return 0; fi
	say token-file "$1 $2"
	{ block token-text < "$f"; } 2>/dev/null
}
for d in $apiservers; do
	t=$({ tr '\\0' '\\n' < "$d/cmdline"; } 2>/dev/null | paths_of token-auth-file | tail -n 1)
	[ -z "$t" ] || tell_tokens "\${d#/proc/}" "$t" "$d/root"
done
ifs=$IFS
IFS=$nl
for t in ${quoteShell(path)} $written; do tell_tokens 0 "$t" ''; done
IFS=$ifs
`;

/** What the look at a control-plane host is to tell beside flags: the text of the token file that an apiserver reads, and of the one at `tokenFilePath`, only where that is given. */
export type ControlPlaneScriptOptions = {readonly tokenFilePath?: string};

/** Writes the script that tells how the control plane runs on one host; run it as root, as nobody else sees it all. */
export const controlPlaneScript = ({tokenFilePath}: ControlPlaneScriptOptions): string =>
	[scriptHelpers, host, functions, processes, units, manifests, files, ...(tokenFilePath === undefined ? [] : [tokenFiles(tokenFilePath)]), 'echo done\n'].join('');
