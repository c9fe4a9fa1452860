#!/usr/bin/env node
// Old versions of Node.js must be able to parse this file, or nobody reads the message: no syntax younger than import().
var version = process.versions.node.split('.').map(Number);

// The range of "engines" in package.json.
var isSupported =
	(version[0] === 22 && (version[1] > 22 || (version[1] === 22 && version[2] >= 2))) ||
	(version[0] === 24 && version[1] >= 15) ||
	version[0] >= 26;

function fail(lines) {
	process.stderr.write(lines.join('\n') + '\n');
	process.exitCode = 1;
}

function start() {
	var fs = process.getBuiltinModule('fs');
	var cli = new URL('../dist/cli.js', import.meta.url);
	if (!fs.existsSync(cli)) {
		fail([
			'kubenroll: dist/cli.js is missing; run in the checkout: npm ci && npm run build',
			'kubenroll：缺少 dist/cli.js；请在源码目录执行：npm ci && npm run build',
		]);
		return;
	}
	var home = '/';
	try {
		home = process.getBuiltinModule('os').homedir();
	} catch {
		// A user id without an entry in the user database, as in containers: os.homedir() would throw wherever it is called.
		process.env.HOME = home;
	}
	// A folder of one's own: the default is in /tmp, where who comes first could leave code for us to run.
	var cache = process.env.XDG_CACHE_HOME || home + '/.cache';
	process.getBuiltinModule('module').enableCompileCache(process.env.NODE_COMPILE_CACHE || cache + '/kubenroll');
	void import(cli);
}

if (isSupported) {
	start();
} else {
	fail([
		'kubenroll needs Node.js 22.22.2, 24.15.0, 26 or newer; this is ' + process.versions.node + ' (' + process.execPath + ').',
		'kubenroll 需要 Node.js 22.22.2、24.15.0、26 或更新的版本；当前是 ' + process.versions.node + '（' + process.execPath + '）。',
	]);
}
