import type {Component, ComponentName, MasterFacts, Setup, SourceFile} from '../../source/core/control-plane/component.ts';
import {listWrittenFlags, readSourceFlags} from '../../source/core/control-plane/read-source-flags.ts';
import {fileFacts} from './plan-facts.ts';

/** A file that flags are written in. */
export const sourceFile = (path: string, content: string, change: Partial<SourceFile> = {}): SourceFile => ({...fileFacts(path, content), modifiedAtMs: 1, ...change});

/** A unit and the files that it reads, in the order of `systemctl cat`. */
export const systemdSetup = (...files: readonly (readonly [path: string, content: string, change?: Partial<SourceFile>])[]): Extract<Setup, {kind: 'systemd'}> => ({
	kind: 'systemd',
	unit: files[0]?.[0].split('/').at(-1) ?? '',
	files: files.map(([path, content, change]) => sourceFile(path, content, change)),
	needsReload: false,
	isActive: true,
});

/** A static pod. */
export const podSetup = (content: string, path = '/etc/kubernetes/manifests/kube-apiserver.yaml'): Extract<Setup, {kind: 'static-pod'}> => ({kind: 'static-pod', manifest: sourceFile(path, content)});

/** A component that runs as it is written. */
export const component = (name: ComponentName, setup: Setup, change: Partial<Component> = {}): Component => {
	const written = listWrittenFlags(readSourceFlags(name, setup));
	return {
		host: 'm1',
		name,
		version: {major: 1, minor: 36, patch: 0, gitVersion: 'v1.36.0'},
		setup,
		...(written.isUnderstood ? {process: {pid: 10, owner: 'root:root', binary: written.binary, startedAtMs: 1000, flags: written.flags.map(({name, value}) => ({name, value}))}} : {}),
		written,
		files: [],
		restart: setup.kind === 'systemd' ? {how: 'systemd', unit: setup.unit} : setup.kind === 'static-pod' ? {how: 'static-pod', manifest: setup.manifest.path} : {how: 'none'},
		staleness: {drifts: [], newerFiles: []},
		...change,
	};
};

/** A host of the control plane that was read; without `components` nothing runs there. */
export const masterFacts = (name: string, change: Partial<MasterFacts> = {}): MasterFacts => ({
	name,
	address: name,
	hostname: name,
	privilege: 'root',
	addresses: [],
	holdsVip: false,
	clockSkewMs: 0,
	components: [],
	files: [],
	configs: new Map(),
	problems: [],
	...change,
});

/** A component as a unit of one line with these flags; `running` where other flags run. */
export const unitComponent = (host: string, name: ComponentName, flags: readonly string[], change: Partial<Component> = {}): Component => {
	const made = component(name, systemdSetup([`/etc/systemd/system/${name}.service`, `[Service]\nExecStart=/usr/local/bin/${[name, ...flags].join(' ')}\n`]), change);
	return {...made, host};
};
