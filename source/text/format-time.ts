/** A time of day as the clock on the wall shows it here: `14:05`. */
export const formatTime = (ms: number): string => {
	const date = new Date(ms);
	return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
};
