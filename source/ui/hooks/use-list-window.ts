import {useRef} from 'react';
import {type ListWindow, windowList} from '../components/list.ts';

/** The part of a list that fits around its cursor, in a list of so many rows. While the cursor stays where it is, a screen that shrinks and grows again shows the same part as before. */
export const useListWindow = (): ((total: number, cursor: number, height: number) => ListWindow) => {
	const kept = useRef({cursor: 0, top: 0, shownTop: 0});
	return (total, cursor, height) => {
		const {current} = kept;
		const isStill = cursor === current.cursor;
		const window = windowList(total, cursor, height, isStill ? current.top : current.shownTop);
		kept.current = {cursor, top: isStill ? current.top : window.top, shownTop: window.top};
		return window;
	};
};
