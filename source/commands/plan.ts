import {planEnrollment} from '../workflow/plan/plan-enrollment.ts';
import type {RunCommand} from './invocation.ts';
import {runOperation} from './run-operation.ts';

/** `kubenroll plan`: the plan on stdout; changes nothing. */
export const runPlan: RunCommand = async (invocation) =>
	runOperation(invocation, {createOperation: planEnrollment, plan: 'result', showsDiffs: invocation.line.flags.has('diff') || !invocation.line.flags.has('brief'), needsConsent: false});
