import {type AnswersFile, answersFile} from './answers-schema.ts';
import {salvage} from './salvage.ts';

type Salvaged<Value> = Value extends readonly (infer Item)[] ? readonly (Salvaged<Item> | undefined)[] : Value extends object ? {readonly [Key in keyof Value]?: Salvaged<Value[Key]>} : Value;

/** What could be read of a file that may hold mistakes: any field may be missing, any item of a list undefined. */
export type AnswersDraft = Salvaged<AnswersFile>;

/** Reads what can be read; checks across fields work on this, so that they speak beside the mistakes in single fields. */
export const draftAnswers = (value: unknown): AnswersDraft => salvage(answersFile, value) ?? {};
