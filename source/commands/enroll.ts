import {enroll} from '../workflow/enroll/enroll.ts';
import type {RunCommand} from './invocation.ts';
import {runOperation} from './run-operation.ts';

/** `kubenroll enroll`: shows the plan, asks, and performs it. */
export const runEnroll: RunCommand = async (invocation) => runOperation(invocation, {createOperation: enroll, plan: 'talk', showsDiffs: invocation.line.flags.has('diff'), needsConsent: true});
