/** Splits what --nodes is given (`node[01-03,07],node9`) into its entries; commas between brackets belong to a range. */
export const splitNodeList = (text: string): readonly string[] =>
	text
		.split(/,(?![^[]*\])/)
		.map((part) => part.trim())
		.filter((part) => part !== '');
