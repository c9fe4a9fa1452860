// The contract that the practice API server is held to, held against real ones: so that what is practised is what happens.
import {startLab} from '../lab/start-lab.ts';
import {tokenFileLine} from '../adapters/kubernetes-contract/contract-target.ts';
import {describeContract} from '../adapters/kubernetes-contract/describe-contract.ts';

for (const kubernetes of ['1.36.3', '1.24.17'] as const) {
	describeContract(`the API server of Kubernetes ${kubernetes}`, async () => {
		const lab = await startLab({kubernetes, masters: 1, nodes: 0, bootstrapTokenAuth: true, tokenFileRows: [tokenFileLine], admissionPlugins: ['NodeRestriction']});
		return {
			kind: 'real',
			minor: Number(kubernetes.split('.')[1]),
			kubeconfig: lab.kubeconfig,
			kubeconfigFor: async (identity) => lab.kubeconfigFor(identity),
			close: async () => lab[Symbol.asyncDispose](),
		};
	});
}
