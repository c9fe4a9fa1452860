/** Milliseconds that the processor spent on some work: where a machine is busy with other things, a clock tells of those too. */
export const cpuTimeMs = (work: () => void): number => {
	const before = process.cpuUsage();
	work();
	const {user, system} = process.cpuUsage(before);
	return (user + system) / 1000;
};
