// Nothing of the machine's own may change what tests see, nor reach the programs that they start. Runs before each test file, before anything is loaded.
import {tmpdir} from 'node:os';

const kept = ['PATH', 'HOME', 'TMPDIR', 'USER', 'LOGNAME', 'KUBENROLL_PROGRAM', 'UPDATE_GOLDENS', 'UPDATE_ASSETS', 'NODE_ENV', 'NODE_PATH'];
for (const name of Object.keys(process.env)) {
	if (!kept.includes(name) && !name.startsWith('VITEST')) {
		delete process.env[name];
	}
}
process.env['LANG'] = 'C.UTF-8';
process.umask(0o022);
// Paths of hosts, which folders of tests stand for, and of sockets are short and without blanks. Tests of long ones make their own.
if (!/^[\w./-]{1,40}$/.test(tmpdir())) {
	process.env['TMPDIR'] = '/tmp';
}
