// Nothing of the machine's own may change what tests see, nor reach the programs that they start. Runs before each test file, before anything is loaded.
const kept = ['PATH', 'HOME', 'TMPDIR', 'USER', 'LOGNAME', 'KUBENROLL_PROGRAM', 'UPDATE_GOLDENS', 'UPDATE_ASSETS', 'NODE_ENV', 'NODE_PATH'];
for (const name of Object.keys(process.env)) {
	if (!kept.includes(name) && !name.startsWith('VITEST')) {
		delete process.env[name];
	}
}
process.env['LANG'] = 'C.UTF-8';
