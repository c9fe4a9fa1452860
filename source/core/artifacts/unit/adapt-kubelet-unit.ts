import type {FileFacts} from '../../facts/node-facts.ts';
import type {Fields} from '../merge-fields.ts';
import type {WantedFlag} from '../kubelet-settings.ts';
import {decideFlagChanges, type FlagChange} from './decide-flag-changes.ts';
import {editUnitFlags, type UnitFileChange} from './edit-unit-flags.ts';
import {readFlags, type FlagUse} from './read-flags.ts';
import {readKubeletCommand} from './read-kubelet-command.ts';
import type {UnitDefect} from './read-service-command.ts';

/** What adapting needs: the files in the order of `systemctl cat`, the flags wanted, and the configuration that flags must not override. */
export type AdaptUnitInput = {readonly files: readonly FileFacts[]; readonly wanted: readonly WantedFlag[]; readonly minor: number; readonly config: Fields};

/** Either what to write, or why the unit must be left to its author. `flags` are those in force before. */
export type UnitAdaptation =
	| {readonly isUnderstood: true; readonly binary: string; readonly changes: readonly UnitFileChange[]; readonly flagChanges: readonly FlagChange[]; readonly flags: readonly FlagUse[]}
	| {readonly isUnderstood: false; readonly defect: UnitDefect};

/** Our drop-in for a unit that a package owns; sorts behind kubeadm's 10-kubeadm.conf. */
const dropInPath = '/etc/systemd/system/kubelet.service.d/90-kubenroll.conf';

/**
 * Adapts a unit that somebody wrote: finds where each flag is really written (unit, drop-in, `Environment=`, environment file) and makes the
 * smallest edit there; comments, order and style stay. A unit that a package owns gets a drop-in instead. Adapting the result changes nothing.
 */
export const adaptKubeletUnit = ({files, wanted, minor, config}: AdaptUnitInput): UnitAdaptation => {
	const command = readKubeletCommand(files);
	if ('reason' in command) {
		return {isUnderstood: false, defect: command};
	}
	const flags = readFlags(command);
	if ('reason' in flags) {
		return {isUnderstood: false, defect: flags};
	}
	const decisions = decideFlagChanges(flags, wanted, minor, config);
	const changes = editUnitFlags({
		files,
		command,
		flags,
		decisions: decisions.map(({change: {action, flag, value}, uses}) => ({action, flag, uses, ...(value === undefined ? {} : {value})})),
		dropInPath,
	});
	if ('reason' in changes) {
		return {isUnderstood: false, defect: changes};
	}
	return {isUnderstood: true, binary: command.binary, changes, flagChanges: decisions.map(({change}) => change), flags};
};
