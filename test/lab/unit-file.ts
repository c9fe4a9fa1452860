import type {TreeFile} from './host-tree.ts';
import type {UnitStyle} from './shape.ts';

/** A service of the control plane as its unit is to say it. */
export type ServiceUnit = {
	/** Of the unit and of the program in /usr/local/bin. */
	readonly name: string;
	/** Flags by name without dashes. */
	readonly flags: Readonly<Record<string, string>>;
	/** Type=notify rather than simple. */
	readonly doesNotify: boolean;
	/** Folder of its environment file, where the style has one. */
	readonly configFolder: string;
};

/** The files of a unit, in one of the styles that hand-built clusters have. */
export function renderUnit(unit: ServiceUnit, style: UnitStyle): readonly TreeFile[] {
	const flags = Object.entries(unit.flags).map(([flag, value]) => `--${flag}=${value}`);
	return renderByStyle[style](unit, `/usr/local/bin/${unit.name}`, flags);
}

const renderByStyle: Readonly<Record<UnitStyle, (unit: ServiceUnit, program: string, flags: readonly string[]) => readonly TreeFile[]>> = {
	multiline: (unit, program, flags) => [
		{path: pathOf(unit), content: renderService(unit, [`ExecStart=${[program, ...flags].join(newLine)}`])},
	],
	'one-line': (unit, program, flags) => [
		{path: pathOf(unit), content: renderService(unit, [`ExecStart=${[program, ...flags].join(' ')}`])},
	],
	'environment-file': (unit, program, flags) => {
		const variable = `${unit.name.toUpperCase().replaceAll('-', '_')}_OPTS`;
		const file = `${unit.configFolder}/${unit.name}.conf`;
		return [
			{path: pathOf(unit), content: renderService(unit, [`EnvironmentFile=-${file}`, `ExecStart=${program} $${variable}`])},
			{path: file, content: `${variable}="${flags.join(' \\\n')}"\n`},
		];
	},
	'drop-in': (unit, program, flags) => [
		{path: pathOf(unit), content: renderService(unit, [`ExecStart=${program}`])},
		{path: `${pathOf(unit)}.d/10-flags.conf`, content: `[Service]\nExecStart=\nExecStart=${[program, ...flags].join(newLine)}\n`},
	],
};

const newLine = ' \\\n  ';

function pathOf({name}: ServiceUnit): string {
	return `/etc/systemd/system/${name}.service`;
}

function renderService({name, doesNotify}: ServiceUnit, execLines: readonly string[]): string {
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
