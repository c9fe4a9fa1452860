// Requests of all kinds, stored in real API servers and judged through the command line. What these refuse to store is listed in the corpus, with why.
import {describeCorpus} from '../support/describe-corpus.ts';
import {startLab} from '../lab/start-lab.ts';

for (const kubernetes of ['1.36.3', '1.24.17'] as const) {
	describeCorpus(`requests in Kubernetes ${kubernetes}`, 'real', async () => {
		const lab = await startLab({kubernetes, masters: 1, nodes: 0, bootstrapTokenAuth: true});
		return {kubeconfig: lab.kubeconfig, close: async () => lab[Symbol.asyncDispose]()};
	});
}
