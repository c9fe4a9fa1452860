const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g;

/**
 * Renders `ca.crt`, the kubelet's authentication.x509.clientCAFile: the certificates of a PEM text in their order, each once,
 * 64 characters a line (RFC 7468 section 2), without whatever stood between them. Empty where there is no certificate.
 */
export const renderClientCa = (pem: string): string => {
	const bodies = [...pem.matchAll(block)].map(([, body = '']) => body.replaceAll(/\s/g, '')).filter((body) => body !== '');
	return [...new Set(bodies)].map((body) => `-----BEGIN CERTIFICATE-----\n${(body.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`).join('');
};
