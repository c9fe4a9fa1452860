import {cryptoPki} from '../../source/adapters/pki/crypto-pki.ts';
import {createOpenSsh} from '../../source/adapters/openssh/create-open-ssh.ts';
import type {Answers} from '../../source/core/answers/answers.ts';
import type {PlanNodeInput} from '../../source/core/plan/plan-input.ts';
import type {RemoteShell} from '../../source/ports/remote-shell.ts';
import {limitConcurrency} from '../../source/workflow/limit-concurrency.ts';
import {checkHostKeys} from '../../source/workflow/survey/check-host-keys.ts';
import {nodeAddress} from '../../source/workflow/survey/node-address.ts';
import {surveyNodes} from '../../source/workflow/survey/survey-nodes.ts';
import {alternate, formatMs, formatRatio, median, type Samples, time} from './figures.ts';
import {answersUnder, checkNodes, clearNodes, type Fleet, unpackOnNodes} from './fleet.ts';
import type {Row} from './table.ts';

type Shell = Omit<RemoteShell, 'close'>;

const survey = async (shell: Shell, answers: Answers, signal: AbortSignal): Promise<void> => {
	const {problems} = await checkHostKeys({shell, answers, nodes: answers.nodes, acceptsNew: false, signal});
	const seen: PlanNodeInput[] = [];
	for await (const node of surveyNodes({shell, pki: cryptoPki, answers, nodes: answers.nodes, signal})) {
		seen.push(node);
	}
	const unseen = seen.filter(({facts}) => facts === undefined);
	if (problems.size > 0 || unseen.length > 0) {
		throw new Error(`not surveyed: ${JSON.stringify([...problems.values(), ...unseen])}`);
	}
};

const install = async (shell: Shell, fleet: Fleet, answers: Answers, signal: AbortSignal): Promise<void> => {
	const limit = limitConcurrency(answers.ssh.concurrency);
	await Promise.all(fleet.nodes.map(async (node) => limit(async () => shell.install(nodeAddress(node.answers, answers), node.files.map((artifact) => ({artifact, before: ''})), {signal}))));
};

/** Measures the files of a fleet against a bare ssh and tar a node, and a second run. */
export const measurePlacing = async (fleet: Fleet, options: {readonly rounds: number; readonly concurrency: number; readonly signal: AbortSignal}): Promise<readonly Row[]> => {
	const {lab, nodes, knownHostsFile} = fleet;
	const {concurrency, signal} = options;
	const answers = answersUnder(`${lab.folder}/nothing-there`, nodes, concurrency);
	// A survey's paths are the same for all nodes: in the second run all of them look at the first one's files.
	const enrolled = answersUnder(nodes[0]?.server.home ?? '', nodes, concurrency);

	const withShell = async (work: (shell: Shell) => Promise<void>): Promise<number> =>
		time(async () => {
			const shell = await createOpenSsh({configFile: lab.configFile, identityFile: lab.identityFile, knownHostsFile, connectTimeoutSeconds: 30});
			try {
				await work(shell);
			} finally {
				await shell.close();
			}
		});
	const anew = async (work: () => Promise<number>): Promise<number> => {
		await clearNodes(fleet);
		const took = await work();
		await checkNodes(fleet);
		return took;
	};

	const samples = await alternate(options, {
		bare: async () => anew(async () => time(async () => unpackOnNodes(fleet, concurrency, signal))),
		files: async () => anew(async () => withShell(async (shell) => install(shell, fleet, answers, signal))),
		both: async () =>
			anew(async () =>
				withShell(async (shell) => {
					await survey(shell, answers, signal);
					await install(shell, fleet, answers, signal);
				}),
			),
		again: async () => withShell(async (shell) => survey(shell, enrolled, signal)),
	});
	const show = (took: Samples): string => `${formatMs(median(took))}, ${formatMs(median(took) / nodes.length)} a node`;
	return [
		['bare ssh and tar', show(samples.bare), ''],
		['kubenroll, the files alone', show(samples.files), formatRatio(samples.files, samples.bare)],
		['kubenroll, survey and files', show(samples.both), formatRatio(samples.both, samples.bare)],
		['kubenroll, nothing to do', show(samples.again), formatRatio(samples.again, samples.bare)],
	];
};
