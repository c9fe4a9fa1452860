import {execFileSync} from 'node:child_process';
import {mkdirSync, linkSync, chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {burnFileScript, inspectKubeletScript, parseServiceReport, proveKubeletScript, startKubeletScript} from '../../../source/core/kubelet-service/kubelet-scripts.ts';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kubenroll-scripts-'));
});
afterEach(() => {
	rmSync(folder, {recursive: true});
});

/** Puts a systemctl and a journalctl first on PATH: the unit runs under these main pids, one answer after the other. */
const runWithSystemd = (script: string, pids: readonly number[], options: {readonly restartFails?: boolean} = {}): string => {
	const put = (name: string, text: string): void => {
		writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
		chmodSync(join(folder, name), 0o755);
	};
	writeFileSync(join(folder, 'pids'), pids.join('\n'));
	put('sleep', 'exit 0');
	put('journalctl', 'echo "E0101 run.go:72] command failed: unknown flag: --x"');
	put(
		'systemctl',
		`echo "$*" >> ${folder}/calls
case "$1" in
restart) ${options.restartFails === true ? "echo 'Failed to restart kubelet.service: Unit kubelet.service not found.' >&2; exit 5" : ':'} ;;
show)
	pid=$(head -n 1 ${folder}/pids)
	if [ "$(wc -l < ${folder}/pids)" -gt 0 ]; then sed -i 1d ${folder}/pids; fi
	if [ "$pid" = 0 ]; then echo ActiveState=activating; else echo ActiveState=active; fi
	printf 'SubState=running\\nMainPID=%s\\nNRestarts=2\\n' "$pid" ;;
esac`,
	);
	return execFileSync('sh', ['-c', script], {encoding: 'utf8', env: {PATH: `${folder}:/usr/bin:/bin`}});
};

const start = (setAside: readonly string[] = []): string => startKubeletScript({unit: 'kubelet.service', setAside, stamp: '20260101T000000Z'});

const prove = proveKubeletScript({unit: 'kubelet.service', mainPid: 41, seconds: 4});

test('a kubelet that was started is up', () => {
	const report = parseServiceReport(runWithSystemd(start(), [41]));
	expect(report).toMatchObject({outcome: 'up', service: {activeState: 'active', mainPid: 41, restarts: 2}, log: ''});
	expect(readFileSync(join(folder, 'calls'), 'utf8')).toMatch(/daemon-reload\n.*\nenable kubelet\.service\nrestart kubelet\.service/);
});

test('a kubelet that is gone at once is down, and its log comes along', () => {
	expect(parseServiceReport(runWithSystemd(start(), [0]))).toMatchObject({outcome: 'down', log: expect.stringContaining('unknown flag: --x')});
});

test('a kubelet that keeps its process is up, and nothing is done to it', () => {
	expect(parseServiceReport(runWithSystemd(prove, [41]))).toMatchObject({outcome: 'up', log: ''});
	expect(readFileSync(join(folder, 'calls'), 'utf8')).toMatch(/^show [^\n]*\n$/);
});

test.each([
	['that has ended is down', 0],
	['under a new process has been restarted meanwhile: down', 57],
	['under a process that begins alike has been restarted: down', 411],
])('a kubelet %s, and its log comes along', (_title, pid) => {
	expect(parseServiceReport(runWithSystemd(prove, [pid]))).toMatchObject({outcome: 'down', log: expect.stringContaining('unknown flag: --x')});
});

test('a kubelet without a process has not stayed up, whatever it was started as', () => {
	expect(parseServiceReport(runWithSystemd(proveKubeletScript({unit: 'kubelet.service', mainPid: 0, seconds: 4}), [0])).outcome).toBe('down');
});

test('a unit that systemd refuses is told apart from a kubelet that ends', () => {
	const report = parseServiceReport(runWithSystemd(start(), [0], {restartFails: true}));
	expect(report).toMatchObject({outcome: 'refused', systemctl: expect.stringContaining('not found')});
});

test('sets stale credentials aside before the start, links too, and passes over what is not there', () => {
	const stale = join(folder, "old 'kubeconfig'");
	writeFileSync(stale, 'old');
	runWithSystemd(start([stale, join(folder, 'missing')]), [41, 41]);
	expect(existsSync(stale)).toBe(false);
	expect(readFileSync(`${stale}.kubenroll-20260101T000000Z`, 'utf8')).toBe('old');
});

test('looks at a running kubelet without touching it', () => {
	const report = parseServiceReport(runWithSystemd(inspectKubeletScript({unit: 'kubelet.service', seconds: 20, certificates: join(folder, 'pki')}), [41]));
	expect(report).toMatchObject({outcome: 'up', log: expect.stringContaining('unknown flag')});
	expect(readFileSync(join(folder, 'calls'), 'utf8')).not.toMatch(/restart|enable|stop/);
});

test('burns a bootstrap kubeconfig, and twice is as good as once', () => {
	const file = join(folder, 'bootstrap kubeconfig');
	writeFileSync(file, 'token');
	execFileSync('sh', ['-c', burnFileScript(file)]);
	execFileSync('sh', ['-c', burnFileScript(file)]);
	expect(readdirSync(folder)).toEqual([]);
});

test('burns the bytes themselves, out of the sight of whoever reads the file', () => {
	const file = join(folder, 'bootstrap kubeconfig');
	const link = join(folder, 'another name');
	writeFileSync(file, 'token');
	linkSync(file, link);
	// What a reader would find while bytes are overwritten is what is there when overwriting fails.
	execFileSync('sh', ['-c', `head() { return 1; }\n${burnFileScript(file)}`]);
	expect(existsSync(file)).toBe(false);
	expect(readFileSync(link, 'utf8')).toBe('token');
	linkSync(link, file);
	execFileSync('sh', ['-c', burnFileScript(file)]);
	expect(readFileSync(link)).toEqual(Buffer.alloc(5));
});

test('is not misled by a banner that looks like an answer', () => {
	expect(parseServiceReport('Welcome!\nActiveState=active\nkubenroll:ActiveState=failed\nkubenroll:outcome=down\n')).toMatchObject({outcome: 'down', service: {activeState: 'failed'}});
});

test('shows the certificates that a kubelet uses, and never a key', () => {
	mkdirSync(join(folder, 'pki'));
	const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
	writeFileSync(join(folder, 'pki', 'kubelet-server-current.pem'), `${certificate}-----BEGIN EC PRIVATE KEY-----\nsecret\n-----END EC PRIVATE KEY-----\n`);
	const stdout = runWithSystemd(inspectKubeletScript({unit: 'kubelet.service', seconds: 20, certificates: `${join(folder, 'pki')}/`}), [41]);
	expect(stdout).not.toContain('secret');
	expect(parseServiceReport(stdout).certificates).toEqual({client: '', serving: certificate});
});
