import {resolve} from 'node:path';
import {writeArtifacts} from '../workflow/artifacts/write-artifacts.ts';
import {writeOfflineArtifacts} from '../workflow/artifacts/write-offline-artifacts.ts';
import type {RunCommand} from './invocation.ts';
import {createManualPage} from './manual-page.ts';
import {runOperation} from './run-operation.ts';

/** `kubenroll artifacts -o DIR`: writes the files here, with a page of commands that puts them in place, and changes neither hosts nor cluster. */
export const runArtifacts: RunCommand = async (invocation) => {
	const folder = resolve(invocation.line.values.get('output') ?? '.');
	return runOperation(invocation, {createOperation: writeArtifacts(folder, createManualPage(invocation.text)), createOfflineOperation: writeOfflineArtifacts(folder, createManualPage(invocation.text)), plan: 'none', showsDiffs: false, needsConsent: false});
};
