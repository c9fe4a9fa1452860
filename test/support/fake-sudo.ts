// A `sudo` of sh that answers as the real one does with LC_ALL=C, in the ways that matter; every line that it reads as a password is
// noted in its log, so that a test can see what reached it. `id` says that the session is not root's.

/** How this sudo treats us. */
export type SudoWay = 'no-password' | 'password' | 'cached-then-password' | 'not-in-sudoers' | 'requiretty' | 'foreign-prompt';

/** The password that it takes. */
export const sudoPassword = 'right horse $`"\\ battery';

/** Programs for the sessions of a test server. */
export const fakeSudo = (way: SudoWay, log: string): Readonly<Record<string, string>> => ({
	id: 'case $1 in -u) [ -n "$FAKE_ROOT" ] && echo 0 || echo 1000 ;; *) exec /usr/bin/id "$@" ;; esac',
	sudo: `
way=${way}
never=
prompt='[sudo] password: '
while :; do
	case $1 in
		-n) never=1; shift ;;
		-S) shift ;;
		-p) prompt=$2; shift 2 ;;
		*) break ;;
	esac
done
become() { SUDO_USER=ops; FAKE_ROOT=1; export SUDO_USER FAKE_ROOT; exec "$@"; }
case $way in
	no-password) become "$@" ;;
	not-in-sudoers) echo 'ops is not in the sudoers file.  This incident will be reported.' >&2; exit 1 ;;
	requiretty) echo 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1 ;;
	cached-then-password) if [ ! -e ${log}.used ]; then : > ${log}.used; become "$@"; fi ;;
	foreign-prompt) prompt='LDAP Password: ' ;;
esac
if [ -n "$never" ]; then echo 'sudo: a password is required' >&2; exit 1; fi
tries=0
while [ $tries -lt 3 ]; do
	printf %s "$prompt" >&2
	if ! IFS= read -r given; then
		echo >&2
		echo 'sudo: no password was provided' >&2
		echo 'sudo: a password is required' >&2
		exit 1
	fi
	printf '%s\\n' "$given" >> ${log}
	case $given in '${sudoPassword}') become "$@" ;; esac
	echo 'Sorry, try again.' >&2
	tries=$((tries + 1))
done
echo 'sudo: 3 incorrect password attempts' >&2
exit 1`,
});
