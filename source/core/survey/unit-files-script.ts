/**
 * Defines `find_unit_files SHOWN` for scripts that look at a host: out of what `systemctl show -p FragmentPath -p DropInPaths -p EnvironmentFiles` printed it sets `main`,
 * `dropins` and `environment`, paths one a line with a line end at both ends of each list that is not empty. systemctl tells properties in an order of its own; read main, drop-ins,
 * environment, that is the order of `systemctl cat`. Wants `nl` from scriptHelpers.
 */
export const unitFilesScript = `
find_unit_files() {
	main=
	dropins=
	environment=
	ifs=$IFS
	IFS=$nl
	set -f
	for p in $1; do
		case $p in
			FragmentPath=?*) main=$nl\${p#*=}$nl ;;
			DropInPaths=?*) IFS=' '; for d in \${p#*=}; do dropins="$dropins$nl$d$nl"; done; IFS=$nl ;;
			EnvironmentFiles=?*) p=\${p#*=}; environment="$environment$nl\${p%% (ignore_errors=*}$nl" ;;
		esac
	done
	IFS=$ifs
	set +f
}
`;
