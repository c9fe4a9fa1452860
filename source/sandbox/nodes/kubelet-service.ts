import {setTimeout as sleep} from 'node:timers/promises';
import {runKubelet} from './kubelet.ts';
import type {KubeletHost} from './kubelet-host.ts';

/** `kubelet.service` of a practice node, as its systemd sees it. */
export type KubeletService = {
	readonly state: () => ServiceView;
	readonly enable: () => void;
	readonly disable: () => void;
	readonly resetFailed: () => void;
	readonly start: () => void;
	readonly stop: () => Promise<void>;
	/** Stops and starts; a first start too. */
	readonly restart: () => Promise<void>;
};

/** What systemctl tells of it. */
export type ServiceView = {
	readonly activeState: 'inactive' | 'activating' | 'active';
	readonly subState: 'dead' | 'auto-restart' | 'running';
	readonly mainPid: number;
	readonly restarts: number;
	readonly isEnabled: boolean;
	/** Microseconds since the machine started, as ExecMainStartTimestampMonotonic is. */
	readonly startedAtUs: number;
};

// Restart=always and RestartSec=5 of the unit that kubenroll writes; people's own say the like.
const restartAfterMs = 5000;
let lastPid = 1000;

/** Makes the service, not started. `onBug` hears of what no kubelet does: an error of the simulation itself. */
export const createKubeletService = (host: KubeletHost, onBug: (error: unknown) => void): KubeletService => {
	let view: ServiceView = {activeState: 'inactive', subState: 'dead', mainPid: 0, restarts: 0, isEnabled: false, startedAtUs: 0};
	let stopping = new AbortController();
	let ended: Promise<void> = Promise.resolve();

	const run = async (signal: AbortSignal): Promise<void> => {
		while (!signal.aborted) {
			lastPid += 1;
			view = {...view, activeState: 'active', subState: 'running', mainPid: lastPid, startedAtUs: Math.round(performance.now() * 1000)};
			host.journal.write('Started kubelet.service - kubelet: the Kubernetes node agent.');
			await host.beforeStart();
			const code = await runKubelet(host, lastPid, signal);
			if (signal.aborted) {
				break;
			}
			host.journal.write(`kubelet.service: Main process exited, code=exited, status=${code}/${code === 0 ? 'SUCCESS' : 'FAILURE'}`);
			view = {...view, activeState: 'activating', subState: 'auto-restart', mainPid: 0, restarts: view.restarts + 1};
			await sleep(restartAfterMs, undefined, {signal}).catch(() => undefined);
		}
		view = {...view, activeState: 'inactive', subState: 'dead', mainPid: 0};
	};
	const start = (): void => {
		if (view.activeState === 'inactive') {
			stopping = new AbortController();
			view = {...view, restarts: 0};
			ended = run(stopping.signal).catch(onBug);
		}
	};
	const stop = async (): Promise<void> => {
		stopping.abort();
		await ended;
	};
	return {
		state: () => view,
		enable: () => {
			view = {...view, isEnabled: true};
		},
		disable: () => {
			view = {...view, isEnabled: false};
		},
		resetFailed: () => {
			view = {...view, restarts: 0};
		},
		start,
		stop,
		restart: async () => {
			await stop();
			start();
		},
	};
};
