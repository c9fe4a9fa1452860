import type {Component, ComponentName, Restart} from './component.ts';
import {resolveFlag} from './component-flags.ts';

/** How long a restart may take before it is given up, in seconds. */
export type RestartLimits = {
	/** For the old process to go and a new one to be there. */
	readonly processSeconds: number;
	/** From then on, for the new one to be ready. */
	readonly readySeconds: number;
};

/**
 * Milliseconds between one API server that is back and the next that goes. A load balancer that found a server down sends to it again after a while: nginx after
 * fail_timeout, 10 s by default (ngx_stream_upstream_module); haproxy after two checks 2 s apart (`inter`, `rise`).
 */
export const settleMs = 10_000;

// An apiserver that is told to end waits for its watches for --request-timeout, a minute by default: apiserver pkg/server/config.go. A kubelet gives a pod
// terminationGracePeriodSeconds, 30 by default, and looks for it again after up to a minute.
const defaultRequestSeconds = 60;
const spareSeconds = 30;
const podSeconds = 60;

// A start takes some seconds; with a slow etcd a minute. A controller-manager waits until the lease of one that went has run out: --leader-elect-lease-duration 15s,
// and tries every --leader-elect-retry-period 2s: component-base config/v1alpha1/defaults.go.
const readySeconds: Readonly<Record<ComponentName, number>> = {'kube-apiserver': 90, 'kube-controller-manager': 60, etcd: 60, kubelet: 60};

const unitSeconds: Readonly<Record<string, number>> = {h: 3600, m: 60, s: 1, ms: 0.001};

/** Reads a duration as Go writes it (`1m0s`), in seconds; undefined for anything else. */
export const parseGoSeconds = (text: string): number | undefined =>
	/^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/.test(text) ? [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)].reduce((sum, [, number, unit = '']) => sum + Number(number) * (unitSeconds[unit] ?? 0), 0) : undefined;

/** The limits of one component, from what it runs with; `component` is undefined where nothing is known of it. */
export const limitRestart = (name: ComponentName, restart: Restart, component: Component | undefined): RestartLimits => {
	const asked = resolveFlag(component?.process?.flags ?? [], 'request-timeout');
	const stop = name === 'kube-apiserver' ? (asked === undefined ? defaultRequestSeconds : (parseGoSeconds(asked) ?? defaultRequestSeconds)) : 0;
	return {processSeconds: Math.ceil(stop) + spareSeconds + (restart.how === 'static-pod' ? podSeconds : 0), readySeconds: readySeconds[name]};
};
