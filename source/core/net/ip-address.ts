/** An IP address as its 4 or 16 bytes. IPv4-mapped IPv6 does not exist here: it is IPv4, as Go's net package and x509 treat it. */
export type IpAddress = {readonly family: 4 | 6; readonly bytes: readonly number[]};

// No leading zeros: Go refuses them since 1.17 because C libraries read them as octal (golang/go#30999).
const octet = /^(?:0|[1-9]\d{0,2})$/;
const group = /^[\da-f]{1,4}$/i;

const parseIpv4 = (text: string): readonly number[] | undefined => {
	const parts = text.split('.');
	const bytes = parts.map(Number);
	return parts.length === 4 && parts.every((part) => octet.test(part)) && bytes.every((byte) => byte <= 255) ? bytes : undefined;
};

// Both halves around `::`, the last of which may end in dotted IPv4 (RFC 4291 section 2.2).
const parseGroups = (text: string): readonly number[] | undefined => {
	if (text === '') {
		return [];
	}
	const parts = text.split(':');
	const last = parts.at(-1) ?? '';
	const tail = last.includes('.') ? parseIpv4(last) : [];
	const groups = last.includes('.') ? parts.slice(0, -1) : parts;
	return tail !== undefined && groups.every((part) => group.test(part))
		? [...groups.flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 0xff]), ...tail]
		: undefined;
};

const parseIpv6 = (text: string): readonly number[] | undefined => {
	const halves = text.split('::');
	const [head, tail] = [parseGroups(halves[0] ?? ''), parseGroups(halves[1] ?? '')];
	if (halves.length > 2 || head === undefined || tail === undefined || (halves.length === 2 && halves[0]?.includes('.'))) {
		return undefined;
	}
	const missing = 16 - head.length - tail.length;
	return (halves.length === 1 ? missing === 0 : missing >= 2) ? [...head, ...Array.from({length: missing}, () => 0), ...tail] : undefined;
};

/** Reads the bytes of an address, 4 or 16 of them; undefined for any other count. */
export const ipAddressFromBytes = (bytes: readonly number[]): IpAddress | undefined => {
	if (bytes.length === 4) {
		return {family: 4, bytes};
	}
	if (bytes.length !== 16) {
		return undefined;
	}
	// ::ffff:0:0/96, RFC 4291 section 2.5.5.2.
	const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
	return isMapped ? {family: 4, bytes: bytes.slice(12)} : {family: 6, bytes};
};

/** Reads the text of an address; undefined for zones, brackets, leading zeros and whatever else is none. */
export const parseIpAddress = (text: string): IpAddress | undefined => {
	if (text.length > 45) {
		return undefined;
	}
	const bytes = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
	return bytes === undefined ? undefined : ipAddressFromBytes(bytes);
};

const longestZeroRun = (groups: readonly number[]): {readonly start: number; readonly length: number} => {
	let [best, start] = [{start: -1, length: 1}, 0];
	for (const [index, value] of [...groups, 1].entries()) {
		if (value !== 0) {
			best = index - start > best.length ? {start, length: index - start} : best;
			start = index + 1;
		}
	}
	return best;
};

/** Writes the one canonical text of an address: dotted IPv4, or IPv6 as RFC 5952 wants it (lower case, longest run of zeros shortened). */
export const formatIpAddress = ({family, bytes}: IpAddress): string => {
	if (family === 4) {
		return bytes.join('.');
	}
	const groups = Array.from({length: 8}, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0));
	const {start, length} = longestZeroRun(groups);
	const write = (part: readonly number[]): string => part.map((value) => value.toString(16)).join(':');
	return start < 0 ? write(groups) : `${write(groups.slice(0, start))}::${write(groups.slice(start + length))}`;
};

/** The canonical text of an address written in any way; undefined where it is none. */
export const canonicalIp = (text: string): string | undefined => {
	const address = parseIpAddress(text);
	return address === undefined ? undefined : formatIpAddress(address);
};
