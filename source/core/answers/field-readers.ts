import {parseCidr} from '../net/cidr.ts';
import {parseKubernetesVersion} from '../kubernetes-versions/kubernetes-version.ts';
import {canonicalIp, formatIpAddress} from '../net/ip-address.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {accept, reject, type Reading} from './field-reading.ts';
import {isUser} from './node-item.ts';

// What neither a shell, systemd (% and $ are its own) nor YAML reads as anything else.
const safePath = /^(?:\/[\w.+@:,=-]+)+$/;
// DNS-1123 subdomain: k8s.io/apimachinery/pkg/util/validation/validation.go.
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** True for what Kubernetes takes as the name of a Node, apart from its length. */
export const isSubdomain = (text: string): boolean => subdomain.test(text);

/** Reads a path on a node. */
export const readAbsolutePath = (text: string): Reading<string> => {
	const tidy = text.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
	const isSafe = safePath.test(tidy) && !/\/\.\.?(?:\/|$)/.test(tidy);
	return isSafe && tidy === text ? accept(text) : reject('absolute-path', text, isSafe ? tidy : undefined);
};

/** Reads a path on the operator's machine: relative, absolute or with `~`; no URL. */
export const readLocalPath = (text: string): Reading<string> =>
	text.trim() === text && text !== '' && escapeControls(text) === text && !/^\w+:\/\//.test(text) ? accept(text) : reject('local-path', text);

/** Reads a Kubernetes version (1.32, v1.32.4) into its minor. */
export const readMinor = (text: string): Reading<number> => {
	const version = parseKubernetesVersion(text);
	return version?.major === 1 ? accept(version.minor) : reject('kubernetes-version', text);
};

/** Reads a word such as a context's name. */
export const readText = (text: string): Reading<string> => (text.trim() === text && text !== '' && escapeControls(text) === text ? accept(text) : reject('text', text));

/** Reads a user for ssh. */
export const readUser = (text: string): Reading<string> => (isUser(text) ? accept(text) : reject('user', text));

/** Reads an IP address into its canonical text. */
export const readIp = (text: string): Reading<string> => {
	const ip = canonicalIp(text);
	return ip === undefined ? reject('ip', text) : accept(ip);
};

/** Reads a CIDR into its canonical text; host bits stay as written. */
export const readCidr = (text: string): Reading<string> => {
	const cidr = parseCidr(text);
	const ip = canonicalIp(text);
	return cidr === undefined ? reject('cidr', text, ip === undefined ? undefined : `${ip}/${ip.includes(':') ? 128 : 32}`) : accept(`${formatIpAddress(cidr.address)}/${cidr.prefixLength}`);
};

/** Reads a DNS domain or host name. */
export const readDomain = (text: string): Reading<string> => {
	const tidy = text.toLowerCase().replace(/\.$/, '');
	return isSubdomain(text) && text.length <= 253 ? accept(text) : reject('domain', text, isSubdomain(tidy) && tidy.length <= 253 ? tidy : undefined);
};

/** Reads a host key fingerprint as ssh-keygen prints it: unpadded base64 of the 32 bytes of SHA-256. */
export const readFingerprint = (text: string): Reading<string> => {
	const [, found] = /(SHA256:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])=?(?:\s|$)/.exec(text) ?? [];
	return found === text ? accept(text) : reject('fingerprint', text, found);
};

/** Reads 64 hexadecimal digits into lower case. */
export const readSha256 = (text: string): Reading<string> => (/^[\da-f]{64}$/i.test(text) ? accept(text.toLowerCase()) : reject('sha256', text));

/** Reads where the container runtime listens: `auto` or a Unix socket. */
export const readUnixSocket = (text: string): Reading<string> => {
	const path = text.replace(/^unix:\/\//, '');
	const isPath = readAbsolutePath(path).isValid;
	return text === 'auto' || (isPath && path !== text) ? accept(text) : reject('unix-socket', text, isPath ? `unix://${path}` : undefined);
};

const unitSeconds = {h: 3600, m: 60, s: 1} as const;

/** Makes the reader of a duration (`1h`, `1h30m`, `10s`) into seconds; the limits are durations too and inclusive. */
export const makeDurationReader = (minimum: string, maximum: string, step: keyof typeof unitSeconds = 's'): ((text: string) => Reading<number>) => {
	const count = (text: string): number => [...text.matchAll(/(\d+)([hms])/g)].reduce((sum, [, digits, unit]) => sum + Number(digits) * unitSeconds[unit === 'h' || unit === 'm' ? unit : 's'], 0);
	const [least, most] = [count(minimum), count(maximum)];
	return (text) => {
		const seconds = count(text);
		if (!/^(?=.)(?:\d{1,9}h)?(?:\d{1,9}m)?(?:\d{1,9}s)?$/.test(text) || seconds % unitSeconds[step] !== 0) {
			return reject('duration', text);
		}
		return seconds >= least && seconds <= most ? accept(seconds) : {isValid: false, defect: {code: 'field-range', params: {value: text, minimum, maximum}}};
	};
};
