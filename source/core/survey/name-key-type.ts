/** What ssh-keygen -l calls a kind of host key: `ssh-ed25519` is ED25519 (OpenSSH sshkey.c, key_types); an unknown kind keeps its name. */
export const nameKeyType = (type: string): string => {
	const [, name] = /^(?:ssh-)?(ed25519|rsa|dss|ecdsa)\b/.exec(type) ?? [];
	return name === undefined ? type : name === 'dss' ? 'DSA' : name.toUpperCase();
};
