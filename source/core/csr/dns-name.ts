/** A DNS name as it is compared everywhere: lower case, without the final dot of an absolute name. */
export const foldDnsName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

// Letters, digits, hyphens (RFC 1123 section 2.1); 63 a label and 253 in all (RFC 1035 section 2.3.4).
const label = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

/** True for a folded name that is a host name. */
export const isHostName = (name: string): boolean => name.length <= 253 && name.split('.').every((part) => label.test(part));
