import {removeRows} from '../workflow/token-file/remove-rows.ts';
import type {RunCommand} from './invocation.ts';
import {runOperation} from './run-operation.ts';

/** `kubenroll token remove`: takes kubenroll's rows off every master's token file, after showing what would change and asking. */
export const runTokenRemove: RunCommand = async (invocation) => runOperation(invocation, {createOperation: removeRows, plan: 'talk', showsDiffs: true, needsConsent: true, isLinesOnly: true});
