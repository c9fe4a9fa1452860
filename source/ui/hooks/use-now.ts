import {useEffect, useState} from 'react';

/** The time, told anew each second: only lines whose words change by it are painted again. */
export const useNow = (nowMs: () => number): number => {
	const [now, setNow] = useState(nowMs);
	useEffect(() => {
		const timer = setInterval(() => setNow(nowMs()), 1000);
		return () => clearInterval(timer);
	}, [nowMs]);
	return now;
};
