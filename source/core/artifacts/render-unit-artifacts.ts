import type {FileFacts, NodeFacts} from '../facts/node-facts.ts';
import {findFlagState} from '../kubernetes-versions/kubelet-flags.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {isOwnArtifact} from './artifact-header.ts';
import type {Artifact, ArtifactId} from './artifact.ts';
import {listWantedFlags, type KubeletSettings} from './kubelet-settings.ts';
import type {Fields} from './merge-fields.ts';
import {renderKubeletUnit} from './render-kubelet-unit.ts';
import {adaptKubeletUnit, type UnitAdaptation} from './unit/adapt-kubelet-unit.ts';
import {isPackaged} from './unit/edit-unit-flags.ts';
import type {FlagChange} from './unit/decide-flag-changes.ts';

/** Files and what to know of them. */
export type Rendered = {readonly artifacts: readonly Artifact[]; readonly problems: readonly Problem[]};

// Which answer of kubenroll.yaml a path flag of the unit belongs to.
const pathSettings = new Map([
	['config', 'kubelet.paths.config'],
	['kubeconfig', 'kubelet.paths.kubeconfig'],
	['bootstrap-kubeconfig', 'kubelet.paths.bootstrapKubeconfig'],
	['cert-dir', 'kubelet.paths.certificates'],
]);

const artifactOf = (path: string): ArtifactId => (path.includes('.service.d/') ? 'kubelet-drop-in' : path.endsWith('.service') ? 'kubelet-unit' : 'kubelet-environment');

const toArtifact = (path: string, content: string, facts: FileFacts | undefined): Artifact => ({
	id: artifactOf(path),
	path,
	content,
	mode: facts?.exists ? facts.mode : 0o644,
	owner: facts?.exists ? facts.owner : 'root:root',
	isSecret: false,
});

const describeChange = ({flag, action, was = '', value = '', reason}: FlagChange, settings: KubeletSettings, minor: number): Problem | undefined => {
	const subject = settings.nodeName;
	const setting = pathSettings.get(flag);
	const before = escapeControls(was);
	switch (reason.code) {
		case 'refused': {
			return problem('unit-flag-refused', subject, {flag: escapeControls(flag), minor, ...(reason.since === undefined ? {} : {since: reason.since})}, {severity: 'notice'});
		}
		case 'overrides-config': {
			return problem('unit-flag-overrides', subject, {flag, was: before, field: reason.field, configured: escapeControls(reason.configured)}, {severity: 'notice'});
		}
		case 'refused-parts': {
			const parts = reason.parts.map(escapeControls);
			return flag === 'node-labels' ? problem('kubelet-label-refused', subject, {labels: parts}, {severity: 'warning'}) : problem('unit-flag-refused', subject, {flag: `${flag}=${parts.join(',')}`, minor, since: minor}, {severity: 'notice'});
		}
		case 'needed': {
			if (flag === 'container-runtime') {
				return problem('unit-runtime-changed', subject, {was: action === 'add' ? 'docker' : before, now: settings.containerRuntimeEndpoint}, {severity: 'warning'});
			}
			return action === 'change' && setting !== undefined ? problem('unit-path-changed', subject, {flag, was: before, now: value, setting}, {severity: 'warning'}) : undefined;
		}
	}
};

const listProblems = (adaptation: UnitAdaptation, settings: KubeletSettings, minor: number, binary: string): readonly Problem[] => {
	const subject = settings.nodeName;
	if (!adaptation.isUnderstood) {
		const {path, reason, detail} = adaptation.defect;
		return [problem('unit-not-understood', subject, {path: escapeControls(path), reason, detail: escapeControls(detail)})];
	}
	const unknown = adaptation.flags.filter(({name}) => findFlagState(name, minor) === 'unknown');
	return [
		...(adaptation.binary === binary ? [] : [problem('unit-other-binary', subject, {path: escapeControls(adaptation.binary), expected: binary})]),
		...adaptation.flagChanges.map((change) => describeChange(change, settings, minor)).filter((found) => found !== undefined),
		...[...new Set(unknown.map(({name}) => escapeControls(name)))].map((flag) => problem('unit-flag-unknown', subject, {flag, minor}, {severity: 'warning'})),
	];
};

/**
 * Renders the files that start the kubelet: our own unit where there is none or ours is there (drop-ins of others are adapted
 * all the same), else the changes to the files that are there. The unit itself always comes back, changed or not, unless it is not understood or a package's.
 */
export const renderUnitArtifacts = (settings: KubeletSettings, minor: number, config: Fields, facts: NodeFacts | undefined): Rendered => {
	const {paths} = settings;
	const [unit, ...others] = facts?.unitFiles ?? [];
	const isForeign = unit !== undefined && unit.exists && unit.content !== '' && !(unit.content !== undefined && isOwnArtifact(unit.content));
	const own: FileFacts = {path: unit?.exists ? unit.path : paths.unit, content: renderKubeletUnit(settings, minor), exists: true, sha256: '', mode: 0o644, owner: 'root:root'};
	const main = isForeign ? unit : own;
	const files = [main, ...others];
	const adaptation = adaptKubeletUnit({files, wanted: listWantedFlags(settings, minor), minor, config});
	const problems = listProblems(adaptation, settings, minor, paths.binary);
	if (!adaptation.isUnderstood) {
		return {artifacts: [], problems};
	}
	const changed = new Map(adaptation.changes.map(({path, content}) => [path, content]));
	const kept = changed.has(main.path) || isPackaged(main.path) ? [] : [toArtifact(main.path, main.content ?? '', main)];
	return {artifacts: [...kept, ...[...changed].map(([path, content]) => toArtifact(path, content, files.find((file) => file.path === path)))], problems};
};
