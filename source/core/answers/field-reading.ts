import type {ConfigProblems, FieldForm} from '../problem/config.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';

type FieldCode = 'field-form' | 'field-range' | 'kubelet-field-owned' | 'label-not-allowed';

/** Why a value cannot stand in a field; the field itself, and what only the whole file tells, is added where the problem is made. */
export type FieldDefect = {readonly [Code in FieldCode]: {readonly code: Code; readonly params: Omit<ConfigProblems[Code], 'field' | 'node' | 'value'> & {readonly value?: string}}}[FieldCode];

/** A value in its parsed form, or why it has none. */
export type Reading<Value> = {readonly isValid: true; readonly value: Value} | {readonly isValid: false; readonly defect: FieldDefect};

/** Hands on a value that could be read. */
export const accept = <Value>(value: Value): Reading<Value> => ({isValid: true, value});

/** Tells that `value` has not the form that the field wants, and how it was perhaps meant. */
export const reject = (form: FieldForm, value: string, suggestion?: string): {readonly isValid: false; readonly defect: FieldDefect} => ({
	isValid: false,
	defect: {code: 'field-form', params: {form, value: escapeControls(value), ...(suggestion === undefined ? {} : {suggestion: escapeControls(suggestion)})}},
});
