const pairs = (hex: string): string => (hex.match(/../g) ?? []).join(':');

/** A SHA-256 in hex as `5f:9a:…:00:c1`: enough to compare by eye with what openssl prints. */
export const shortenDigest = (sha256: string): string => `${pairs(sha256.slice(0, 4))}:…:${pairs(sha256.slice(-4))}`;
