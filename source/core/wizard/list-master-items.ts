// Blanks and commas part hosts, except within brackets, where commas belong to a range.
const itemForm = /(?:\[[^\]]*(?:\]|$)|[^\s,[])+/g;

/** The hosts of the control plane as typed on one line, an item of `cluster.controlPlane` each. */
export const listMasterItems = (text: string): readonly string[] => text.match(itemForm) ?? [];
