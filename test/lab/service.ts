import type {TreeFile} from './host-tree.ts';
import type {UnitStyle} from './shape.ts';
import {renderStaticPod} from './static-pod.ts';
import {renderRunScript} from './supervisor.ts';

/** A program of the control plane on one host, as its unit or pod is to say it. */
export type Service = {
	/** Of the unit and of the program in /usr/local/bin. */
	readonly name: string;
	/** Flags by name without dashes. */
	readonly flags: Readonly<Record<string, string>>;
	/** Type=notify rather than simple. */
	readonly doesNotify: boolean;
	/** Folder of its environment file or of its manifest, where the style has one. */
	readonly configFolder: string;
	/** Files and folders that it reads, where the style must say so. */
	readonly mounts: readonly string[];
};

/** The name of a service's unit, without its ending: that of a template has the host's name in it; undefined where a kubelet or a supervisor runs it. */
export function unitNameOf(name: string, style: UnitStyle, host: string): string | undefined {
	return style === 'static-pod' || style === 'supervised' ? undefined : style === 'template' ? `${name}@${host}` : name;
}

/** The files that make a service run, in one of the styles that hand-built clusters have. */
export function renderService(service: Service, style: UnitStyle): readonly TreeFile[] {
	const flags = Object.entries(service.flags).map(([flag, value]) => `--${flag}=${value}`);
	return renderByStyle[style](service, `/usr/local/bin/${service.name}`, flags);
}

const renderByStyle: Readonly<Record<UnitStyle, (service: Service, program: string, flags: readonly string[]) => readonly TreeFile[]>> = {
	multiline: (service, program, flags) => [
		{path: pathOf(service), content: renderUnit(service, [`ExecStart=${[program, ...flags].join(newLine)}`])},
	],
	'one-line': (service, program, flags) => [
		{path: pathOf(service), content: renderUnit(service, [`ExecStart=${[program, ...flags].join(' ')}`])},
	],
	'environment-file': (service, program, flags) => {
		const variable = `${service.name.toUpperCase().replaceAll('-', '_')}_OPTS`;
		const file = `${service.configFolder}/${service.name}.conf`;
		return [
			{path: pathOf(service), content: renderUnit(service, [`EnvironmentFile=-${file}`, `ExecStart=${program} $${variable}`])},
			{path: file, content: `${variable}="${flags.join(' \\\n')}"\n`},
		];
	},
	template: (service, program, flags) => [
		{path: `/etc/systemd/system/${service.name}@.service`, content: renderUnit(service, [`ExecStart=${[program, ...flags].join(newLine)}`]).replace(/(?<=^Description=.*)$/m, ' on %i')},
	],
	'static-pod': service => [renderStaticPod(service)],
	supervised: (service, program, flags) => [renderRunScript(service, [program, ...flags].join(newLine))],
	'drop-in': (service, program, flags) => [
		{path: pathOf(service), content: renderUnit(service, [`ExecStart=${program}`])},
		{path: `${pathOf(service)}.d/10-flags.conf`, content: `[Service]\nExecStart=\nExecStart=${[program, ...flags].join(newLine)}\n`},
	],
};

const newLine = ' \\\n  ';

function pathOf({name}: Service): string {
	return `/etc/systemd/system/${name}.service`;
}

function renderUnit({name, doesNotify}: Service, execLines: readonly string[]): string {
	return `[Unit]
Description=${name}
Documentation=https://kubernetes.io/docs/
After=network.target etcd.service
Wants=network.target

[Service]
Type=${doesNotify ? 'notify' : 'simple'}
${execLines.join('\n')}
Restart=on-failure
RestartSec=2
TimeoutStartSec=120
LimitNOFILE=65536

[Install]
WantedBy=multi-user.target
`;
}
