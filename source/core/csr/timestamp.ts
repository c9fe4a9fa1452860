// RFC 3339 section 5.6 with capital letters, which is all that Kubernetes writes; Date.parse alone takes much more. Go knows no hour 24.
const form = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since the epoch of a time as Kubernetes writes it; undefined for everything else, a 30th of February included. */
export const parseTimestamp = (text: string): number | undefined => {
	const [, day] = form.exec(text) ?? [];
	const [timeMs, midnightMs] = [Date.parse(text), Date.parse(`${day ?? ''}T00:00:00Z`)];
	// Engines roll days over that a month does not have.
	return Number.isNaN(timeMs) || Number.isNaN(midnightMs) || !new Date(midnightMs).toISOString().startsWith(day ?? '?') ? undefined : timeMs;
};
