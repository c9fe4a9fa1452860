// Loaded before a program that is measured: notes what it has cost, in milliseconds of CPU, when it writes its first frame to the terminal. Whoever reads
// that from outside reads it later, and counts what is loaded behind the frame.
const {Duplex} = require('node:stream');
const {writeFileSync} = require('node:fs');

const {write} = Duplex.prototype;
let output = '';

Duplex.prototype.write = function (chunk, ...rest) {
	if (this.fd === 1 && output !== undefined) {
		output += chunk;
		if (output.includes(process.env.FIRST_FRAME_TEXT)) {
			output = undefined;
			const {user, system} = process.cpuUsage();
			writeFileSync(process.env.FIRST_FRAME_NOTE, String((user + system) / 1000));
		}
	}
	return Reflect.apply(write, this, [chunk, ...rest]);
};
