import type {KubeletPaths} from '../answers/answers.ts';
import {certificatePath} from '../survey/surveyed-paths.ts';
import {quoteShell} from '../untrusted/quote-shell.ts';

// SubjectPublicKeyInfo of an uncompressed P-256 point, up to the point itself: RFC 5480 section 2.
const spkiPrefix = [0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00];
const octal = spkiPrefix.map((byte) => String.raw`\0${byte.toString(8).padStart(3, '0')}`).join('');

// The pending key of a first request (kubernetes pkg/kubelet/certificate/bootstrap/bootstrap.go), then those that are in use (client-go util/certificate/certificate_store.go).
const files = ['kubelet-client.key.tmp', 'kubelet-client-current.pem', 'kubelet-client.key', 'kubelet-server-current.pem', 'kubelet-server.key', 'kubelet.key'];

/**
 * Text that prints the fingerprint of each key in the kubelet's folder: SHA-256 over the SubjectPublicKeyInfo, one hex line each. Needs sh and
 * coreutils, no openssl: an EC key of P-256 ends with its public point (RFC 5915 section 3), whose hash is taken on the host, so that nothing
 * of the key leaves it. Keys of other kinds are passed over.
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
for file in ${files.map((name) => quoteShell(certificatePath(paths, name))).join(' ')}; do
	[ -f "$file" ] || continue
	[ "$(der "$file" | tail -c 70 | head -c 5 | od -An -tx1 | tr -d ' \\n')" = a144034200 ] || continue
	{ printf '%b' '${octal}'; der "$file" | tail -c 65; } | sha256sum | cut -c 1-64
done
`;

/** Reads what that text printed; whatever is no fingerprint is left out. */
export const parseKeyFingerprints = (stdout: string): readonly string[] => [...new Set(stdout.split('\n').filter((line) => /^[\da-f]{64}$/.test(line)))];
