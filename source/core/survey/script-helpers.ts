/** Functions of every script that looks at a host: `say`, `block` and the like print what readSurveyOutput takes apart; `limit` takes the place of its shell, so it goes into `$(…)`. POSIX sh. */
export const scriptHelpers = `
nl='
'
say() { printf '%s=%s\\n' "$1" "\${2%%"$nl"*}"; }
block() { echo "begin $1"; base64; echo .; }
line() { l=; [ ! -r "$1" ] || IFS= read -r l < "$1" || :; }
limit() { if command -v timeout >/dev/null 2>&1; then exec timeout "$@"; else shift; exec "$@"; fi; }
certificates() { sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p' "$1"; }
fact() { f=$1; shift; if "$@"; then say "$f" 1; else say "$f" 0; fi; }
`;
