import {watchedTiming} from '../adapters/kubernetes/watch-timing.ts';
import {localFiles} from '../adapters/local/local-files.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import {readServedCertificate} from '../adapters/pki/read-served-certificate.ts';
import {openKubeletProbe} from '../adapters/tls-probe/open-kubelet-probe.ts';
import {type BoardControl, followBoard} from '../workflow/board/follow-board.ts';
import {openHistory} from '../workflow/board/keep-history.ts';
import type {RemoteShell} from '../ports/remote-shell.ts';
import type {Invocation} from './invocation.ts';
import {nameOperator, openAnsweredCluster, openShell} from './open-edges.ts';
import {resolveHost} from './open-review.ts';
import {readAnswersIfAny} from './read-answers.ts';
import {recordFolderOf} from './record-folder.ts';

/** Follows the board of the cluster that kubenroll.yaml and the command line name, until the signal aborts; rejects with Failure. */
export const followAnsweredBoard = async ({line, programFolder, shell: ownShell}: Pick<Invocation, 'line' | 'programFolder' | 'shell'>, control: BoardControl): Promise<void> => {
	const {answers, folder} = await readAnswersIfAny(localFiles, line);
	const api = await openAnsweredCluster(answers, watchedTiming);
	let opened: Promise<RemoteShell> | undefined;
	const openHosts = async (): Promise<RemoteShell> => {
		if (ownShell !== undefined) {
			return ownShell;
		}
		opened ??= openShell(answers, {folder, programFolder, passwords: {}});
		try {
			return await opened;
		} catch (error) {
			// Told by whoever asked for it; the next one tries again.
			opened = undefined;
			throw error;
		}
	};
	try {
		const apiServerAddresses = await resolveHost(answers.cluster.apiServer?.host ?? api.server.host);
		const settings = {recordFolder: recordFolderOf(folder), operator: nameOperator(), apiServerAddresses};
		const follow = followBoard({api, pki: cryptoPki, clock: systemClock, files: localFiles, kubelets: openKubeletProbe(readServedCertificate), openShell: openHosts}, answers, settings);
		if (answers.nodes.length === 0) {
			// Whoever only looks leaves nothing behind.
			await follow(control);
			return;
		}
		const history = await openHistory({files: localFiles, clock: systemClock}, `${settings.recordFolder}/history.jsonl`, {signal: control.signal, onProblems: (problems) => control.emit({type: 'action-failed', problems})});
		control.emit({type: 'history-read', finished: history.finished});
		const emit: BoardControl['emit'] = (event) => {
			control.emit(event);
			history.hear(event);
		};
		try {
			await follow({...control, emit});
		} finally {
			await history.close();
		}
	} finally {
		api.close();
		await (await opened)?.close();
	}
};
