import type {SubjectAltName} from './csr.ts';

/** A subject alternative name as `csr list --json` tells it: `dns:node-1`, `ip:10.0.0.1`. Not escaped. */
export const describeAltName = ({kind, value}: SubjectAltName): string => `${kind}:${value}`;
