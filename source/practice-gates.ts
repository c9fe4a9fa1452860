// The SSH servers of a practice cluster's nodes, in a process of their own: started by practice.ts.
import {serveGatehouse} from './sandbox/nodes/serve-gatehouse.ts';

if (process.connected) {
	await serveGatehouse();
	process.disconnect();
}
