import {expect, it} from 'vitest';
import type {Component} from '../../../source/core/control-plane/component.ts';
import {limitRestart, parseGoSeconds} from '../../../source/core/control-plane/restart-limits.ts';

const unit = {how: 'systemd', unit: 'kube-apiserver.service'} as const;
const pod = {how: 'static-pod', manifest: '/etc/kubernetes/manifests/kube-apiserver.yaml'} as const;
const running = (value: string): Component => ({
	host: 'm1', name: 'kube-apiserver', setup: {kind: 'other', supervisor: 'sh'}, written: {isUnderstood: true, binary: 'kube-apiserver', flags: []}, files: [], restart: unit,
	process: {pid: 1, owner: 'root:root', binary: 'kube-apiserver', startedAtMs: 0, flags: [{name: 'request-timeout', value}]},
	staleness: {drifts: [], newerFiles: []},
});

it.each([
	['60s', 60],
	['1m0s', 60],
	['1h30m', 5400],
	['1.5s', 1.5],
	['500ms', 0.5],
	['60', undefined],
	['', undefined],
	['1m ', undefined],
])('reads the duration %j as %j seconds', (text, seconds) => {
	expect(parseGoSeconds(text)).toBe(seconds);
});

it('waits longer for an apiserver that waits longer for its watches', () => {
	const usual = limitRestart('kube-apiserver', unit, undefined).processSeconds;
	expect(usual).toBeGreaterThan(61);
	expect(limitRestart('kube-apiserver', unit, running('5m0s')).processSeconds).toBe(usual + 240);
	expect(limitRestart('kube-apiserver', unit, running('nonsense')).processSeconds).toBe(usual);
});

it('gives a kubelet its own time to restart a pod', () => {
	expect(limitRestart('kube-apiserver', pod, undefined).processSeconds).toBeGreaterThan(limitRestart('kube-apiserver', unit, undefined).processSeconds);
});

it('gives a controller-manager the time that a lost lease takes', () => {
	expect(limitRestart('kube-controller-manager', unit, undefined).readySeconds).toBeGreaterThan(20);
});
