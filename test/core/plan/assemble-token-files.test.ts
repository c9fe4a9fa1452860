import {expect, test} from 'vitest';
import {assemblePlan} from '../../../source/core/plan/assemble-plan.ts';
import {isEmptyPlan, listRunProblems, type Plan} from '../../../source/core/plan/plan.ts';
import type {PlanInput} from '../../../source/core/plan/plan-input.ts';
import type {Answers} from '../../../source/core/answers/answers.ts';
import {answersFacts, clusterFacts, enrolledFacts, nodeAnswers, nodeFacts, nodeObject, planInput, planNodeInput} from '../../support/plan-facts.ts';
import {type MasterSketch, sketchMaster, tokenFilePath} from '../../support/token-file-masters.ts';

const guide = 'guide-token,kubelet-bootstrap,10001,"system:kubelet-bootstrap"\n';
const shared = 'own-token,kubenroll-bootstrap,kubenroll,"system:bootstrappers,system:bootstrappers:kubenroll"\n';

const plan = (sketches: readonly MasterSketch[], change: Partial<Answers> = {}, options: {readonly isEnrolled?: boolean; readonly input?: Partial<PlanInput>} = {}): Plan => {
	const node = nodeAnswers('node-1');
	const answers = answersFacts({nodes: [node], mode: 'token-file', ...change});
	const masters = sketches.map((sketch) => ({name: sketch.name, address: '10.0.0.1', facts: sketchMaster(sketch), problems: []}));
	const facts = options.isEnrolled === true ? enrolledFacts('node-1') : nodeFacts('node-1');
	return assemblePlan(planInput([planNodeInput(node, facts)], {answers, masters, ...(options.isEnrolled === true ? {cluster: clusterFacts({nodes: [nodeObject('node-1')]})} : {}), ...options.input}));
};

const outline = ({controlPlane}: Plan): readonly string[] =>
	(controlPlane?.masters ?? []).map(({name, state, files, components}) => [name, state, ...files.map(({path, action}) => `${action} ${path}`), ...components.map(({component, flags, restartReason}) => `${component} ${flags.map(({flag, action}) => `${action} ${flag}`).join(' ')} (${restartReason})`)].join(', '));

test('a row goes onto every master, the flag where it is missing, with one restart each', () => {
	const planned = plan([{name: 'm1', text: guide}, {name: 'm2'}]);
	expect(outline(planned)).toEqual([`m1, change, change ${tokenFilePath}, kube-apiserver  (token-file)`, `m2, change, create ${tokenFilePath}, kube-apiserver add token-auth-file (changed)`]);
	expect(planned.tokenRows).toEqual([{user: 'kubenroll-bootstrap', uid: 'kubenroll', groups: ['system:bootstrappers', 'system:bootstrappers:kubenroll'], action: 'create'}]);
	expect(planned.objects.filter(({kind}) => kind === 'Secret')).toEqual([]);
	expect(JSON.stringify(planned)).not.toMatch(/guide-token|own-token/);
});

test('a further node costs no restart', () => {
	expect(outline(plan([{name: 'm1', text: shared}, {name: 'm2', text: shared}]))).toEqual(['m1, keep', 'm2, keep']);
});

test('a row that one master lost is told and put back, even when no node needs it', () => {
	const planned = plan([{name: 'm1', text: shared}, {name: 'm2', text: guide}], {}, {isEnrolled: true});
	expect(outline(planned)).toEqual(['m1, keep', `m2, change, change ${tokenFilePath}, kube-apiserver  (token-file)`]);
	expect(listRunProblems(planned).map(({code}) => code)).toContain('token-row-lost');
	expect(isEmptyPlan(planned)).toBe(false);
});

test('where masters may not be changed the run is blocked, and says what would do', () => {
	const planned = plan([{name: 'm1'}], {cluster: {...answersFacts().cluster, controlPlaneChanges: 'none'}});
	expect(outline(planned)).toEqual(['m1, keep']);
	expect(listRunProblems(planned).filter(({severity}) => severity === 'error').map(({code, params}) => [code, params])).toEqual([['token-file-changes-off', {masters: ['m1']}]]);
});

const goingOver = {mode: 'bootstrap-token', tokenFile: {...answersFacts().tokenFile, retire: true}} as const;

test('going over to bootstrap tokens costs one restart a master: rows and their flag go, the other flag comes, and bindings of nobody else go', () => {
	const bootstrapBindings = [{name: 'kubelet-bootstrap', role: 'system:node-bootstrapper', subjects: ['User kubelet-bootstrap']}];
	const cluster = clusterFacts({nodes: [nodeObject('node-1')], bootstrapBindings});
	const planned = plan([{name: 'm1', text: guide}], goingOver, {isEnrolled: true, input: {cluster}});
	expect(outline(planned)).toEqual([`m1, change, change ${tokenFilePath}, kube-apiserver add enable-bootstrap-token-auth remove token-auth-file (changed)`]);
	expect(planned.objects.filter(({action}) => action === 'delete').map(({name}) => name)).toEqual(['kubelet-bootstrap']);
	expect(planned.nodes.map(({needsToken}) => needsToken)).toEqual([false]);
});

test('once over, there is nothing more to do', () => {
	expect(outline(plan([{name: 'm1'}], goingOver, {isEnrolled: true}))).toEqual(['m1, keep']);
});

test('in the other mode a token file that is still read is worth a notice, and none otherwise', () => {
	const codesOf = (sketches: readonly MasterSketch[]): readonly string[] => listRunProblems(plan(sketches, {mode: 'bootstrap-token'})).map(({code}) => code);
	expect(codesOf([{name: 'm1', text: guide}, {name: 'm2'}])).toContain('token-file-in-use');
	expect(codesOf([{name: 'm1'}])).not.toContain('token-file-in-use');
});
