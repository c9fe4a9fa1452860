import type {NodeFacts} from '../facts/node-facts.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {SurveyOutput} from './read-survey-output.ts';

type Runtime = NodeFacts['runtime'];
type Details = Pick<Runtime, 'version' | 'cgroupDriver' | 'isCriDisabled'>;

// `containerd github.com/containerd/containerd/v2 v2.4.2 …`, `crio version 1.30.4`, `cri-dockerd 0.3.15 (…)`.
const readVersion = (words: string): Pick<Details, 'version'> => {
	const version = /\bv?(\d+\.\d+\.\d+(?:[-+~][\w.]+)?)/.exec(words)?.[1];
	return version === undefined ? {} : {version: escapeControls(version)};
};

const readDockerDriver = (output: SurveyOutput): Pick<Details, 'cgroupDriver'> => {
	const driver = output.value('docker-driver');
	return driver === 'systemd' || driver === 'cgroupfs' ? {cgroupDriver: driver} : {};
};

const detailsByName: Readonly<Record<string, (output: SurveyOutput) => Details>> = {
	// containerd's own default is cgroupfs: docs/cri/config.md, SystemdCgroup.
	containerd: (output) => ({
		...readVersion(output.value('containerd-version')),
		...(output.values('containerd-systemd-cgroup').length === 0 ? {} : {cgroupDriver: Number(output.value('containerd-systemd-cgroup')) > 0 ? 'systemd' : 'cgroupfs'}),
		...(/["']cri["']|io\.containerd\.grpc\.v1\.cri/.test(output.value('containerd-disabled')) ? {isCriDisabled: true} : {}),
	}),
	// CRI-O's default is systemd: crio.conf(5), cgroup_manager.
	crio: (output) => ({...readVersion(output.value('crio-version')), cgroupDriver: Number(output.value('crio-cgroupfs')) > 0 ? 'cgroupfs' : 'systemd'}),
	'cri-dockerd': (output) => ({...readVersion(output.value('cri-dockerd-version')), ...readDockerDriver(output)}),
	dockershim: readDockerDriver,
};

/** Picks the container runtime: the first socket that somebody listens at, else the first that is there. */
export const parseRuntime = (output: SurveyOutput): Runtime => {
	const sockets = output.values('socket').flatMap((value) => {
		const [, listening, name, path] = /^([01]) (\S+) (\/.*)$/.exec(value) ?? [];
		return name === undefined || path === undefined ? [] : [{isActive: listening === '1', name, path}];
	});
	const socket = sockets.find(({isActive}) => isActive) ?? sockets[0];
	return socket === undefined ? {isActive: false} : {endpoint: `unix://${socket.path}`, name: socket.name, isActive: socket.isActive, ...detailsByName[socket.name]?.(output)};
};
