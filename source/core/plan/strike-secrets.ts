/** What stands where a secret was. */
export const struckOut = '[secret]';

// Names whose last word says that the value is secret. A flag such as --authentication-token-webhook only has such a word inside.
const secretName = String.raw`[\w.-]*(?:token|password|passwd|secret|api[-_]?key|access[-_]?key|secret[-_]?key|key-data)`;

// A value as a shell reads it: quoted and bare parts side by side; a quote that is not closed goes to the end of the line.
const value = (bare: string): string => String.raw`(?:"[^"\n]*"?|'[^'\n]*'?|${bare})+`;

// The order matters: whole blocks first, then names with their values, then what is secret by its own shape.
const rules: readonly {readonly pattern: RegExp; readonly replacement: string}[] = [
	{pattern: /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, replacement: `$1 ${struckOut} $2`},
	{pattern: new RegExp(String.raw`(?<![\w.-])(${secretName}["']?[ \t]*[=:][ \t]*)${value("[^\\s\"',;]")}`, 'gi'), replacement: `$1${struckOut}`},
	{pattern: new RegExp(String.raw`(?<![\w.-])(--${secretName}[ \t]+)(?!-)${value("[^\\s\"']")}`, 'gi'), replacement: `$1${struckOut}`},
	// user:password@ of a URL (RFC 3986 section 3.2.1), as in HTTPS_PROXY.
	{pattern: /(:\/\/[^\s/@:"']{0,256}:)[^\s/@"']{1,256}@/g, replacement: `$1${struckOut}@`},
	{pattern: /(\bbearer[ \t]+)[\w.~+/=-]{8,}/gi, replacement: `$1${struckOut}`},
	// A bootstrap token, wherever it stands: k8s.io/cluster-bootstrap token/api/types.go, BootstrapTokenPattern.
	{pattern: /(?<![\w.-])[a-z0-9]{6}\.[a-z0-9]{16}(?![\w.-])/g, replacement: struckOut},
];

/** Strikes out what looks like a secret in a text that will be shown: values of token-like names, private keys, passwords in URLs, bootstrap tokens. */
export const strikeSecrets = (text: string): string => rules.reduce((struck, {pattern, replacement}) => struck.replaceAll(pattern, replacement), text);
