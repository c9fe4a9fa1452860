import type {MissingFact} from '../csr/judge-context.ts';

type Nothing = Readonly<Record<never, never>>;

/** Problems of a file of objects that is to be judged. Subject: the file, with line and column where there is a place. None quotes the file: a Secret may stand there. */
export type CaseProblems = {
	/** What stands here is no JSON. */
	'objects-json': Nothing;
	/** It holds nothing at all: what should have written it has failed. */
	'objects-empty': Nothing;
	/** A key stands here that its object has already. */
	'objects-key-repeated': Nothing;
	/** An object is there more than once, and not the same each time; `places` are numbers of documents and of their items, the first two. */
	'objects-differ': {readonly kind: string; readonly name: string; readonly places: readonly [string, string]};
	/** What begins here does not end. */
	'objects-cut-off': Nothing;
	'objects-too-large': {readonly limitMiB: number};
	/** YAML may be less large than JSON. */
	'objects-yaml-too-large': {readonly limitMiB: number};
	/** So many things in the file are no Kubernetes objects, or not of the shape of their kind. */
	'objects-not-understood': {readonly count: number};
	/** Nothing passes, for the file does not tell this (P36). */
	'case-lacks-fact': {readonly fact: MissingFact};
};
