/*
P30 without a tool that a bare host may lack: which public key a file's private key has is found by sh and coreutils where the file itself holds
the public part, as kubelets' own keys (ECDSA P-256) and all RSA keys do. What else there is takes openssl, and is told where that is missing.
*/
import type {KubeletPaths} from '../answers/answers.ts';
import {certificatePath} from '../survey/surveyed-paths.ts';
import {quoteShell} from '../untrusted/quote-shell.ts';
import type {HostProof} from './proofs.ts';

// The pending key of a first request (kubernetes pkg/kubelet/certificate/bootstrap/bootstrap.go), then those that are in use (client-go util/certificate/certificate_store.go).
const files = ['kubelet-client.key.tmp', 'kubelet-client-current.pem', 'kubelet-client.key', 'kubelet-server-current.pem', 'kubelet-server.key', 'kubelet.key'];

/** A curve: its name (RFC 5480 section 2.1.1.1), what stands before the point in a private key (RFC 5915 section 3) and in a SubjectPublicKeyInfo (RFC 5480 section 2), in hex, and the point's bytes. */
type Curve = {readonly oid: string; readonly inKey: string; readonly spki: string; readonly pointBytes: number};

// P-256, P-384 and P-521, uncompressed.
const curves: readonly Curve[] = [
	{oid: '06082a8648ce3d030107', inKey: 'a144034200', spki: '3059301306072a8648ce3d020106082a8648ce3d030107034200', pointBytes: 65},
	{oid: '06052b81040022', inKey: 'a164036200', spki: '3076301006072a8648ce3d020106052b81040022036200', pointBytes: 97},
	{oid: '06052b81040023', inKey: 'a1818903818600', spki: '30819b301006072a8648ce3d020106052b8104002303818600', pointBytes: 133},
];

const rsaBits = [2048, 3072, 4096];

const hexOf = (number: number): string => number.toString(16).padStart(4, '0');
const octalOf = (hex: string): string => (hex.match(/../g) ?? []).map((byte) => String.raw`\0${Number.parseInt(byte, 16).toString(8).padStart(3, '0')}`).join('');

const curveCases = curves.map(({oid, inKey, spki, pointBytes}) => `*${oid}*) ec ${pointBytes} ${inKey} '${octalOf(spki)}' ;;`);

// Modulus and exponent 65537 lie side by side in a private key as in a public one (RFC 8017 appendix A.1): after 7 bytes of PKCS #1, or 33 of PKCS #8 (RFC 5958).
const rsaCases = rsaBits.flatMap((bits) => {
	const modulus = bits / 8 + 1;
	const numbers = 4 + modulus + 5;
	const spki = `3082${hexOf(numbers + 24)}300d06092a864886f70d01010105000382${hexOf(numbers + 5)}003082${hexOf(numbers)}`;
	const inKey = `0201000282${hexOf(modulus)}00`;
	return [
		`3082????${inKey}*) rsa 8 ${numbers} '${octalOf(spki)}' ;;`,
		`3082????020100300d06092a864886f70d01010105000482????3082????${inKey}*) rsa 34 ${numbers} '${octalOf(spki)}' ;;`,
	];
});

/**
 * Text that prints the fingerprint of each key in the kubelet's folder: SHA-256 over the SubjectPublicKeyInfo, one hex line each, made on the host, so
 * that nothing of a key leaves it. `unread` is a key whose fingerprint takes an openssl that is not there, or that openssl cannot read either.
 */
export const renderKeyFingerprintsScript = (paths: KubeletPaths): string => `
der() {
	inside=
	while IFS= read -r line; do
		case $line in
			-----BEGIN*PRIVATE\\ KEY-----*) inside=1 ;;
			-----END*PRIVATE\\ KEY-----*) return ;;
			*) [ -z "$inside" ] || printf '%s\\n' "$line" ;;
		esac
	done < "$1" | base64 -d 2>/dev/null
}
hex() { od -An -v -tx1 | tr -d ' \\n'; }
print() { sha256sum | cut -c 1-64; }
ec() {
	if [ "$(der "$file" | tail -c "$(($1 + \${#2} / 2))" | head -c "$((\${#2} / 2))" | hex)" = "$2" ]; then
		{ printf '%b' "$3"; der "$file" | tail -c "$1"; } | print
	else
		other
	fi
}
rsa() {
	if [ "$(der "$file" | tail -c "+$(($1 + $2 - 5))" | head -c 5 | hex)" = 0203010001 ]; then
		{ printf '%b' "$3"; der "$file" | tail -c "+$1" | head -c "$2"; } | print
	else
		other
	fi
}
other() {
	if openssl pkey -in "$file" -passin pass: -pubout -outform DER >/dev/null 2>&1 </dev/null; then
		openssl pkey -in "$file" -passin pass: -pubout -outform DER 2>/dev/null </dev/null | print
	else
		echo unread
	fi
}
for file in ${files.map((name) => quoteShell(certificatePath(paths, name))).join(' ')}; do
	[ -f "$file" ] || continue
	start=$(der "$file" | head -c 96 | hex)
	case $start in
		'') ;;
		${[...rsaCases, ...curveCases].join('\n\t\t')}
		*) other ;;
	esac
done
`;

/** Reads what that text printed; whatever is neither a fingerprint nor `unread` is left out. */
export const parseKeyFingerprints = (stdout: string): Pick<HostProof, 'keySha256s' | 'hasUnreadKey'> => {
	const lines = stdout.split('\n');
	return {keySha256s: [...new Set(lines.filter((line) => /^[\da-f]{64}$/.test(line)))], hasUnreadKey: lines.includes('unread')};
};
