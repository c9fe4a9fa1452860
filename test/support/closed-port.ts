/** Nothing listens there: tcpmux, which nobody has run for decades. A port that was free a moment ago may be taken by now. */
export const closedPort = 1;
