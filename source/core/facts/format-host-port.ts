/** Writes an address as it stands in a URL: an IPv6 host gets brackets. */
export const formatHostPort = ({host, port}: {readonly host: string; readonly port: number}): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;
