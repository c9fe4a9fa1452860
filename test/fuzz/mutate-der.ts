import type {Random} from './random.ts';

type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const cut = (bytes: Buffer, from: number, length: number, insert: Uint8Array): Buffer => Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + length)]);

// What stands in DER and where it goes wrong: identifiers, lengths, and the numbers in between.
const telling = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x1c, 0x1e, 0x1f, 0x24, 0x30, 0x31, 0x3f, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0xa0, 0xa3, 0xbf, 0xff];

const mutations: readonly Mutation[] = [
	// A bit, or a whole byte, is another.
	(bytes, random) => {
		const at = random.below(bytes.length);
		return cut(bytes, at, 1, Buffer.from([(bytes[at] ?? 0) ^ (1 << random.below(8))]));
	},
	(bytes, random) => cut(bytes, random.below(bytes.length), 1, Buffer.from([random.pick(telling)])),
	// A length is a little more or less.
	(bytes, random) => {
		const at = random.below(bytes.length);
		return cut(bytes, at, 1, Buffer.from([((bytes[at] ?? 0) + random.pick([-2, -1, 1, 2])) & 0xff]));
	},
	// Bytes come in, or are missing.
	(bytes, random) => cut(bytes, random.below(bytes.length + 1), 0, random.bytes(1 + random.below(6))),
	(bytes, random) => cut(bytes, random.below(bytes.length + 1), 0, Buffer.from([random.pick(telling), random.pick(telling)])),
	(bytes, random) => cut(bytes, random.below(bytes.length), 1 + random.below(6), Buffer.alloc(0)),
	(bytes, random) => bytes.subarray(0, random.below(bytes.length)),
	// A part is there twice, in another place, or from another request.
	(bytes, random) => {
		const from = random.below(bytes.length);
		return cut(bytes, random.below(bytes.length), 0, bytes.subarray(from, from + random.below(80)));
	},
	(bytes, random, others) => {
		const other = random.pick(others);
		const from = random.below(other.length);
		return cut(bytes, random.below(bytes.length), random.below(40), other.subarray(from, from + random.below(80)));
	},
	// A length is written in more bytes, or as BER.
	(bytes, random) => cut(bytes, 1 + random.below(bytes.length), 0, random.pick([Buffer.from([0x81]), Buffer.from([0x82, 0x00]), Buffer.from([0x84, 0, 0, 0]), Buffer.from([0x80])])),
	// It is large.
	(bytes, random) => (random.below(200) === 0 ? cut(bytes, random.below(bytes.length), 0, Buffer.alloc(random.pick([1000, 20_000, 300_000]), random.pick([0x00, 0x30, 0x80, 0x31]))) : bytes),
	(bytes, random) => (random.below(200) === 0 ? Buffer.from('3080'.repeat(random.below(8000)) + bytes.toString('hex'), 'hex') : bytes),
];

/** Changes bytes in one to four ways. */
export const mutateDer = (bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer => {
	let changed = bytes;
	for (let round = 1 + random.below(4); round > 0 && changed.length > 0; round -= 1) {
		changed = random.pick(mutations)(changed, random, others);
	}
	return changed;
};
