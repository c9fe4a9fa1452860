/** What a kubeconfig with a client certificate is made of, all PEM embedded. */
export type KubeconfigParts = {
	readonly server: string;
	readonly caCertificate: string;
	readonly user: string;
	readonly certificate: string;
	readonly key: string;
};

/** Writes down a kubeconfig as `kubectl config` would. */
export function formatKubeconfig({server, caCertificate, user, certificate, key}: KubeconfigParts): string {
	const embed = (pem: string) => Buffer.from(pem).toString('base64');
	return `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: ${embed(caCertificate)}
    server: ${server}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: ${JSON.stringify(user)}
  name: ${JSON.stringify(`${user}@kubernetes`)}
current-context: ${JSON.stringify(`${user}@kubernetes`)}
preferences: {}
users:
- name: ${JSON.stringify(user)}
  user:
    client-certificate-data: ${embed(certificate)}
    client-key-data: ${embed(key)}
`;
}
