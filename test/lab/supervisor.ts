// Masters whose components no unit names: a supervisor of somebody's own starts each again that ends, as runit, s6 and shell loops out of rc.local do.
import type {TreeFile} from './host-tree.ts';
import type {Service} from './service.ts';

/** Unit of the supervisor itself, which is all that systemd knows of the control plane. */
export const supervisorUnit = 'runsvdir';

const folder = '/etc/service';

/** Path of the script that a component of the name is started by. */
export function runScriptOf(name: string): string {
	return `${folder}/${name}/run`;
}

/** One component as a supervisor starts it; `command` is its program with all flags. */
export function renderRunScript({name}: Pick<Service, 'name'>, command: string): TreeFile {
	return {path: runScriptOf(name), content: `#!/bin/sh\nexec ${command}\n`, mode: 0o755};
}

/** The supervisor. */
export function renderSupervisor(): readonly TreeFile[] {
	return [
		{path: '/usr/local/sbin/runsvdir', content: `#!/bin/sh
for run in ${folder}/*/run; do
	while :; do "$run"; sleep 1; done &
done
wait
`, mode: 0o755},
		{path: `/etc/systemd/system/${supervisorUnit}.service`, content: `[Unit]
Description=Everything below ${folder}
After=network.target etcd.service

[Service]
ExecStart=/usr/local/sbin/runsvdir

[Install]
WantedBy=multi-user.target
`},
	];
}
