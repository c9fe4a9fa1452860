/** Makes a pure function remember what it said last: asked again about the very same values, it works nothing out. For what is asked many times a second and changes now and then. */
export const rememberLast = <Input extends readonly unknown[], Output>(workOut: (...input: Input) => Output): ((...input: Input) => Output) => {
	let last: {readonly input: Input; readonly output: Output} | undefined;
	return (...input) => {
		if (last === undefined || last.input.length !== input.length || last.input.some((value, index) => value !== input[index])) {
			last = {input, output: workOut(...input)};
		}
		return last.output;
	};
};
