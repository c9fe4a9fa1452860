import type {Problem} from '../problem/problem.ts';
import type {Position} from './answers.ts';

/** A problem with the place that it is sorted by. */
export type PlacedProblem = {readonly position: Position; readonly problem: Problem};

/** Writes the place that a problem is about: `hosts.ini:3:7`. */
export const placeIn = (path: string, {line, column}: Position): string => `${path}:${line}:${column}`;

/** Orders problems as a reader of the file meets them. */
export const sortByPlace = (problems: readonly PlacedProblem[]): readonly PlacedProblem[] =>
	problems.toSorted((left, right) => left.position.line - right.position.line || left.position.column - right.position.column);

/** Builds a problem at a place of a file; `make` is given its subject. */
export const placeProblem = (path: string, position: Position, make: (subject: string) => Problem): PlacedProblem => ({position, problem: make(placeIn(path, position))});
