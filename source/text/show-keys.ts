/** Host keys as ssh-keygen -l would tell them: `ED25519 SHA256:…`; without their kinds where these are not known. */
export const showKeys = ({fingerprints, keyTypes = []}: {readonly fingerprints: readonly string[]; readonly keyTypes?: readonly string[] | undefined}): readonly string[] =>
	fingerprints.map((fingerprint, index) => (keyTypes[index] === undefined ? fingerprint : `${keyTypes[index]} ${fingerprint}`));

/** What prints a host's fingerprint on its own console: for the kind of key that it shows, the usual one where that is not known. */
export const fingerprintCommand = (keyTypes: readonly string[] = []): string => `ssh-keygen -l -f /etc/ssh/ssh_host_${(keyTypes.includes('ED25519') ? 'ED25519' : (keyTypes[0] ?? 'ED25519')).toLowerCase()}_key.pub`;
