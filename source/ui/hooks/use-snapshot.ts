import {useEffect, useRef, useState} from 'react';

/** What screens need of a session to follow it. */
export type Followed<State> = {readonly subscribe: (listener: () => void) => () => void; readonly getSnapshot: () => State};

// A person sees no more than this; a flood of events is drawn as often, and the first event of a quiet time at once.
const paintEveryMs = 33;

// Of one core, painting takes this part at most, however much there is to paint.
const share = 0.25;

// The clock would count what others do on a busy machine.
const readCpuMs = (): number => {
	const {user, system} = process.cpuUsage();
	return (user + system) / 1000;
};

/** The state of a session, told anew when it has changed, at most thirty times a second. */
export const useSnapshot = <State>({subscribe, getSnapshot}: Followed<State>): State => {
	const [state, setState] = useState(getSnapshot);
	const paint = useRef({beganCpuMs: 0, nextAtMs: 0});
	useEffect(() => {
		let timer: NodeJS.Timeout | undefined;
		const take = (): void => {
			timer = undefined;
			const nowMs = performance.now();
			paint.current = {beganCpuMs: readCpuMs(), nextAtMs: nowMs + paintEveryMs};
			setState(getSnapshot());
		};
		const end = subscribe(() => {
			timer ??= setTimeout(take, Math.max(0, paint.current.nextAtMs - performance.now()));
		});
		take();
		return () => {
			clearTimeout(timer);
			end();
		};
	}, [subscribe, getSnapshot]);
	// Runs once it is drawn.
	useEffect(() => {
		const {beganCpuMs, nextAtMs} = paint.current;
		paint.current = {beganCpuMs, nextAtMs: Math.max(nextAtMs, performance.now() + (readCpuMs() - beganCpuMs) * (1 / share - 1))};
	}, [state]);
	return state;
};
