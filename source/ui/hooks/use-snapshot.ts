import {useEffect, useRef, useState} from 'react';

/** What screens need of a session to follow it. */
export type Followed<State> = {readonly subscribe: (listener: () => void) => () => void; readonly getSnapshot: () => State};

// A person sees no more than this; a flood of events is drawn as often, and the first event of a quiet time at once.
const paintEveryMs = 50;

/** The state of a session, told anew when it has changed, at most twenty times a second. */
export const useSnapshot = <State>({subscribe, getSnapshot}: Followed<State>): State => {
	const [state, setState] = useState(getSnapshot);
	const paintedAt = useRef(0);
	useEffect(() => {
		let timer: NodeJS.Timeout | undefined;
		const paint = (): void => {
			timer = undefined;
			paintedAt.current = performance.now();
			setState(getSnapshot());
		};
		const end = subscribe(() => {
			timer ??= setTimeout(paint, Math.max(0, paintedAt.current + paintEveryMs - performance.now()));
		});
		paint();
		return () => {
			clearTimeout(timer);
			end();
		};
	}, [subscribe, getSnapshot]);
	return state;
};
