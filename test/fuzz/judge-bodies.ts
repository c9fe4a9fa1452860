/*
Judges requests whose DER was changed at random: none may pass, throw, or take long. Half of them are signed again after the change, so that
they get past the signature: such a one may pass only where it means the same as before.
*/
import {generateKeyPairSync, sign} from 'node:crypto';
import forge from 'node-forge';
import {readRequest} from '../../source/adapters/pki/read-request.ts';
import type {Csr, DecodedRequest, RequestReading} from '../../source/core/csr/csr.ts';
import type {JudgeContext} from '../../source/core/csr/judge-context.ts';
import {foldDnsName} from '../../source/core/csr/dns-name.ts';
import {createJudge} from '../../source/core/csr/judge-csr.ts';
import {altNames, attributes, bits, buildRequestDer, dns, element, extension, extensionRequest, ip, oid, sequence, toPem} from '../support/build-request.ts';
import {clientRequest, context, enrolledContext, servingRequest} from '../support/requests.ts';
import {mutateDer} from './mutate-der.ts';
import {type Random, seedRandom} from './random.ts';

/** What came of it. `defects` are told with what brings them about again. */
export type FuzzResult = {readonly count: number; readonly readable: number; readonly passed: number; readonly slowestMs: number; readonly defects: readonly string[]};

/** The most that one request may cost. */
const limitMs = 10;

// What takes longer is judged again, and the best of some counts: this process collects its garbage as well.
const noticeMs = 2;

const keys = generateKeyPairSync('ec', {namedCurve: 'P-256'});
const spki = keys.publicKey.export({type: 'spki', format: 'der'});
const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
const signInfo = (info: Uint8Array): Buffer => sign('sha256', info, keys.privateKey);

const servingNames = attributes(extensionRequest(altNames(dns('node-1'), dns('node-1.example.com'), ip(10, 0, 0, 11))));
const inner = attributes(extensionRequest(extension('2.5.29.15', element(0x03, Buffer.from([7, 0x80]))), extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.2')))));

type Seed = {readonly der: Buffer; readonly info: Buffer; readonly csr: Csr; readonly known: JudgeContext};

const seedOf = (csr: Csr, known: JudgeContext, parts: Parameters<typeof buildRequestDer>[0]): Seed => {
	let info = Buffer.alloc(0);
	const der = buildRequestDer({
		spki,
		...parts,
		signWith: (bytes) => {
			info = Buffer.from(bytes);
			return signInfo(bytes);
		},
	});
	return {der, info, csr, known};
};

const seeds: readonly Seed[] = [seedOf(clientRequest(), context(), {}), seedOf(clientRequest(), context(), {attributes: inner}), seedOf(servingRequest(), enrolledContext(), {attributes: servingNames})];
const bodies = seeds.map(({der}) => der);
const judges = seeds.map(({known}) => createJudge(known));

// Who asks for what, whichever of the honest string types it is written in.
const identityOf = ({subject, key}: DecodedRequest): string => [...subject.map(({type, value}) => `${type}=${value}`).toSorted(), JSON.stringify(key)].join('\n');

const namesOf = ({altNames: names = []}: DecodedRequest): readonly string[] => names.map(({kind, value}) => `${kind}:${kind === 'dns' ? foldDnsName(value) : value}`);

// The same identity, and no name that was not there: a node may ask for fewer.
const meansTheSame = (before: RequestReading, after: RequestReading): boolean => {
	if (!before.isReadable || !after.isReadable) {
		return false;
	}
	const known = new Set(namesOf(before.decoded));
	const hasNames = ({altNames: names}: DecodedRequest): boolean => names !== undefined;
	return identityOf(before.decoded) === identityOf(after.decoded) && hasNames(before.decoded) === hasNames(after.decoded) && namesOf(after.decoded).every((name) => known.has(name));
};

// What our reader accepts is DER to node-forge too, and the same DER when it writes it again.
const isForgesReading = (der: Buffer): boolean => {
	try {
		return Buffer.from(forge.asn1.toDer(forge.asn1.fromDer(der.toString('latin1'), {strict: true, decodeBitStrings: false} as never)).getBytes(), 'latin1').equals(der);
	} catch {
		return false;
	}
};

// Time of the processor: what else runs on the machine is not to be measured.
const timeCall = (call: () => void): number => {
	const before = process.cpuUsage();
	call();
	const {user, system} = process.cpuUsage(before);
	return (user + system) / 1000;
};

const fuzzOne = (random: Random): {readonly reading: RequestReading; readonly verdict: string; readonly tookMs: number; readonly seed: Seed; readonly der: Buffer} => {
	const index = random.below(seeds.length);
	const seed = seeds[index]!;
	const isSignedAgain = random.below(2) === 0;
	const info = isSignedAgain ? mutateDer(seed.info, random, bodies) : seed.info;
	const der = isSignedAgain ? sequence(info, algorithm, bits(signInfo(info))) : mutateDer(seed.der, random, bodies);
	const request = Buffer.from(toPem(der));
	let reading: RequestReading = {isReadable: false, defect: {rule: 'P3', code: 'der', detail: {code: 'reader-failed'}}};
	let verdict = '';
	const judge = (): void => {
		reading = readRequest(request);
		verdict = judges[index]!({raw: {...seed.csr.raw, request}, reading}).verdict;
	};
	let tookMs = timeCall(judge);
	for (let again = 0; again < 20 && tookMs > noticeMs; again += 1) {
		tookMs = Math.min(tookMs, timeCall(judge));
	}
	return {reading, verdict, tookMs, seed, der};
};

/** Judges so many changed requests; the same seed gives the same changes. */
export const judgeBodies = (seed: number, count: number): FuzzResult => {
	const random = seedRandom(seed);
	const originals = new Map(seeds.map((each) => [each, readRequest(Buffer.from(toPem(each.der)))]));
	const defects: string[] = [];
	let [readable, passed, slowestMs] = [0, 0, 0];
	for (let turn = 0; turn < count; turn += 1) {
		try {
			const {reading, verdict, tookMs, seed: origin, der} = fuzzOne(random);
			slowestMs = Math.max(slowestMs, tookMs);
			readable += Number(reading.isReadable);
			if (verdict === 'PASS') {
				passed += 1;
				if (!meansTheSame(originals.get(origin)!, reading)) {
					defects.push(`${turn} of seed ${seed} passes: ${der.toString('hex')}`);
				}
			}
			if (reading.isReadable && !isForgesReading(der)) {
				defects.push(`${turn} of seed ${seed} is read otherwise by node-forge: ${der.toString('hex')}`);
			}
			if (!reading.isReadable && reading.defect.detail.code === 'reader-failed') {
				defects.push(`${turn} of seed ${seed} broke the reader: ${der.toString('hex').slice(0, 4000)}`);
			}
			if (tookMs > limitMs) {
				defects.push(`${turn} of seed ${seed} took ${tookMs.toFixed(1)} ms: ${der.length} bytes`);
			}
		} catch (error) {
			defects.push(`${turn} of seed ${seed} threw ${String(error)}`);
		}
	}
	return {count, readable, passed, slowestMs, defects};
};
