/*
Defines `find_pids UNIT COMPONENT MANIFEST` for scripts that run on a master: process ids of who runs as a component, one a line. With a unit that is
its main process; without one, programs of the component's name in static pods. Anybody's pod may call a program like the component, so a process counts only in the cgroup of a pod
(kubernetes pkg/kubelet/cm/pod_container_manager_linux.go) whose uid is the digest that a kubelet gives to pods of its folder (pkg/kubelet/config/common.go, applyDefaults), or the one
that the manifest names: pods of the API have uids of another form, which whoever makes a pod cannot choose. Where a kubelet makes no cgroups for pods (cgroupsPerQOS: false), the name has to do.
*/

/** Text of the function; it sets `p`, `w`, `uid` and `pods`. */
export const findPidsScript = `
find_pids() {
	if [ -n "$1" ]; then
		w=$(systemctl show "$1" -p MainPID)
		case $w in MainPID=0) ;; MainPID=*) echo "\${w#MainPID=}" ;; esac
		return 0
	fi
	uid=$(sed -n 's/^ *"*uid"*: *"*\\([0-9A-Za-z-]\\{1,63\\}\\)"* *$/\\1/p' "$3" 2>/dev/null | head -n 1 | sed 's/-/[-_]/g')
	pods="kubepods.*pod([0-9a-f]{32}\${uid:+|$uid})(/|[.]slice)"
	grep -qs kubepods /proc/[0-9]*/cgroup || pods=
	# The kernel keeps the first 15 characters of a program's name: proc(5), /proc/PID/comm.
	for p in $(grep -lxF "$(printf %.15s "$2")" /proc/[0-9]*/comm 2>/dev/null | sed 's/.*\\/\\([0-9]*\\)\\/comm$/\\1/'); do
		w=$(tr '\\0' '\\n' < "/proc/$p/cmdline" 2>/dev/null | head -n 1)
		if [ "\${w##*/}" = "$2" ] && grep -qsE "$pods" "/proc/$p/cgroup"; then echo "$p"; fi
	done
}
`;

/** Text of `start_of PID`, which prints when a process began, in ticks since boot, or nothing where it is gone: field 22 of proc(5), /proc/PID/stat. Starts no program, for it is asked every second. */
export const startOfScript = `
start_of() {
	{ read -r w < "/proc/$1/stat"; } 2>/dev/null || return 0
	# The program's name, in brackets, may hold blanks and brackets itself.
	set -- \${w##*) }
	echo "\${20:-}"
}
`;
