// The programs that stand first on the PATH of a practice node. Most only hand their words to the simulated machine, over file descriptor 3 of the session,
// and print what comes back; so all behaviour is in TypeScript, and no such program can do anything to this machine.
import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {TreeEntry} from './enter-tree.ts';

// An answer is a line a line: `|text` on standard output, `!text` on standard error, a number alone is the exit code and the end.
const askMachine = `#!/bin/sh
request=\${0##*/}
for word; do request="$request	$word"; done
printf '%s\\n' "$request" >&3 || exit 69
while IFS= read -r line <&3; do
	case $line in
		'|'*) printf '%s\\n' "\${line#?}" ;;
		'!'*) printf '%s\\n' "\${line#?}" >&2 ;;
		*) exit "$line" ;;
	esac
done
exit 69
`;

const runAsOneself = '#!/bin/sh\nwhile [ $# -gt 0 ]; do case $1 in -p) shift 2 ;; -*) shift ;; *) break ;; esac; done\nexec "$@"\n';

// Where nobody is root, files belong to whoever runs the practice cluster, and these three say otherwise. BSD's stat has another language (macOS).
const pretendRoot: Readonly<Record<string, string>> = {
	chown: '#!/bin/sh\nexit 0\n',
	id: '#!/bin/sh\ncase $1 in -u | -g) echo 0 ;; -un | -gn) echo root ;; *) echo "uid=0(root) gid=0(root) groups=0(root)" ;; esac\n',
	stat: `#!/bin/sh
self=$0
PATH=\${PATH#*:}
follow=
case $1 in -Lc) follow=-L; shift ;; -c) shift ;; *) exec stat "$@" ;; esac
format=$1
shift
[ "$#" -gt 0 ] || exit 1
if stat -c %a / >/dev/null 2>&1; then
	format=$(printf '%s' "$format" | sed 's/%U/root/g; s/%G/root/g; s/%u/0/g')
	exec stat $follow -c "$format" "$@"
fi
format=$(printf '%s' "$format" | sed 's/%U/root/g; s/%G/root/g; s/%u/0/g; s/%a/%Lp/g')
exec stat $follow -f "$format" "$@"
`,
	sha256sum: `#!/bin/sh
PATH=\${PATH#*:}
if command -v sha256sum >/dev/null 2>&1; then exec sha256sum "$@"; fi
exec shasum -a 256 "$@"
`,
};

/** Writes the programs into a folder that all machines of a scene share; `answered` are those that ask. */
export const writeStandIns = async (folder: string, entry: TreeEntry['kind'], answered: readonly string[]): Promise<void> => {
	const programs: Readonly<Record<string, string>> = {
		...Object.fromEntries(answered.map((name) => [name, askMachine])),
		sudo: runAsOneself,
		restorecon: '#!/bin/sh\nexit 0\n',
		...(entry === 'rewrite' ? pretendRoot : {}),
	};
	await mkdir(folder, {recursive: true, mode: 0o700});
	await Promise.all(
		Object.entries(programs).map(async ([name, text]) => {
			await writeFile(join(folder, name), text);
			await chmod(join(folder, name), 0o755);
		}),
	);
};
