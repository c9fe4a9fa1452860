// Constant POSIX sh for the node: what is to be written comes on standard input, so that no secret is in a script or an argument.
// It holds to dash, busybox ash and bash, and to coreutils. `set -f` and IFS=line feed: a list is a text of many lines.

// locate: sets $real for $path, following a symbolic link only into folders that root or we own and others cannot write.
// sweep: removes what killed runs left. keep: leaves the old file beside under its own name with a stamp.
// explain: has the system say in words why a file could not be written; `printf` of dash says only `I/O error`.
const shared = `
umask 077
set -f
nl='
'
IFS=$nl
stamp=
tmps=
trap '[ -z "$tmps" ] || rm -f $tmps' EXIT
trap 'exit 1' HUP INT TERM
refuse() { echo "problem $i $1"; bad=1; return 1; }
locate() {
	real=$path
	if [ -L "$path" ]; then
		real=$(readlink -f "$path") || { refuse link; return 1; }
		case $(stat -c '%u %a' "\${real%/*}/") in
			*[2367]) refuse link; return 1 ;;
			"0 "* | "$(id -u) "*) ;;
			*) refuse link; return 1 ;;
		esac
	fi
	if [ -e "$real" ] && ! [ -f "$real" ]; then refuse way; return 1; fi
	up=\${real%/*}
	while [ -n "$up" ] && ! [ -e "$up" ]; do up=\${up%/*}; done
	[ -z "$up" ] || [ -d "$up" ] || refuse way
}
prepare() {
	dir=\${real%/*}
	[ -d "$dir/" ] || (umask 022; mkdir -p "$dir") || { refuse failed; return 1; }
	tmp=$dir/.\${real##*/}.kubenroll-tmp.$$
	set +f
	for old in "$dir/.\${real##*/}.kubenroll-tmp."*; do
		[ -e "$old" ] || continue
		kill -0 "\${old##*.}" 2>/dev/null && [ "$old" != "$tmp" ] || rm -f "$old"
	done
	set -f
	tmps=$tmps$nl$tmp
}
explain() { dd if=/dev/zero of="$tmp" bs=65536 count=2 >/dev/null; refuse "$1"; }
keep() {
	[ -n "$stamp" ] || stamp=$(date -u +%Y%m%dT%H%M%SZ)
	backup=$real.kubenroll-$stamp
	copy=0
	while [ -e "$backup" ]; do copy=$((copy + 1)); backup=$real.kubenroll-$stamp-$copy; done
	ln "$real" "$backup" 2>/dev/null || cp -p "$real" "$backup"
}
label() { if command -v restorecon >/dev/null 2>&1; then restorecon $1 2>/dev/null; fi; }
`;

/**
 * Puts files in place, all or nothing each. Input: a line \`F mode owner before sha256 path\` a file (before: \`-\` none, \`*\` any, \`!\` any and no copy is kept), then its lines, each
 * behind \`+\`, a last one without line feed behind \`-\`; at the end a line \`E\`. First everything is checked, then everything is
 * written beside and checked by SHA-256, then renamed. Prints \`unchanged i\`, \`written i backup\`, \`problem i code\`, and \`done\`.
 */
export const installScript = `${shared}
payload=$(cat)
case $(command -v printf) in /*) i=0; refuse failed; exit 0 ;; esac
case $payload in *"\${nl}E") ;; *) exit 3 ;; esac
n=0
bad=
there=
for line in $payload; do
	case $line in 'F '*) ;; *) continue ;; esac
	i=$n
	line=\${line#F }
	mode=\${line%% *}; line=\${line#* }
	owner=\${line%% *}; line=\${line#* }
	before=\${line%% *}; line=\${line#* }
	sha=\${line%% *}; path=\${line#* }
	locate
	is=
	if [ -f "$real" ]; then is=1; there=$there$nl$real; fi
	eval "mode_$i=\\$mode owner_$i=\\$owner before_$i=\\$before sha_$i=\\$sha real_$i=\\$real is_$i=\\$is"
	n=$((n + 1))
done
[ -z "$bad" ] || { echo done; exit 0; }
sums=
stats=
if [ -n "$there" ]; then
	sums=$(sha256sum $there) && stats=$(stat -c '%a %U:%G' $there) || { i=0; refuse failed; echo done; exit 0; }
fi
i=0
while [ $i -lt $n ]; do
	eval "mode=\\$mode_$i owner=\\$owner_$i before=\\$before_$i sha=\\$sha_$i is=\\$is_$i"
	have=-
	stat=
	if [ -n "$is" ]; then
		have=\${sums%% *}
		case $sums in *"$nl"*) sums=\${sums#*"$nl"} ;; esac
		stat=\${stats%%"$nl"*}
		stats=\${stats#*"$nl"}
	fi
	todo=1
	if [ "$have" = "$sha" ] && [ "$stat" = "$mode $owner" ]; then
		todo=
		echo "unchanged $i"
	elif [ "$before" != '*' ] && [ "$before" != '!' ] && [ "$before" != "$have" ] && [ "$have" != "$sha" ]; then
		refuse changed
	fi
	[ "$have" != "$sha" ] && [ "$before" != '!' ] || is=
	eval "todo_$i=\\$todo is_$i=\\$is"
	i=$((i + 1))
done
[ -z "$bad" ] || { echo done; exit 0; }

i=-1
todo=
write() {
	[ -n "$todo" ] || return 0
	eval "real=\\$real_$i sha=\\$sha_$i mode=\\$mode_$i owner=\\$owner_$i"
	prepare || return 1
	set -C
	printf '%s' "$content" > "$tmp" || { set +C; explain failed; return 1; }
	set +C
	eval "tmp_$i=\\$tmp"
	case $mode in
		600) ;;
		644) open=$open$nl$tmp ;;
		*) chmod "$mode" "$tmp" || refuse failed ;;
	esac
	[ "\${owners:=$owner}" = "$owner" ] || owners=mixed
}
open=
owners=
content=
for line in $payload; do
	case $line in
		+*) content=$content\${line#+}$nl ;;
		-*) content=$content\${line#-} ;;
		*)
			write
			i=$((i + 1))
			content=
			eval "todo=\\\${todo_$i:-}"
			;;
	esac
done
[ -z "$bad" ] || { echo done; exit 0; }
[ -n "$tmps" ] || { echo done; exit 0; }
sums=$(sha256sum $tmps)
i=0
while [ $i -lt $n ]; do
	eval "todo=\\$todo_$i owner=\\$owner_$i sha=\\$sha_$i"
	if [ -n "$todo" ]; then
		eval "tmp=\\$tmp_$i"
		[ "\${sums%% *}" = "$sha" ] || explain damaged
		sums=\${sums#*"$nl"}
		[ "$owners" != mixed ] || chown "$owner" "$tmp" || refuse owner
	fi
	i=$((i + 1))
done
i=0
[ -z "$open" ] || chmod 644 $open || refuse failed
if [ "$owners" != mixed ]; then chown "$owners" $tmps || refuse owner; fi
[ -z "$bad" ] || { echo done; exit 0; }
sync $tmps 2>/dev/null || sync
i=0
reals=
while [ $i -lt $n ]; do
	eval "todo=\\$todo_$i is=\\$is_$i real=\\$real_$i"
	if [ -n "$todo" ]; then
		eval "tmp=\\$tmp_$i"
		backup=
		if [ -z "$is" ] || keep; then
			if mv -f "$tmp" "$real"; then echo "written $i $backup"; reals=$reals$nl$real; else refuse failed; fi
		else
			refuse failed
		fi
	fi
	i=$((i + 1))
done
[ -n "$bad" ] || tmps=
label "$reals"
echo done
`;

/** Puts one large file in place from the stream that follows its line \`mode owner sha256 path\`; prints as the installing script does. */
export const uploadScript = `${shared}
i=0
bad=
IFS= read -r line
mode=\${line%% *}; line=\${line#* }
owner=\${line%% *}; line=\${line#* }
sha=\${line%% *}; path=\${line#* }
hash() { sum=$(sha256sum "$1") && sum=\${sum%% *}; }
finish() { echo done; exit 0; }
locate || finish
if [ -f "$real" ] && hash "$real" && [ "$sum" = "$sha" ] && [ "$(stat -c '%a %U:%G' "$real")" = "$mode $owner" ]; then echo 'unchanged 0'; finish; fi
prepare || finish
set -C
cat > "$tmp" || { refuse failed; finish; }
set +C
hash "$tmp" && [ "$sum" = "$sha" ] || { refuse damaged; finish; }
chmod "$mode" "$tmp" || { refuse failed; finish; }
chown "$owner" "$tmp" || { refuse owner; finish; }
sync "$tmp" 2>/dev/null || sync
backup=
if [ -f "$real" ]; then keep || { refuse failed; finish; }; fi
mv -f "$tmp" "$real" || { refuse failed; finish; }
tmps=
echo "written 0 $backup"
label "$real"
finish
`;
