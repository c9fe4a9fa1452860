// What stands before the apiservers where there is a load balancer: it passes bytes on, looks every second at who is ready, and tries the next one when one doesn't answer.
import {request} from 'node:https';
import {connect, createServer, type Socket} from 'node:net';
import {once} from 'node:events';
import type {Lab} from './lab.ts';
import {bridgeOf, findPlace} from './place.ts';
import {runCommand} from './run.ts';
import {waitUntil} from './wait-until.ts';

/** A load balancer that has the VIP. */
export type LoadBalancer = {
	/** Names of the masters that get connections now. */
	readonly listReady: () => readonly string[];
	[Symbol.asyncDispose](): Promise<void>;
};

const port = 6443;

// As people set haproxy up: a server is out at its first failed check, and in again after two good ones.
const checkEveryMs = 1000;
const rise = 2;

/** Takes the VIP from the first master, and serves all of them behind it from this machine; resolves when all are ready. */
export async function startLoadBalancer(lab: Lab): Promise<LoadBalancer> {
	const {place} = await findPlace(lab.name);
	const [first] = lab.masters;
	await first?.exec(`ip address del ${lab.vip}/32 dev host0`);
	await runCommand('ip', ['address', 'add', `${lab.vip}/32`, 'dev', bridgeOf(place)]);
	// Nobody shall go on to the first master for having gone there before.
	await Promise.all([...lab.masters, ...lab.nodes].map(async host => host.exec('ip neigh flush all')));

	const goodChecks = new Map(lab.masters.map(master => [master, rise]));
	const check = async () => Promise.all(lab.masters.map(async master => {
		goodChecks.set(master, await isReady(master.address) ? Math.min((goodChecks.get(master) ?? 0) + 1, rise) : 0);
	}));
	const timer = setInterval(() => void check(), checkEveryMs);

	let turn = 0;
	const sockets = new Set<Socket>();
	const server = createServer({allowHalfOpen: true}, client => {
		turn++;
		const ready = lab.masters.filter(master => goodChecks.get(master) === rise);
		const inTurn = ready.map((_, index) => ready[(turn + index) % ready.length]?.address ?? '');
		void serve(client, inTurn, sockets);
	});
	server.listen(port, lab.vip);
	await once(server, 'listening');
	await waitUntil('the load balancer finds all apiservers ready', async () => {
		await check();
		return [...goodChecks.values()].every(count => count === rise);
	});
	return {
		listReady: () => lab.masters.filter(master => goodChecks.get(master) === rise).map(({name}) => name),
		async [Symbol.asyncDispose]() {
			clearInterval(timer);
			for (const socket of sockets) {
				socket.destroy();
			}

			server.close();
			await once(server, 'close');
		},
	};
}

async function serve(client: Socket, addresses: readonly string[], sockets: Set<Socket>): Promise<void> {
	keep(client, sockets);
	for (const host of addresses) {
		const server = connect({host, port, allowHalfOpen: true});
		keep(server, sockets);
		try {
			await once(server, 'connect');
		} catch {
			continue;
		}

		client.on('close', () => server.destroy());
		server.on('close', () => client.destroy());
		client.pipe(server);
		server.pipe(client);
		return;
	}

	client.destroy();
}

function keep(socket: Socket, sockets: Set<Socket>): void {
	sockets.add(socket);
	// Ends of connections are everyday for a load balancer; `close` follows.
	socket.on('error', () => undefined);
	socket.on('close', () => sockets.delete(socket));
}

async function isReady(host: string): Promise<boolean> {
	return new Promise(resolve => {
		// Load balancers look at the answer and not at the certificate.
		const asked = request({host, port, path: '/readyz', agent: false, rejectUnauthorized: false, timeout: checkEveryMs}, response => {
			response.resume();
			resolve(response.statusCode === 200);
		});
		asked.on('timeout', () => asked.destroy());
		asked.on('error', () => resolve(false));
		asked.end();
	});
}
