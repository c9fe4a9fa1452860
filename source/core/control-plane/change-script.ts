import {quoteShell} from '../untrusted/quote-shell.ts';
import {findPidsScript, startOfScript} from './find-pids-script.ts';
import {changeFolder, type ChangedFile, type HostChange, patienceSeconds} from './host-change.ts';

// Longest that a process may take to go, in seconds, before a host gives up waiting for it; whoever watches gives up earlier.
const longestSeconds = 900;

const describeFile = ({path, beforeSha256, afterSha256, mode, owner, keepsMode}: ChangedFile, index: number): string =>
	[
		`path_${index}=${quoteShell(path)}`,
		`before_${index}=${beforeSha256 === '' ? '-' : quoteShell(beforeSha256)}`,
		`after_${index}=${quoteShell(afterSha256)}`,
		`mode_${index}=${mode.toString(8)}`,
		`owner_${index}=${quoteShell(owner)}`,
		`keeps_${index}=${keepsMode ? '1' : ''}`,
	].join(' ');

/*
What a host does by itself once it was told, so that a lost connection leaves nothing half done:

  staged → swapping → restarting → restarted → confirmed
                └──────────┴───────────┴──→ undoing → undone, or undo-failed

`refused` is the end of a change that was never begun; `edited` is where a change stops that somebody else wrote into, in one of its files, after it was begun:
nothing is touched until somebody says which text shall hold. While it waits, it looks every second for `confirm`, `undo`, and `alive`, which whoever
watches writes again and again. Without `alive` for a while it undoes the change, unless `ready` says that the component has answered: then it
is `unproved`, for whoever comes back, or the next run, to finish or to undo. No clock is read, so none can be wrong.
*/
const body = `
cd "$folder" || exit 1
put_state() { printf '%s\\n' "$*" > .state 2>/dev/null && [ -s .state ] && mv -f .state state; }
# A disk that others filled meanwhile keeps nobody from learning how it stands.
say() { put_state "$@" || { rm -f spare; put_state "$@"; }; }
was=$(cat state 2>/dev/null)
# Said before it is guarded: whoever watches takes the end of an earlier word for the end of this one.
case \${1:-} in undo) say 'undoing asked' ;; *) say staged ;; esac
echo "$$ $(start_of $$)" > guard
# The staged texts may be secret, and are of no use any more.
end() { each sweep; rm -f new-* spare; say "$@"; exit 0; }
refuse() { end "refused $*"; }
# What was staged beside a file, by this change or by one that a power cut ended.
sweep() { rm -f "$dir/.$name.kubenroll-tmp".*; }
flush() { sync "$1" 2>/dev/null || sync; }
sum() { if [ -e "$1" ]; then w=$(sha256sum < "$1"); echo "\${w%% *}"; else echo -; fi; }
load() {
	eval "path=\\$path_$1 before=\\$before_$1 after=\\$after_$1 mode=\\$mode_$1 owner=\\$owner_$1 keeps=\\$keeps_$1"
	real=$(readlink -f "$path") || real=$path
	name=\${real##*/}
	dir=\${real%/*}
	# A kubelet runs every file in its folder of pods but those with a dot (kubernetes pkg/kubelet/config/file.go).
	case $path in "$manifest") hidden=. ;; *) hidden= ;; esac
	backup=$dir/$hidden$name.kubenroll-$id
	tmp=$dir/.$name.kubenroll-tmp.$$
}
each() { i=0; while [ $i -lt $n ]; do load $i; "$@" || return 1; i=$((i + 1)); done; }

# Who runs as the component now: process ids, each with when it started.
running() {
	for pid in $(find_pids "$unit" "$component" "$manifest"); do
		start=$(start_of "$pid")
		[ -z "$start" ] || echo "$pid-$start"
	done
}
# True once somebody runs and nobody of those given does any more.
is_other() {
	now=$(running)
	[ -n "$now" ] || return 1
	for one in $1; do
		case " $(echo $now) " in *" $one "*) return 1 ;; esac
	done
}

# Neither the old text nor the new one: somebody else has written it. Once a change has begun, no guess is made of which text is wanted.
find_edit() {
	have=$(sum "$real")
	[ "$have" = "$before" ] || [ "$have" = "$after" ] || edits="$edits $i"
}
find_edits() { edits=; each find_edit; [ -z "$edits" ]; }
check_files() {
	if find_edits; then return 0; fi
	[ ! -e begun ] || { say "edited$edits"; exit 0; }
	set -- $edits
	refuse "changed $1"
}
check_staged() { [ "$(sum new-$i)" = "$after" ] || refuse "staged $i"; }
# A copy that a power cut left short is no copy; the file itself, or the one kept beside it, may still be the old one.
keep_old() {
	[ "$before" != - ] && [ "$(sum old-$i)" != "$before" ] || return 0
	for from in "$real" "$backup"; do
		[ "$(sum "$from")" = "$before" ] || continue
		{ cp -p "$from" .old && flush .old; } 2>words && mv -f .old old-$i && return 0
		refuse "write $i"
	done
	refuse "changed $i"
}
stage() {
	is=
	if [ -e "$real" ]; then
		is=$(stat -c '%a %U:%G' "$real")
		if [ -n "$keeps" ]; then mode=\${is%% *}; owner=$(stat -c %u:%g "$real"); fi
	fi
	if [ "$(sum "$real")" = "$after" ] && { [ -n "$keeps" ] || [ "$is" = "$mode $owner" ]; }; then return 0; fi
	[ -d "$dir" ] || (umask 022; mkdir -p "$dir") 2>words || refuse "write $i"
	sweep
	{ cp new-$i "$tmp" && chown "$owner" "$tmp" && chmod "$mode" "$tmp"; } 2>words || refuse "write $i"
	[ "$(sum "$tmp")" = "$after" ] || refuse "write $i"
	flush "$tmp"
}
label() { if command -v restorecon >/dev/null 2>&1; then restorecon "$1" 2>/dev/null; fi; return 0; }
put() {
	[ -e "$tmp" ] || return 0
	[ ! -e "$real" ] || [ -e "$backup" ] || ln "$real" "$backup" 2>/dev/null || cp -p "$real" "$backup" 2>words || return 1
	mv -f "$tmp" "$real" 2>words && move && label "$real" || return 1
	# What gets a mode of ours is secret, and so is what it was.
	[ -n "$keeps" ] || [ ! -e "$backup" ] || chmod go-rwx "$backup"
}
# A manifest that has moved is all that a kubelet needs to restart its pod.
move() { [ "$path" != "$manifest" ] || moved=1; }
put_back() {
	have=$(sum "$real")
	[ "$have" = "$after" ] || { [ "$have" = "$before" ] && rm -f "$backup"; return; }
	if [ "$before" != - ]; then
		from=old-$i
		[ "$(sum old-$i)" = "$before" ] || from=$backup
		[ "$(sum "$from")" = "$before" ] && cp -p "$from" "$tmp" && flush "$tmp" && mv -f "$tmp" "$real" && move && label "$real"
	else
		rm -f "$real"
	fi 2>.back || { mv -f .back words; return 1; }
	rm -f "$backup"
}
put_all_back() { failed=; i=0; while [ $i -lt $n ]; do load $i; put_back || failed="$failed $i"; i=$((i + 1)); done; [ -z "$failed" ]; }

take_back() { put_all_back || { say undo-failed $failed; exit 0; }; }

# The program itself reads the new flags, and ends at --help before it does anything: an unknown flag or a value of the wrong kind is told here.
# Any pod of this host may call a program of its own like the component: what is only known by its name is asked as nobody, never as root.
ask() {
	case $how:$(id -u) in
		systemd:*) "/proc/$pid/root$(readlink "/proc/$pid/exe")" "$@" ;;
		*:0) setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs /proc/self/fd/9 "$@" 9< "/proc/$pid/exe" ;;
		*) "/proc/$pid/exe" "$@" ;;
	esac
}
check_flags() {
	[ $# -gt 0 ] || return 0
	pid=$(running | head -n 1)
	pid=\${pid%%-*}
	[ -n "$pid" ] && ask --help >/dev/null 2>&1 || return 0
	ask "$@" --help >/dev/null 2>.flags && return 0
	tail -n 1 .flags > words
	refuse flags
}
verify() { [ $how != systemd ] || ! command -v systemd-analyze >/dev/null 2>&1 || systemd-analyze --man=no verify "$unit" >.verify 2>&1; }
reload() { [ $how != systemd ] || systemctl daemon-reload; }
restart() {
	if [ $how = systemd ]; then
		systemctl reset-failed "$unit" 2>/dev/null
		systemctl restart --no-block "$unit" 2>words
	elif [ -z "$moved" ]; then
		# The kubelet starts a container again that has ended.
		for one in $first; do kill -TERM "\${one%%-*}" 2>/dev/null; done
		return 0
	fi
}

undo() {
	if ! find_edits; then
		# What was finished stays so: only the wish to have it back is not granted.
		case $was in confirmed*) say "confirmed edited$edits" ;; *) say "edited$edits" ;; esac
		exit 0
	fi
	say "undoing $*"
	first=$(running)
	moved=
	put_all_back || { say undo-failed $failed; exit 0; }
	reload
	restart || { say 'undo-failed restart'; exit 0; }
	seconds=0
	until is_other "$first" || [ $seconds -ge 120 ]; do sleep 1; seconds=$((seconds + 1)); done
	end "undone $*"
}

perform() {
	check_files
	each check_staged
	check_flags "$@"
	was_good=1
	verify || was_good=
	each keep_old
	each stage
	first=$(running)
	: > begun
	say swapping
	each put || { at=$i; take_back; refuse "write $at"; }
	if [ -n "$was_good" ] && ! verify; then
		tail -n 3 .verify > words
		take_back
		refuse verify
	fi
	reload
	say restarting
	restart || undo restart
	is_told=
	silent=0
	seconds=0
	while [ $seconds -lt $longest ]; do
		if [ -e confirm ]; then end confirmed; fi
		if [ -e undo ]; then undo asked; fi
		if [ -e alive ]; then rm -f alive; silent=0; else silent=$((silent + 1)); fi
		if [ $silent -eq $patience ]; then
			[ -e ready ] || undo alone
			say unproved
		fi
		if [ -z "$is_told" ] && is_other "$first"; then is_told=1; say restarted; fi
		sleep 1
		seconds=$((seconds + 1))
	done
	[ -e ready ] || undo alone
}
`;

/** What a change is about, for whoever finds it: put as `about` beside `perform`. */
export const describeChange = ({id, run, component, restart, files}: HostChange): string =>
	[
		`id=${id}`,
		`run=${run.id}`,
		`number=${run.number}`,
		...run.hosts.map((host) => `host=${host}`),
		`component=${component}`,
		restart.how === 'systemd' ? `unit=${restart.unit}` : `manifest=${restart.manifest}`,
		...files.map(({path, beforeSha256}) => `${beforeSha256 === '' ? 'made' : 'path'}=${path}`),
		'',
	].join('\n');

/** The text that a host performs a change by: put as `perform` into its folder beside the staged files and started by `startChangeScript`. Holds no secret. */
export const performChangeScript = ({id, component, restart, files, newFlags}: HostChange): string =>
	[
		'set -u',
		'umask 077',
		'export LC_ALL=C',
		`folder=${changeFolder} id=${quoteShell(id)} component=${component} patience=${patienceSeconds} longest=${longestSeconds}`,
		`how=${restart.how} unit=${restart.how === 'systemd' ? quoteShell(restart.unit) : ''} manifest=${restart.how === 'static-pod' ? quoteShell(restart.manifest) : ''}`,
		`n=${files.length} moved=`,
		...files.map(describeFile),
		findPidsScript,
		startOfScript,
		body,
		`case \${1:-} in undo) undo asked ;; *) perform ${newFlags.map(quoteShell).join(' ')} ;; esac`,
		'',
	].join('\n');
