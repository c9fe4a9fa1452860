import {describe, expect, test} from 'vitest';
import {findStaleness} from '../../../source/core/control-plane/find-staleness.ts';
import {readSourceFlags, listWrittenFlags} from '../../../source/core/control-plane/read-source-flags.ts';
import type {Flag, ReferencedFile} from '../../../source/core/control-plane/component.ts';
import {systemdSetup} from '../../support/control-plane.ts';

const unit = '/etc/systemd/system/kube-apiserver.service';

const flag = (text: string): Flag => ({name: text.split('=')[0] ?? '', value: text.split('=').slice(1).join('=')});

const drifts = (exec: string, running: readonly string[], extra = '') => {
	const setup = systemdSetup([unit, `[Service]\n${extra}ExecStart=/usr/local/bin/kube-apiserver ${exec}\n`]);
	const process = {pid: 1, owner: 'root:root', binary: 'x', startedAtMs: 10_000, flags: running.map(flag)};
	return findStaleness('kube-apiserver', process, listWrittenFlags(readSourceFlags('kube-apiserver', setup)), []).drifts;
};

describe('what runs against what is written', () => {
	test.each<readonly [string, string, readonly string[], readonly unknown[]]>([
		['the same in another order', '--v=2 --audit-log-maxage=30', ['audit-log-maxage=30', 'v=2'], []],
		['quotes', `"--event-ttl=1h0m0s" --etcd-servers='http://a,http://b'`, ['event-ttl=1h0m0s', 'etcd-servers=http://a,http://b'], []],
		['a switch without a value', '--allow-privileged', ['allow-privileged=true'], []],
		['booleans in other words', '--profiling=0', ['profiling=false'], []],
		['the last of several counts', '--v=1 --v=2', ['v=2'], []],
		['lists add up', '--authorization-mode=Node --authorization-mode=RBAC', ['authorization-mode=Node,RBAC'], []],
		['a specifier that cannot be told', '--advertise-address=%i', ['advertise-address=10.0.0.1'], []],
		['a percent sign', '--external-hostname=a%%b', ['external-hostname=a%b'], []],
		['changed', '--v=4', ['v=2'], [{flag: 'v', running: '2', written: '4'}]],
		['added', '--v=4', [], [{flag: 'v', written: '4'}]],
		['taken out', '', ['v=4'], [{flag: 'v', running: '4'}]],
	])('%s', (_title, exec, running, expected) => {
		expect(drifts(exec, running)).toEqual(expected);
	});

	test('variables', () => {
		expect(drifts('--bind-address=${IP} $MORE', ['bind-address=10.0.0.1', 'v=2'], 'Environment=IP=10.0.0.1 "MORE=--v=2"\n')).toEqual([]);
	});

	test('is not compared where what is written cannot be read', () => {
		const setup = systemdSetup([unit, '[Service]\nExecStart=/bin/sh -c x\n']);
		const process = {pid: 1, owner: 'root:root', binary: 'x', startedAtMs: 0, flags: [flag('v=2')]};
		expect(findStaleness('kube-apiserver', process, listWrittenFlags(readSourceFlags('kube-apiserver', setup)), []).drifts).toEqual([]);
	});
});

test('a file that is read at the start only is newer when it was written after it, with some seconds of grace', () => {
	const file = (modifiedAtMs: number, change: Partial<ReferencedFile> = {}): ReferencedFile => ({path: '/t.csv', flags: ['token-auth-file'], exists: true, mode: 0o600, owner: 'root:root', sha256: '', isReadable: true, modifiedAtMs, ...change});
	const newer = (each: ReferencedFile) => findStaleness('kube-apiserver', {pid: 1, owner: 'root:root', binary: 'x', startedAtMs: 10_000, flags: []}, {isUnderstood: true, binary: 'x', flags: []}, [each]).newerFiles;
	expect(newer(file(13_000))).toEqual([{flag: 'token-auth-file', path: '/t.csv'}]);
	expect([newer(file(9000)), newer(file(11_000)), newer(file(13_000, {exists: false})), newer(file(13_000, {flags: ['client-ca-file']}))]).toEqual([[], [], [], []]);
});
