import {expect, it} from 'vitest';
import {parseAnswers} from '../../source/core/answers/parse-answers.ts';
import {problem} from '../../source/core/problem/problem.ts';
import {describeProblem} from '../../source/text/describe-problem.ts';
import {english} from '../../source/text/en/text.ts';
import {knowWizardLogins} from '../../source/text/know-wizard-logins.ts';
import {layOutSummary} from '../../source/ui/run/layout-summary.ts';
import {createTheme} from '../../source/ui/theme.ts';
import {nowMs} from '../support/requests.ts';
import {runAt} from '../support/run.ts';

const yaml = 'apiVersion: kubenroll.dev/v1alpha1\ncluster: {apiServer: "10.0.0.100:6443"}\nssh: {user: ops}\nnodes: [node01=10.0.0.51]\n';
const read = (text: string) => ({answers: {text, reading: parseAnswers(text, 'kubenroll.yaml')}});

it('lets hints log in at the address and as the user of the answers, as soon as they are sound', () => {
	const lost = problem('node-waits', 'node01', {waitsFor: 'client-request', seconds: 30, request: ''});
	const hintsOf = (text: typeof english) => describeProblem(text, lost).hints.join('\n');
	expect(hintsOf(english)).toContain('ssh node01');
	expect(hintsOf(knowWizardLogins(english, read('nodes: {')))).toContain('ssh node01');
	expect(hintsOf(knowWizardLogins(english, read(yaml)))).toContain('ssh ops@10.0.0.51');
	expect(hintsOf(knowWizardLogins(english, {answers: undefined}))).toContain('ssh node01');
});

it('takes a node out again by the same login', () => {
	const lines = (text: typeof english) => layOutSummary(runAt.done, undefined, {text, theme: createTheme({hasColour: false, hasUnicode: true}), width: 100, nowMs, recordFolder: '.kubenroll'}).map((line) => line.map(({text: words}) => words).join('')).join('\n');
	expect(lines(english)).toContain('ssh node01 sudo systemctl disable');
	expect(lines(knowWizardLogins(english, read(yaml)))).toContain('ssh ops@10.0.0.51 sudo systemctl disable');
});
