import {createJudge} from '../../source/core/csr/judge-csr.ts';
import {parseAnswers} from '../../source/core/answers/parse-answers.ts';
import {assemblePlan} from '../../source/core/plan/assemble-plan.ts';
import {checkStep} from '../../source/core/wizard/check-step.ts';
import {emptyField, insertText} from '../../source/ui/components/edit-text.ts';
import {send, wizardAtSsh} from '../core/wizard/wizard-journey.ts';
import {nodeAnswers, nodeFacts, planInput, planNodeInput} from '../support/plan-facts.ts';
import {context, names, nodeObject, plannedNode, servingRequest, subjectOf} from '../support/requests.ts';
import {alternate, formatMs, median, time} from './figures.ts';
import type {Row} from './table.ts';

const count = (length: number): readonly number[] => Array.from({length}, (_, index) => index);
const addressOf = (index: number): string => `10.1.${index >> 8}.${index & 0xff}`;

const judgeAll = (): (() => void) => {
	const plannedNodes = count(500).map((index) => plannedNode(`node-${index}`, [addressOf(index)]));
	const nodeObjects = plannedNodes.map(({name, addresses}) => nodeObject(name, {addresses, ready: 'false'}));
	const siblings = count(2000).map((index) => {
		const node = `node-${index % 500}`;
		return servingRequest({
			raw: {name: `csr-${index}`, uid: `uid-${index}`, resourceVersion: String(index), username: `system:node:${node}`},
			decoded: {subject: subjectOf(node), altNames: names(`dns:${node}`, `ip:${addressOf(index % 500)}`), spkiSha256: String(index)},
		});
	});
	return () => {
		const judge = createJudge(context({plannedNodes, nodeObjects, siblings}));
		siblings.forEach((csr) => judge(csr));
	};
};

const parseAll = (): (() => void) => {
	const nodes = count(5000).map((index) => `  - name: node-${index}\n    address: ${addressOf(index)}\n`).join('');
	const text = `apiVersion: kubenroll.dev/v1alpha1\nnodes:\n${nodes}`;
	return () => {
		const reading = parseAnswers(text, 'kubenroll.yaml');
		if (!reading.isValid) {
			throw new Error(JSON.stringify(reading.problems.slice(0, 3)));
		}
	};
};

const planAll = (): (() => void) => {
	const input = planInput(count(500).map((index) => planNodeInput(nodeAnswers(`node-${index}`), nodeFacts(`node-${index}`))));
	return () => {
		assemblePlan(input);
	};
};

/** From the bytes of a paste to what there is to say of it. */
const pasteAll = (): (() => void) => {
	const state = send(wizardAtSsh(), {type: 'go-to', step: 'nodes'}, {type: 'type-text', field: 'nodes', text: ''});
	const lines = count(500).map((index) => `node-${index}=${addressOf(index)}`).join('\r');
	return () => {
		const {text} = insertText(emptyField, lines, true);
		const [found] = checkStep(send(state, {type: 'type-text', field: 'nodes', text}), 'nodes');
		if (found?.kind !== 'said' || found.code !== 'nodes-count' || found.params.names !== 500) {
			throw new Error(JSON.stringify(found));
		}
	};
};

/** Measures what is decided and read without any machine but this one. */
export const measurePureWork = async (rounds: number, signal: AbortSignal): Promise<readonly Row[]> => {
	const [judge, parse, plan, paste] = [judgeAll(), parseAll(), planAll(), pasteAll()];
	const took = await alternate({rounds, signal}, {judge: async () => time(judge), parse: async () => time(parse), plan: async () => time(plan), paste: async () => time(paste)});
	return [
		['judge 2,000 requests of 500 nodes', formatMs(median(took.judge)), `${Math.round(2_000_000 / median(took.judge))} judgements/s`],
		['read a kubenroll.yaml of 5,000 nodes', formatMs(median(took.parse)), ''],
		['assemble the plan of 500 nodes', formatMs(median(took.plan)), ''],
		['paste 500 node lines into the wizard', formatMs(median(took.paste)), 'to be under 200 ms'],
	];
};
