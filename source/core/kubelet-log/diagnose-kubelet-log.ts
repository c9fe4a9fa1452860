import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';

/** One cause that a kubelet's log can show. Rows higher in the table are nearer to the root of the trouble. */
type Symptom = {
	readonly pattern: RegExp;
	readonly explain: (match: readonly string[], node: string, cause: string) => Problem;
};

const group = (match: readonly string[], index: number): string => match[index] ?? '';

// The texts are those of cmd/kubelet/app, pkg/kubelet, client-go/util/certificate and Go's crypto/x509 over 1.20–1.36; a log line
// has another prefix before and after 1.23 (klog, then structured), so only the inner text is matched.
const symptoms: readonly Symptom[] = [
	{
		pattern: /unknown flag: (--[\w-]+)|unknown shorthand flag: '.' in (-\S+)/,
		explain: (match, node, cause) => problem('kubelet-unknown-flag', node, {flag: group(match, 1) || group(match, 2)}, {cause}),
	},
	{
		pattern: /running on a host using cgroup v1|configured to not run on a host using cgroup v1/,
		explain: (_match, node, cause) => problem('kubelet-cgroup-v1', node, {field: 'failCgroupV1'}, {cause}),
	},
	{
		pattern: /running with swap on is not supported/,
		explain: (_match, node, cause) => problem('kubelet-swap-on', node, {field: 'failSwapOn'}, {cause}),
	},
	{
		pattern: /unknown service runtime\.v1(?:alpha2)?\.RuntimeService/,
		explain: (_match, node, cause) => problem('kubelet-runtime-without-cri', node, {endpoint: ''}, {cause}),
	},
	{
		pattern: /validate CRI v1 \w+ API for endpoint \\?"([^"\\]+)|container runtime is down|failed to create kubelet: get remote runtime typed version failed/,
		explain: (match, node, cause) => problem('kubelet-runtime-down', node, {endpoint: group(match, 1)}, {cause}),
	},
	{
		pattern: /expected \\?"([^"\\]+)\\?" to be a symlink but it is a file/,
		explain: (match, node, cause) => problem('kubelet-current-not-symlink', node, {path: group(match, 1)}, {cause}),
	},
	{
		pattern: /(?:failed to load Kubelet config file|failed to validate kubelet configuration|failed to set feature gates|unrecognized feature gate)[^\n]*?: ?(.*)/,
		explain: (match, node, cause) => problem('kubelet-config-rejected', node, {detail: group(match, 1)}, {cause}),
	},
	{
		pattern: /unable to load bootstrap kubeconfig: stat ([^\s:]+)/,
		explain: (match, node, cause) => problem('kubelet-no-credentials', node, {path: group(match, 1)}, {cause}),
	},
	{
		pattern: /listen tcp[46]? (\S+?): bind: address already in use/,
		explain: (match, node, cause) => problem('kubelet-address-in-use', node, {address: group(match, 1)}, {cause}),
	},
	{
		pattern: /certificate is valid for (.+?), not ([^\s"\\]+)/,
		explain: (match, node, cause) => problem('kubelet-name-mismatch', node, {valid: group(match, 1), wanted: group(match, 2)}, {cause}),
	},
	{
		pattern: /cannot validate certificate for (\S+) because it doesn't contain any IP SANs/,
		explain: (match, node, cause) => problem('kubelet-name-mismatch', node, {valid: '', wanted: group(match, 1)}, {cause}),
	},
	{
		pattern: /certificate has expired or is not yet valid: (current time [^\s"\\]+ is (?:before|after) [^\s"\\]+)/,
		explain: (match, node, cause) => problem('kubelet-clock-wrong', node, {detail: group(match, 1)}, {cause}),
	},
	{
		pattern: /certificate signed by unknown authority(?:[^\n]*candidate authority certificate \\?"([^"\\]+))?/,
		explain: (match, node, cause) => problem('kubelet-unknown-authority', node, {authority: group(match, 1)}, {cause}),
	},
	{
		pattern: /User \\?"system:anonymous\\?" cannot create resource \\?"certificatesigningrequests/,
		explain: (_match, node, cause) => problem('kubelet-anonymous', node, {path: ''}, {cause}),
	},
	{
		pattern: /User \\?"([^"\\]+)\\?" cannot (?:create|get|list|watch) resource \\?"certificatesigningrequests/,
		explain: (match, node, cause) => problem('kubelet-request-forbidden', node, {user: group(match, 1)}, {cause}),
	},
	{
		pattern: /certificate signing request is denied, reason: ([^,\n]+)/,
		explain: (match, node, cause) => problem('kubelet-request-denied', node, {reason: group(match, 1)}, {cause}),
	},
	{
		pattern: /certificate signing request failed, reason: ([^,\n]+)/,
		explain: (match, node, cause) => problem('kubelet-request-failed', node, {reason: group(match, 1)}, {cause}),
	},
	{
		pattern: /(?:can only create a node CSR with CN=|node \\?"?)system:node:([a-z0-9.-]+)|node \\?"([^"\\]+)\\?" is not allowed to modify node/,
		explain: (match, node, cause) => problem('kubelet-node-renamed', node, {was: group(match, 1) || group(match, 2)}, {cause}),
	},
	{
		pattern: /cannot create certificate signing request: Unauthorized|the server has asked for the client to provide credentials|Failed while requesting a signed certificate[^\n]*Unauthorized/,
		explain: (_match, node, cause) => problem('kubelet-token-refused', node, {server: ''}, {cause}),
	},
	{
		pattern: /[Cc]ertificate request was not signed/,
		explain: (_match, node, cause) => problem('kubelet-request-timed-out', node, {minutes: 15}, {cause}),
	},
	{
		pattern: /dial tcp (\S+): (?:connect: )?(?:connection refused|no route to host|i\/o timeout|network is unreachable)/,
		explain: (match, node, cause) => problem('kubelet-server-unreachable', node, {server: group(match, 1)}, {cause}),
	},
	{
		pattern: /No valid client certificate is found and the server is responsive|a valid client cert was found and the server is responsive/,
		explain: (_match, node, cause) => problem('kubelet-token-refused', node, {server: ''}, {cause}),
	},
	{
		pattern: /Unable to register node with API server"? [^\n]*err="?(.*)/,
		explain: (match, node, cause) => problem('kubelet-registration-refused', node, {detail: group(match, 1)}, {cause}),
	},
];

// Until the first certificate arrives every informer runs as system:anonymous and is refused (kubelet's transport has no
// certificate yet, cmd/kubelet/app/server.go): normal noise, unless it is the request itself that is anonymous.
const noise = /system:anonymous\\?"? cannot (?!create resource \\?"certificatesigningrequests)/;

// A bootstrap token's shape (cluster-bootstrap/token/api): never let one through, whatever program printed it.
const tokenShape = /\b([a-z0-9]{6})\.[a-z0-9]{16}\b/g;

const longestCause = 400;

/** Makes a line of a node's log fit to be shown: no control characters, no bootstrap token, at most 400 characters. */
export const cleanLogLine = (line: string): string => {
	const clean = escapeControls(line.trim()).replaceAll(tokenShape, '$1.…');
	return clean.length > longestCause ? `${clean.slice(0, longestCause)}…` : clean;
};

/**
 * Finds the cause in the last lines of a kubelet's log: the topmost symptom of the table that any line shows, in its newest
 * line. undefined where nothing is recognised, which is also what a kubelet looks like that only waits for approval.
 */
export const diagnoseKubeletLog = (log: string, node: string): Problem | undefined => {
	const lines = log.split('\n').filter((line) => line.trim() !== '' && !noise.test(line));
	for (const {pattern, explain} of symptoms) {
		for (const line of lines.toReversed()) {
			const match = line.match(pattern);
			if (match) {
				const safe = match.map((part) => cleanLogLine(part ?? ''));
				return explain(safe, node, cleanLogLine(line));
			}
		}
	}
	return undefined;
};

/** The newest line of a kubelet's log that looks like an error, else its newest line; empty where the log is. */
export const findLastError = (log: string): string => {
	const lines = log.split('\n').filter((line) => line.trim() !== '' && !noise.test(line));
	const errors = lines.filter((line) => /^[EF]\d{4} |level=(?:error|fatal)|"command failed"|failed to|[Ee]rror:/.test(line));
	return cleanLogLine(errors.at(-1) ?? lines.at(-1) ?? '');
};
