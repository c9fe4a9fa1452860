import type {Component, MasterFacts} from '../control-plane/component.ts';
import type {ControlPlanePlan} from '../plan/control-plane-plan.ts';
import type {FileChange} from '../plan/file-change.ts';
import {masterArtifactPath} from './list-manual-steps.ts';
import {renderPatch} from './render-patch.ts';

/** A file to be written below the folder of artifacts. */
export type MasterArtifact = {readonly path: string; readonly content: string; readonly mode: number};

/** What the files for the masters are made from; secret because of `tokenFiles`, which holds texts by master. */
export type MasterArtifactsInput = {readonly controlPlane: ControlPlanePlan; readonly masters: readonly MasterFacts[]; readonly tokenFiles: ReadonlyMap<string, string>};

const sourcesOf = ({setup}: Component): readonly {readonly path: string; readonly content?: string; readonly linkTarget?: string}[] => (setup.kind === 'systemd' ? setup.files : setup.kind === 'static-pod' ? [setup.manifest] : []);

const isWritten = ({action}: FileChange): boolean => action === 'create' || action === 'change';

/** Renders what a person puts on the masters: token files whole, changed sources of flags as patches, new ones whole. */
export const renderMasterArtifacts = ({controlPlane, masters, tokenFiles}: MasterArtifactsInput): readonly MasterArtifact[] =>
	controlPlane.masters
		.filter(({state}) => state === 'change')
		.flatMap(({name, files, components}) => {
			const sources = masters.find((master) => master.name === name)?.components.flatMap(sourcesOf) ?? [];
			const text = tokenFiles.get(name);
			const whole = text === undefined ? [] : files.filter(isWritten).map(({path}): MasterArtifact => ({path: masterArtifactPath(name, path, 'file'), content: text, mode: 0o600}));
			const flags = components.flatMap((component) =>
				component.files.filter(isWritten).map(({path, action, content = '', mode}): MasterArtifact => {
					const before = sources.find((source) => (source.linkTarget ?? source.path) === path)?.content ?? '';
					return action === 'create' ? {path: masterArtifactPath(name, path, 'file'), content, mode} : {path: masterArtifactPath(name, path, 'patch'), content: renderPatch(path, before, content), mode: 0o644};
				}),
			);
			return [...whole, ...flags];
		});
