import {useStdout} from 'ink';
import {useEffect} from 'react';

// After the last of many changes: while somebody drags a border, each frame is drawn over the one before.
const settleMs = 60;

// CUP and ED (ECMA-48 8.3.21, 8.3.39).
const clear = '\u001B[H\u001B[J';

/**
 * Draws the whole screen anew once the terminal has kept its size for a moment. Only what changed is written otherwise, and what was on its way
 * while the size changed has landed elsewhere than Ink remembers.
 */
export const useCleanRedraw = (): void => {
	const {stdout, write} = useStdout();
	useEffect(() => {
		let timer: NodeJS.Timeout | undefined;
		const hear = (): void => {
			clearTimeout(timer);
			timer = setTimeout(() => write(clear), settleMs);
		};
		stdout.on('resize', hear);
		return () => {
			clearTimeout(timer);
			stdout.off('resize', hear);
		};
	}, [stdout, write]);
};
