// Requests of all kinds, stored in the practice API server and judged through the command line; test/e2e has the same against real ones.
import {startApiServer} from '../../source/sandbox/api-server/start-api-server.ts';
import {openFolder} from '../adapters/kubernetes/kubeconfig-folder.ts';
import {describeCorpus, describeCorpusItself} from '../support/describe-corpus.ts';

describeCorpusItself();

describeCorpus('requests in the practice API server', 'practice', async () => {
	const folder = openFolder();
	const server = await startApiServer();
	return {
		kubeconfig: folder.write('kubeconfig', await server.kubeconfig()),
		close: async () => {
			await server.close();
			folder[Symbol.dispose]();
		},
	};
});
