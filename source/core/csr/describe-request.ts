import type {RequestView} from '../run/event.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {describeAltName} from './alt-name.ts';
import type {Csr} from './csr.ts';
import type {Judgement} from './judgement.ts';

/** Makes a judged request fit to be printed or drawn: every string of the object is an attacker's and is escaped (P27). */
export const describeRequest = ({raw, reading}: Csr, judgement: Judgement): RequestView => ({
	...judgement,
	name: escapeControls(judgement.name),
	signer: escapeControls(raw.signerName),
	requester: escapeControls(raw.username),
	createdAt: escapeControls(raw.createdAt),
	names: reading.isReadable ? (reading.decoded.altNames ?? []).map((name) => escapeControls(describeAltName(name))) : [],
	usages: raw.usages.map(escapeControls),
	...(reading.isReadable ? {keySha256: reading.decoded.spkiSha256} : {}),
});
