import {expect, test} from 'vitest';
import {assessLoopback} from '../../../source/core/facts/assess-address.ts';
import {parseAnswers} from '../../../source/core/answers/parse-answers.ts';

const answersOf = (text: string) => {
	const reading = parseAnswers(`apiVersion: kubenroll.dev/v1alpha1\n${text}`, 'kubenroll.yaml');
	if (!reading.isValid) {
		throw new Error(JSON.stringify(reading.problems));
	}
	return reading.answers;
};

test.each([
	['only stands in the kubeconfig', '127.0.0.1', 'nodes: [node01=10.0.0.21]', ['error']],
	['is said to be right, as where each has a load balancer', '127.0.0.1', 'cluster: {apiServer: 127.0.0.1}\nnodes: [node01=10.0.0.21]', ['warning']],
	['is a name', 'localhost', 'nodes: [node01=10.0.0.21]', ['error']],
	['is IPv6', '::1', 'nodes: [node01=10.0.0.21]', ['error']],
	['is for nodes of this very machine', '127.0.0.1', 'nodes: [node01=127.0.0.1]', []],
	['is an address like any other', '10.0.0.100', 'nodes: [node01=10.0.0.21]', []],
])('tells of an address at which every node dials itself: it %s', (_, host, text, severities) => {
	expect(assessLoopback({host, port: 6443}, answersOf(text)).map(({severity}) => severity)).toEqual(severities);
});
