// What ssh calls to ask for a password: passes the prompt on to the kubenroll that started ssh, and prints its answer. It knows no
// secret by itself; without a kubenroll that grants one it fails, and ssh goes on as if nobody had answered.
import {connect} from 'node:net';

const socketPath = process.env['KUBENROLL_ASKPASS_SOCKET'];
const token = process.env['KUBENROLL_ASKPASS_TOKEN'];
process.exitCode = 1;

if (socketPath !== undefined && token !== undefined) {
	const prompt = (process.argv[2] ?? '').replaceAll('\n', ' ');
	const socket = connect(socketPath);
	socket.setEncoding('utf8');
	socket.on('error', () => socket.destroy());
	let answer = '';
	socket.on('data', (text: string) => {
		answer += text;
	});
	socket.on('end', () => {
		if (answer.endsWith('\n')) {
			process.stdout.write(answer);
			process.exitCode = 0;
		}
		socket.destroy();
	});
	socket.write(`${token} ${prompt}\n`);
}
