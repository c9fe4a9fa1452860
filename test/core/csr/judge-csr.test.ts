import {expect, test} from 'vitest';
import type {Csr} from '../../../source/core/csr/csr.ts';
import type {JudgeContext} from '../../../source/core/csr/judge-context.ts';
import type {ServedCertificate} from '../../../source/core/csr/proofs.ts';
import {createJudge, judgeCsr} from '../../../source/core/csr/judge-csr.ts';
import {
	ago, answersOf, clientRequest, context, enrolledContext, judge, names, nodeObject, nowMs, plannedNode, renewalRequest, servingRequest, subjectOf, token,
} from '../../support/requests.ts';

type Case = readonly [title: string, answer: string, request: Csr, context?: Partial<JudgeContext>];

const order = ['PASS', 'ASK', 'REFUSE', 'DECIDED', 'NOT_OURS'];

const check = (rule: string, cases: readonly Case[]): void => {
	for (const [title, answer, request, change] of cases) {
		test(`${rule} ${title} → ${answer}`, () => {
			const judgement = judge(request, change);
			expect(answersOf(judgement, rule)).toContain(answer);
			// What one rule asks or refuses, no other may soften.
			expect(order.indexOf(judgement.verdict)).toBeGreaterThanOrEqual(order.indexOf(answer.split(' ')[0] ?? ''));
		});
	}
};

test.each([
	['the first client request of a planned node, made with its own token', clientRequest(), context()],
	['the same with key encipherment, as kubelets before 1.27 ask', clientRequest({raw: {usages: ['digital signature', 'key encipherment', 'client auth']}}), context()],
	['a serving request for the name and addresses of the plan', servingRequest(), enrolledContext()],
	['a serving request written in another way', servingRequest({decoded: {altNames: names('dns:NODE-1.Example.com.', 'ip:fd00:1::11')}}), enrolledContext()],
	['a client renewal by the node itself', renewalRequest(), enrolledContext()],
])('passes %s', (_, request, known) => {
	const judgement = judgeCsr(request, known);
	expect(judgement.reasons.filter(({verdict}) => verdict !== 'PASS')).toEqual([]);
	expect(judgement).toMatchObject({verdict: 'PASS', node: 'node-1', state: 'pending', name: 'csr-abc12'});
});

test('answers in the order of the rules, and every rule of its kind answers', () => {
	const rules = (request: Csr): readonly string[] => judge(request).reasons.map(({rule}) => rule);
	expect(rules(clientRequest())).toEqual(['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'P9', 'P10', 'P11', 'P12', 'P13', 'P14', 'P15', 'P16', 'P24', 'P27', 'P36']);
	expect(rules(servingRequest())).toEqual(['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'P9', 'P10', 'P18', 'P19', 'P20', 'P21', 'P22', 'P24', 'P27', 'P36']);
});

test('P1 leaves a request of another signer alone, whatever it holds', () => {
	const judgement = judge(clientRequest({raw: {signerName: 'kubernetes.io/kube-apiserver-client', certificate: 'x'}}));
	expect(judgement).toMatchObject({verdict: 'NOT_OURS', kind: 'other', reasons: [{rule: 'P1', code: 'signer-not-kubelet'}]});
	expect(judgement).not.toHaveProperty('node');
});

const condition = (type: string) => ({type, status: 'True', reason: 'X', message: ''});

test.each([
	['approved', {conditions: [condition('Approved')]}],
	['issued', {conditions: [condition('Approved')], certificate: 'PEM'}],
	['denied', {conditions: [condition('Denied')]}],
	['failed', {conditions: [condition('Approved'), condition('Failed')]}],
] as const)('P2 shows a request that is %s and judges it no more', (state, raw) => {
	expect(judge(clientRequest({raw: {...raw, groups: []}}))).toMatchObject({verdict: 'DECIDED', state, reasons: [{rule: 'P2', code: 'already-decided', params: {state}}]});
});

check('P2', [['asks about a node that a person denied in this run', 'ASK denied-in-run', clientRequest(), {deniedInRun: ['node-1']}]]);

const unreadable = (rule: 'P3' | 'P4'): Csr => ({raw: clientRequest().raw, reading: {isReadable: false, defect: {rule, code: 'der', detail: {code: 'cut-off'}}}});

check('P3', [
	['what cannot be read in one way', 'REFUSE request-unreadable', unreadable('P3')],
	['usages inside that spec.usages does not have', 'REFUSE usage-beyond-spec', clientRequest({decoded: {requestedUsages: ['server auth']}})],
	['a purpose without a name', 'REFUSE usage-beyond-spec', clientRequest({decoded: {requestedUsages: ['1.2.3.4']}})],
	['usages inside that spec.usages has', 'PASS request-readable', clientRequest({decoded: {requestedUsages: ['digital signature', 'client auth']}})],
]);

const rsa = (bits: number, exponent = 65_537, signatureHash = 'sha256'): Csr => clientRequest({decoded: {key: {kind: 'rsa', bits, exponent}, signatureHash}});

check('P4', [
	['a key that cannot be read', 'REFUSE request-unreadable', unreadable('P4')],
	['RSA 2048', 'PASS key-sound', rsa(2048)],
	['RSA 8192', 'PASS key-sound', rsa(8192)],
	['RSA 2047', 'REFUSE key-weak', rsa(2047)],
	['RSA 8193', 'ASK key-unusual', rsa(8193)],
	['RSA with exponent 3', 'ASK key-unusual', rsa(2048, 3)],
	['RSA with exponent 1', 'REFUSE key-weak', rsa(4096, 1)],
	['SHA-1', 'ASK key-unusual', rsa(2048, 65_537, 'sha1')],
	['RSA-PSS', 'ASK key-unusual', rsa(2048, 65_537, 'sha256-pss')],
	['MD5', 'REFUSE key-weak', rsa(2048, 65_537, 'md5')],
	['ECDSA P-224', 'ASK key-unusual', clientRequest({decoded: {key: {kind: 'ec', curve: '1.3.132.0.33'}}})],
	['Ed25519', 'PASS key-sound', clientRequest({decoded: {key: {kind: 'ed25519'}, signatureHash: 'ed25519'}})],
	['a key of another kind', 'ASK key-unusual', clientRequest({decoded: {key: {kind: 'other', oid: '1.3.101.113'}, signatureHash: 'ed448'}})],
	['the key of a node that is enrolled', 'ASK key-of-other-node', clientRequest(), {knownKeys: [{node: 'node-9', keySha256: 'aa'.repeat(32)}]}],
	['the key that the node itself has already', 'PASS key-sound', clientRequest(), {knownKeys: [{node: 'node-1', keySha256: 'aa'.repeat(32)}]}],
	['the key of another node', 'ASK key-of-other-node', clientRequest(), {siblings: [clientRequest(), clientRequest({raw: {uid: 'uid-2'}, decoded: {subject: subjectOf('node-2')}})]}],
]);

const withSubject = (...parts: readonly (readonly [type: string, value: string, stringType?: string])[]): Csr =>
	clientRequest({decoded: {subject: parts.map(([type, value, stringType = 'UTF8String']) => ({type, value, stringType}))}});
const cn = ['CN', 'system:node:node-1'] as const;
const o = ['O', 'system:nodes'] as const;

check('P5', [
	['two organizations', 'REFUSE organization-wrong', withSubject(o, ['O', 'system:masters'], cn)],
	['the same organization twice', 'REFUSE organization-wrong', withSubject(o, o, cn)],
	['no organization', 'REFUSE organization-wrong', withSubject(cn)],
	['system:masters', 'REFUSE organization-wrong', withSubject(['O', 'system:masters'], cn)],
	['another case', 'REFUSE organization-wrong', withSubject(['O', 'System:nodes'], cn)],
]);

check('P6', [
	['no common name', 'REFUSE common-name-wrong', withSubject(o)],
	['two common names', 'REFUSE common-name-wrong', withSubject(o, cn, ['CN', 'system:node:node-2'])],
	['no prefix', 'REFUSE common-name-wrong', withSubject(o, ['CN', 'node-1'])],
	['an empty node name', 'REFUSE common-name-wrong', withSubject(o, ['CN', 'system:node:'])],
	['upper case', 'REFUSE common-name-wrong', withSubject(o, ['CN', 'system:node:Node-1'])],
	['a newline at the end', 'REFUSE common-name-wrong', withSubject(o, ['CN', 'system:node:node-1\n'])],
	['a colon', 'REFUSE common-name-wrong', withSubject(o, ['CN', 'system:node:node:1'])],
	['254 characters', 'REFUSE common-name-wrong', withSubject(o, ['CN', `system:node:${'a'.repeat(254)}`])],
	['an organizational unit', 'REFUSE subject-extra-part', withSubject(o, cn, ['OU', 'x'])],
	['UniversalString', 'REFUSE subject-string-type', withSubject(o, ['CN', 'system:node:node-1', 'UniversalString'])],
	['TeletexString in the organization', 'REFUSE subject-string-type', withSubject(['O', 'system:nodes', 'TeletexString'], cn)],
]);

const withUsages = (...usages: readonly string[]): Csr => clientRequest({raw: {usages}});

check('P7', [
	['no usages', 'REFUSE usages-wrong', withUsages()],
	['server auth in a client request', 'REFUSE usages-wrong', withUsages('digital signature', 'server auth')],
	['client auth added to a serving request', 'REFUSE usages-wrong', servingRequest({raw: {usages: ['digital signature', 'server auth', 'client auth']}})],
	['a usage twice', 'REFUSE usages-wrong', withUsages('digital signature', 'client auth', 'client auth')],
	['cert sign added', 'REFUSE usages-wrong', withUsages('digital signature', 'client auth', 'cert sign')],
	['signing in the place of digital signature', 'REFUSE usages-wrong', withUsages('signing', 'client auth')],
	['only client auth', 'REFUSE usages-wrong', withUsages('client auth')],
	['any', 'REFUSE usages-wrong', withUsages('digital signature', 'client auth', 'any')],
]);

check('P8', [
	['a node that is not planned', 'ASK node-not-planned', clientRequest(), {plannedNodes: []}],
	['a control-plane host that is not planned', 'ASK control-plane-not-planned', clientRequest(), {plannedNodes: [], controlPlane: [{name: 'node-1', addresses: []}]}],
]);

check('P9', [
	['599 seconds', 'REFUSE lifetime-too-short', clientRequest({raw: {expirationSeconds: 599}})],
	['600 seconds', 'PASS lifetime-right', clientRequest({raw: {expirationSeconds: 600}})],
	['the longest that the operator allows', 'PASS lifetime-right', clientRequest({raw: {expirationSeconds: 31_536_000}})],
	['a second more', 'ASK lifetime-too-long', clientRequest({raw: {expirationSeconds: 31_536_001}})],
	['no lifetime', 'PASS lifetime-unset', clientRequest()],
	['three years', 'ASK lifetime-too-long', clientRequest({raw: {expirationSeconds: 94_608_000}})],
	['no number', 'REFUSE lifetime-too-short', clientRequest({raw: {expirationSeconds: Number.NaN}})],
]);

check('P10', [
	['11 seconds ahead', 'ASK from-future', clientRequest({raw: {createdAt: ago(-11)}})],
	['10 seconds ahead', 'PASS age-right', clientRequest({raw: {createdAt: ago(-10)}})],
	['2 hours old', 'ASK too-old', clientRequest({raw: {createdAt: ago(7200)}})],
	['an hour old', 'PASS age-right', clientRequest({raw: {createdAt: ago(3600)}})],
	['from before the run', 'ASK older-than-run', clientRequest(), {runStartedMs: nowMs - 3000}],
	['from the second in which the run began', 'PASS age-right', clientRequest(), {runStartedMs: nowMs - 4500}],
	['from that second by a clock that is known to half of one', 'PASS age-right', clientRequest(), {runStartedMs: nowMs - 3900}],
	['without a time', 'ASK age-unknown', clientRequest({raw: {createdAt: ''}})],
	['a day that no month has', 'ASK age-unknown', clientRequest({raw: {createdAt: '2026-02-30T12:00:00Z'}})],
	['a time of another form', 'ASK age-unknown', clientRequest({raw: {createdAt: '4 May 2026 12:00 UTC'}})],
]);

check('P11', [
	['a DNS name in a client request', 'REFUSE client-has-alt-names', clientRequest({decoded: {altNames: names('dns:node-1')}})],
	['an empty extension', 'REFUSE client-has-alt-names', clientRequest({decoded: {altNames: []}})],
	['a URI', 'REFUSE client-has-alt-names', clientRequest({decoded: {altNames: names('uri:spiffe://x')}})],
]);

const asUser = (username: string, ...groups: readonly string[]): Csr => clientRequest({raw: {username, groups}});

check('P12', [
	['a service account', 'REFUSE requester-stranger', asUser('system:serviceaccount:default:x', 'system:bootstrappers')],
	['a person', 'REFUSE requester-stranger', asUser('alice', 'system:authenticated')],
	['anonymous', 'REFUSE requester-stranger', asUser('system:anonymous', 'system:unauthenticated')],
	['a bootstrap user without its group', 'REFUSE requester-stranger', asUser('system:bootstrap:abc123', 'system:authenticated')],
	['a bootstrap user with a long id', 'REFUSE requester-stranger', asUser('system:bootstrap:abc1234', 'system:bootstrappers')],
	['a bootstrap user with a newline', 'REFUSE requester-stranger', asUser('system:bootstrap:abc123\n', 'system:bootstrappers')],
	['nobody', 'REFUSE requester-stranger', asUser('', 'system:bootstrappers')],
	['a bootstrap user in system:masters', 'REFUSE requester-foreign-group', asUser('system:bootstrap:abc123', 'system:bootstrappers', 'system:masters')],
	['a bootstrap user in a group that begins alike', 'REFUSE requester-foreign-group', asUser('system:bootstrap:abc123', 'system:bootstrappers', 'system:bootstrappersx')],
	['another node', 'REFUSE requester-other-node', asUser('system:node:node-2', 'system:nodes')],
	['the old group', 'ASK requester-legacy-group', asUser('kubelet-bootstrap', 'system:kubelet-bootstrap'), {mode: 'token-file'}],
	['a token file where none is used', 'ASK requester-token-file-unexpected', asUser('kubelet-bootstrap', 'system:bootstrappers')],
	['a token file', 'PASS requester-token-file', asUser('kubelet-bootstrap', 'system:bootstrappers'), {mode: 'token-file'}],
]);

check('P13', [
	['no Secret', 'ASK token-missing', clientRequest(), {tokens: []}],
	['a Secret of another type', 'ASK token-wrong-type', clientRequest(), {tokens: [{...token, type: 'Opaque'}]}],
	['an expired token', 'ASK token-expired', clientRequest(), {tokens: [{...token, expiration: '2026-05-04T11:59:59Z'}]}],
	['a token that expires now', 'ASK token-expired', clientRequest(), {tokens: [{...token, expiration: '2026-05-04T12:00:00Z'}]}],
	['an expiration without time zone', 'REFUSE token-expiration-unreadable', clientRequest(), {tokens: [{...token, expiration: '2026-05-04T13:00:00'}]}],
	['an expiration of no known form', 'REFUSE token-expiration-unreadable', clientRequest(), {tokens: [{...token, expiration: '1 Jan 2030'}]}],
	['a 30th of February', 'REFUSE token-expiration-unreadable', clientRequest(), {tokens: [{...token, expiration: '2027-02-30T00:00:00Z'}]}],
	['a 13th month', 'REFUSE token-expiration-unreadable', clientRequest(), {tokens: [{...token, expiration: '2027-13-01T00:00:00Z'}]}],
	['an hour 24, which Go does not read', 'REFUSE token-expiration-unreadable', clientRequest(), {tokens: [{...token, expiration: '2027-01-01T24:00:00Z'}]}],
	['an expiration in another time zone', 'ASK token-expired', clientRequest(), {tokens: [{...token, expiration: '2026-05-04T12:30:00+01:00'}]}],
	['a token made for another planned node', 'REFUSE token-made-for-other-node', clientRequest(), {tokens: [{...token, node: 'node-2'}]}],
	['a token that may not authenticate', 'REFUSE token-cannot-authenticate', clientRequest(), {tokens: [{...token, canAuthenticate: false}]}],
	['a token id that is not its name’s', 'REFUSE token-id-mismatch', clientRequest(), {tokens: [{...token, tokenId: 'xyz789'}]}],
	['a token of a node that is not planned', 'ASK token-not-of-plan', clientRequest(), {tokens: [{...token, node: 'node-7'}]}],
	['a token of somebody else', 'ASK token-not-of-plan', clientRequest(), {tokens: [{...token, node: undefined as never, extraGroups: ['system:bootstrappers:kubenroll:node:node-1']}]}],
	['a Secret that lost the group of the node', 'REFUSE token-lacks-node-group', clientRequest(), {tokens: [{...token, extraGroups: ['system:bootstrappers:kubenroll']}]}],
	['a token that never expires', 'ASK token-never-expires', clientRequest(), {tokens: [{...token, expiration: ''}]}],
]);

const inGroups = (...groups: readonly string[]): Csr => clientRequest({raw: {groups: ['system:bootstrappers', ...groups]}});
const group = 'system:bootstrappers:kubenroll:node:';
const nodeNamed = (name: string): Csr => clientRequest({raw: {groups: ['system:bootstrappers', `${group}${name.replaceAll('.', ':')}`]}, decoded: {subject: subjectOf(name)}});

check('P14', [
	['a token bound to another node', 'REFUSE token-of-other-node', inGroups(`${group}node-2`)],
	['a token bound to two nodes', 'REFUSE token-of-several-nodes', inGroups(`${group}node-1`, `${group}node-2`)],
	['a token bound twice to the same node', 'REFUSE token-of-several-nodes', inGroups(`${group}node-1`, `${group}node-1`)],
	['a token bound to nothing', 'REFUSE token-of-other-node', inGroups(group)],
	['a group with a dot', 'REFUSE token-of-other-node', inGroups(`${group}node.1`)],
	['the name in upper case', 'REFUSE token-of-other-node', inGroups(`${group}NODE-1`)],
	['a shared token', 'ASK token-shared', inGroups('system:bootstrappers:kubenroll')],
	['a shared token on a trusted network', 'PASS token-shared-trusted', inGroups('system:bootstrappers:kubenroll'), {trustsSharedToken: true}],
	['a token of another node on a trusted network', 'REFUSE token-of-other-node', inGroups(`${group}node-2`), {trustsSharedToken: true}],
	['a node named by its FQDN', 'PASS token-bound', nodeNamed('node-1.example.com')],
	['a name of which the group is a part', 'REFUSE token-of-other-node', clientRequest({decoded: {subject: subjectOf('node-1.example.com')}})],
	['a row of the token file bound to another node', 'REFUSE token-of-other-node', asUser('row', 'system:bootstrappers', `${group}node-2`), {mode: 'token-file'}],
	['a spare row of the token file that was given to the node', 'PASS token-bound', asUser('kubenroll-bootstrap:spare:1', 'system:bootstrappers'), {mode: 'token-file', tokenRows: [{user: 'kubenroll-bootstrap:spare:1', node: 'node-1'}]}],
	['a spare row that was given to another node', 'REFUSE token-of-other-node', asUser('kubenroll-bootstrap:spare:1', 'system:bootstrappers'), {mode: 'token-file', trustsSharedToken: true, tokenRows: [{user: 'kubenroll-bootstrap:spare:1', node: 'node-2'}]}],
	['a spare row that was given to nobody', 'ASK token-shared', asUser('kubenroll-bootstrap:spare:2', 'system:bootstrappers'), {mode: 'token-file', tokenRows: [{user: 'kubenroll-bootstrap:spare:2'}]}],
	['the name of a spare row that is a bootstrap token’s', 'ASK token-shared', asUser('system:bootstrap:abc123', 'system:bootstrappers'), {tokenRows: [{user: 'system:bootstrap:abc123', node: 'node-1'}]}],
]);

check('P15', [
	['a Ready node of the same name', 'REFUSE node-ready', clientRequest(), {nodeObjects: [nodeObject('node-1')]}],
	['a Ready node that may enrol again', 'REFUSE node-ready', clientRequest(), {nodeObjects: [nodeObject('node-1')], plannedNodes: [plannedNode('node-1', [], {mayReenroll: true})]}],
	['a node that is not Ready and not listed', 'REFUSE node-not-listed-again', clientRequest(), {nodeObjects: [nodeObject('node-1', {ready: 'unknown'})]}],
	['a node that is not Ready and listed', 'ASK node-enrols-again', clientRequest(), {nodeObjects: [nodeObject('node-1', {ready: 'unknown'})], plannedNodes: [plannedNode('node-1', [], {mayReenroll: true})]}],
	['a master by its label', 'REFUSE node-is-control-plane', clientRequest(), {nodeObjects: [nodeObject('node-1', {ready: 'false', isControlPlane: true})]}],
	['a master by the plan’s list', 'REFUSE node-is-control-plane', clientRequest({decoded: {subject: subjectOf('master-1')}})],
	['a master by its address, where nodes are named by theirs', 'REFUSE node-is-control-plane', clientRequest({decoded: {subject: subjectOf('10.0.0.2')}})],
	['a master that is planned as a node', 'PASS node-new', clientRequest(), {controlPlane: [{name: 'node-1', addresses: []}]}],
]);

const oldToken = {...token, secretName: 'bootstrap-token-old456', tokenId: 'old456'};

const firstBy = (username: string, groups = clientRequest().raw.groups) => ({
	siblings: [clientRequest({raw: {name: 'csr-first', uid: 'uid-first', username, groups}})],
	approvedInRun: [{node: 'node-1', kind: 'client', request: 'csr-first'}] as const,
});

check('P16', [
	['a second client request in the run', 'ASK second-in-run', clientRequest(), {approvedInRun: [{node: 'node-1', kind: 'client', request: 'csr-first'}]}],
	['the request that was approved itself', 'PASS first-in-run', clientRequest(), {approvedInRun: [{node: 'node-1', kind: 'client', request: 'csr-abc12'}]}],
	['after a serving request', 'PASS first-in-run', clientRequest(), {approvedInRun: [{node: 'node-1', kind: 'serving', request: 'csr-first'}]}],
	['a second one with the same token', 'ASK second-in-run', clientRequest(), firstBy('system:bootstrap:abc123')],
	['one with another token while the earlier one is good still', 'ASK second-by-other-requester', clientRequest(), {...firstBy('system:bootstrap:old456'), tokens: [token, oldToken]}],
	['one with a token of its own after the earlier one was taken away', 'PASS enrols-anew', clientRequest(), firstBy('system:bootstrap:old456')],
	['one with a token of its own after the earlier one expired', 'PASS enrols-anew', clientRequest(), {...firstBy('system:bootstrap:old456'), tokens: [token, {...oldToken, expiration: '2026-05-04T11:59:59Z'}]}],
	['one after another node\'s token, gone by now, let somebody in', 'ASK second-by-other-requester', clientRequest(), firstBy('system:bootstrap:old456', ['system:bootstrappers', 'system:bootstrappers:kubenroll:node:node-2', 'system:authenticated'])],
	['one where the tokens could not be read', 'ASK second-by-other-requester', clientRequest(), {...firstBy('system:bootstrap:old456'), missingFacts: ['tokens']}],
	['one with a shared token after the earlier one was taken away', 'ASK second-by-other-requester', clientRequest({raw: {groups: ['system:bootstrappers', 'system:bootstrappers:kubenroll', 'system:authenticated']}}), {...firstBy('system:bootstrap:old456'), trustsSharedToken: true}],
	['one by another row of the token file', 'ASK second-by-other-requester', clientRequest({raw: {username: 'row-2'}}), {...firstBy('row-1'), mode: 'token-file'}],
	['a third one, the first with a token that is good still', 'ASK second-by-other-requester', clientRequest(), {
		siblings: [...firstBy('system:bootstrap:gone99').siblings, clientRequest({raw: {name: 'csr-other', uid: 'uid-other', username: 'system:bootstrap:old456'}})],
		approvedInRun: [...firstBy('').approvedInRun, {node: 'node-1', kind: 'client', request: 'csr-other'}],
		tokens: [token, oldToken],
	}],
	['a renewal right after the first', 'ASK second-by-node', renewalRequest(), firstBy('system:bootstrap:abc123')],
]);

check('P17', [
	['a renewal by the planned node itself', 'PASS renewal-right', renewalRequest()],
	['a renewal by a user outside of system:nodes', 'REFUSE renewal-lacks-group', renewalRequest({raw: {groups: ['system:authenticated']}})],
	['a renewal by a user outside of system:authenticated', 'REFUSE renewal-lacks-group', renewalRequest({raw: {groups: ['system:nodes']}})],
	['a renewal without a Node', 'REFUSE renewal-without-node', renewalRequest(), {nodeObjects: []}],
	['a renewal of a node that is not planned', 'REFUSE renewal-not-planned', renewalRequest(), {plannedNodes: []}],
]);

check('P18', [
	['a bootstrap user asking for a serving certificate', 'REFUSE serving-requester-other', servingRequest({raw: {username: 'system:bootstrap:abc123'}})],
	['another node asking', 'REFUSE serving-requester-other', servingRequest({raw: {username: 'system:node:node-2'}})],
	['cluster-admin asking', 'REFUSE serving-requester-other', servingRequest({raw: {username: 'kubernetes-admin', groups: ['system:masters', 'system:nodes', 'system:authenticated']}})],
	['a requester outside of system:nodes', 'REFUSE serving-requester-lacks-group', servingRequest({raw: {groups: ['system:authenticated']}})],
	['a requester outside of system:authenticated', 'REFUSE serving-requester-lacks-group', servingRequest({raw: {groups: ['system:nodes']}})],
]);

check('P19', [['no Node of the name', 'ASK serving-without-node', servingRequest(), {nodeObjects: []}]]);

const serving = (...list: readonly string[]): Csr => servingRequest({decoded: {altNames: names(...list)}});

check('P20', [
	['no names at all', 'REFUSE serving-without-alt-names', servingRequest({decoded: {altNames: undefined as never}})],
	['an empty list', 'REFUSE serving-without-alt-names', serving()],
	['nine names', 'REFUSE alt-names-too-many', serving(...Array.from({length: 9}, () => 'dns:node-1'))],
	['one more than the plan knows of a host with many', 'REFUSE alt-names-too-many', serving(...Array.from({length: 15}, (_, index) => `ip:10.6.6.${index}`)), {plannedNodes: [plannedNode('node-1', Array.from({length: 12}, (_, index) => `10.6.6.${index}`))]}],
	['more than any host has', 'REFUSE alt-names-too-many', serving(...Array.from({length: 65}, (_, index) => `ip:10.6.6.${index}`)), {plannedNodes: [plannedNode('node-1', Array.from({length: 99}, (_, index) => `10.6.6.${index}`))]}],
	['a URI', 'REFUSE alt-name-kind-wrong', serving('dns:node-1', 'uri:https://node-1')],
	['an e-mail address', 'REFUSE alt-name-kind-wrong', serving('dns:node-1', 'email:a@b')],
	['a directory name', 'REFUSE alt-name-kind-wrong', serving('dns:node-1', 'other:[4]')],
	['an empty DNS name', 'REFUSE dns-name-malformed', serving('dns:')],
	['an underscore', 'REFUSE dns-name-malformed', serving('dns:node_1')],
	['a NUL', 'REFUSE dns-name-malformed', serving('dns:node-1\0.evil.com')],
	['two final dots', 'REFUSE dns-name-malformed', serving('dns:node-1..')],
	['a name nobody knows', 'ASK dns-name-unknown', serving('dns:node-1.evil.com')],
	['a name only of the status', 'ASK dns-name-in-status-only', serving('dns:self.example.com'), {nodeObjects: [nodeObject('node-1', {hostnames: ['self.example.com']})]}],
	['a name that SSH saw', 'PASS dns-name-expected', serving('dns:worker.example.com')],
]);

check('P21', [
	['an address nobody knows', 'ASK address-unknown', serving('ip:10.0.0.99')],
	['an address put beside its own, as a VIP is', 'ASK address-secondary', serving('ip:10.0.0.90'), {plannedNodes: [plannedNode('node-1', ['10.0.0.11'], {secondaryAddresses: ['10.0.0.90']})]}],
	['one that the operator wrote down all the same', 'PASS address-expected', serving('ip:10.0.0.90'), {plannedNodes: [plannedNode('node-1', ['10.0.0.90'], {secondaryAddresses: ['10.0.0.90']})]}],
	['one that it serves already', 'ASK address-secondary', serving('ip:10.0.0.90'), {plannedNodes: [plannedNode('node-1', [], {secondaryAddresses: ['10.0.0.90']})], nodeObjects: [nodeObject('node-1', {addresses: ['10.0.0.90']})]}],
	['an address only of the status', 'ASK address-in-status-only', serving('ip:10.0.0.99'), {nodeObjects: [nodeObject('node-1', {addresses: ['10.0.0.99']})]}],
	['an address outside of the allow-list', 'REFUSE address-not-allowed', serving('ip:10.0.0.11'), {addressAllowList: ['192.168.0.0/16']}],
	['an address inside of the allow-list', 'PASS address-expected', serving('ip:10.0.0.11'), {addressAllowList: ['10.0.0.0/24']}],
	['IPv6 of the plan', 'PASS address-expected', serving('ip:fd00:1::11')],
]);

const vouchingFor = (...addresses: readonly string[]): Partial<JudgeContext> => ({plannedNodes: [plannedNode('node-1', addresses), plannedNode('node-2', ['10.0.0.12'])]});

check('P22', [
	...['kubernetes', 'KUBERNETES', 'kubernetes.', 'kubernetes.default.svc..', 'kubernetes.default', 'KUBERNETES.default.svc', 'kubernetes.default.svc.cluster.local', 'web.prod.svc', 'web.prod.svc.cluster.local', 'svc', '*', '*.example.com', 'node-*', 'localhost', 'LOCALHOST.', 'a.localhost', 'localhost.localdomain', '10.0.0.11', '0x7f.1', '127.1', '::1', 'api.example.com', 'API.example.com.', 'master-1', 'node-2', 'node-2.example.com', 'node-9', 'nine.example.com'].map(
		(name): Case => [`the DNS name ${name}`, 'REFUSE dns-name-reserved', serving('dns:node-1', `dns:${name}`)],
	),
	...['127.0.0.1', '::1', '0.0.0.0', '::', '169.254.169.254', 'fe80::1', '224.0.0.1', 'ff02::1', '255.255.255.255', '::7f00:1', '64:ff9b::a60:1', '2002:a00:64::1', '10.0.0.100', '10.96.0.1', '10.96.0.10', '10.100.1.1', '10.244.3.4', 'fd00:96::1', '10.0.0.2', '10.0.0.12', '10.0.0.19'].map(
		(address): Case => [`the address ${address}, even vouched for`, 'REFUSE address-reserved', serving(`ip:${address}`), address === '10.0.0.19' ? {} : vouchingFor(address)],
	),
	['a name of a service under another cluster domain', 'REFUSE dns-name-reserved', serving('dns:web.prod.svc.k8s.corp'), {clusterDomain: 'K8s.corp.'}],
	['a reserved name among names of the node', 'REFUSE dns-name-reserved', serving('dns:node-1', 'ip:10.0.0.11', 'dns:kubernetes')],
	['the VIP that a master holds just now', 'REFUSE address-reserved', serving('ip:10.0.0.100'), {controlPlane: [{name: 'node-1', addresses: ['10.0.0.100']}]}],
	["a master's own address where the master is the node", 'PASS nothing-reserved', serving('ip:10.0.0.2'), {controlPlane: [{name: 'node-1', addresses: ['10.0.0.2']}]}],
	["the node's own address that another node claims in its status", 'PASS nothing-reserved', serving('ip:10.0.0.11'), {nodeObjects: [nodeObject('node-1'), nodeObject('node-9', {addresses: ['10.0.0.11']})]}],
	['6to4 of an address that is free', 'PASS nothing-reserved', serving('ip:2002:cb00:7109::1')],
]);

const servedCertificate = (change: Partial<ServedCertificate> = {}): Partial<JudgeContext> => ({
	plannedNodes: [plannedNode('node-1', ['10.0.0.11'], {hasFacts: false}), plannedNode('node-2', ['10.0.0.12'])],
	servedCertificates: [{node: 'node-1', seenMs: nowMs, isTrusted: true, commonName: 'system:node:node-1', notBefore: ago(3600), notAfter: ago(-3600), altNames: names('dns:Node-1.', 'ip:10.0.0.77'), ...change}],
});
const renewal = serving('ip:10.0.0.77', 'dns:node-1');

check('P23', [
	['a renewal of just what the node serves', 'PASS possession-proved', renewal, servedCertificate()],
	['a certificate of another CA', 'PASS possession-unproved', renewal, servedCertificate({isTrusted: false})],
	['an expired certificate', 'PASS possession-unproved', renewal, servedCertificate({notAfter: ago(1)})],
	['a certificate of tomorrow', 'PASS possession-unproved', renewal, servedCertificate({notBefore: ago(-1)})],
	['a certificate without dates', 'PASS possession-unproved', renewal, servedCertificate({notAfter: ''})],
	['a certificate of another node', 'PASS possession-unproved', renewal, servedCertificate({commonName: 'system:node:node-2'})],
	['one name more than is served', 'PASS possession-unproved', serving('ip:10.0.0.77', 'dns:node-1', 'ip:10.0.0.78'), servedCertificate()],
	['one name less than is served', 'PASS possession-unproved', serving('dns:node-1'), servedCertificate()],
]);

test.each<[string, string, Partial<JudgeContext>]>([
	['PASS', 'for a node of which there are no facts', servedCertificate()],
	['ASK', 'where SSH has told of the node and not of the address', {...servedCertificate(), plannedNodes: [plannedNode('node-1', ['10.0.0.11'])]}],
	['ASK', 'where nothing was proved', servedCertificate({isTrusted: false})],
	['REFUSE', 'for an address that is reserved all the same', {...servedCertificate(), reservedAddresses: ['10.0.0.77']}],
	['REFUSE', 'outside of the allow-list all the same', {...servedCertificate(), addressAllowList: ['192.168.0.0/16']}],
	['ASK', 'for a Node that does not exist', {...servedCertificate(), nodeObjects: []}],
])('P23 stands in for P20 and P21: %s %s', (verdict, _, known) => {
	expect(judge(renewal, known).verdict).toBe(verdict);
});

test('P23 never stands in for P18', () => {
	expect(judge(servingRequest({raw: {username: 'system:bootstrap:abc123'}, decoded: {altNames: names('dns:node-1', 'ip:10.0.0.77')}}), servedCertificate()).verdict).toBe('REFUSE');
});

const proof = (keySha256: string, seenMs = nowMs): Partial<JudgeContext> => ({hostProofs: [{node: 'node-1', seenMs, keySha256s: ['cc'.repeat(32), keySha256]}]});

check('P30', [
	['a key that lies on the host', 'PASS key-on-host', clientRequest(), proof('aa'.repeat(32))],
	['a key that was there before the request', 'PASS key-on-host', clientRequest(), proof('aa'.repeat(32), nowMs - 60_000)],
	['a key that is not on the host', 'REFUSE key-not-on-host', clientRequest(), proof('dd'.repeat(32))],
	['a host with a key that could not be compared', 'PASS key-on-host-unread', clientRequest(), {hostProofs: [{node: 'node-1', seenMs: nowMs, keySha256s: [], hasUnreadKey: true}]}],
	['a host without any key', 'REFUSE key-not-on-host', clientRequest(), {hostProofs: [{node: 'node-1', seenMs: nowMs, keySha256s: []}]}],
]);

test.each<[string, Csr, Partial<JudgeContext>]>([
	['of a host that was looked at before the request was made', clientRequest(), proof('dd'.repeat(32), nowMs - 5000)],
	['of a serving request, whose key is in memory', servingRequest(), proof('dd'.repeat(32))],
	['of a renewal, whose key is in memory', renewalRequest(), proof('dd'.repeat(32))],
	['of another host', clientRequest(), {hostProofs: [{node: 'node-2', seenMs: nowMs, keySha256s: []}]}],
])('P30 says nothing %s', (_, request, known) => {
	expect(answersOf(judge(request, known), 'P30')).toEqual([]);
});

const approver = {otherApprover: {client: 'yes', renewal: 'no'}} as const;

test('P32 says whether the controller-manager approves as well, and changes no verdict by it', () => {
	expect(judge(clientRequest(), approver)).toMatchObject({verdict: 'PASS'});
	expect(judge(clientRequest(), approver).reasons).toContainEqual({rule: 'P32', verdict: 'PASS', code: 'gate-in-force', params: {answer: 'yes'}});
	expect(judge(renewalRequest(), approver).reasons).toContainEqual({rule: 'P32', verdict: 'PASS', code: 'renewals-approved', params: {answer: 'no'}});
	expect(answersOf(judge(servingRequest(), approver), 'P32')).toEqual([]);
	expect(answersOf(judge(clientRequest(), {otherApprover: {client: 'unknown', renewal: 'unknown'}}), 'P32')).toEqual([]);
});

test.each([
	['AutoApproved', 'controller-manager'],
	['KubectlApprove', 'kubectl'],
	['KubenrollApproved', 'kubenroll'],
	['NodeCSRApprove', 'machine-approver'],
	['constructor', 'unknown'],
])('P32 takes the reason %s for the work of %s', (reason, by) => {
	expect(judge(clientRequest({raw: {conditions: [{...condition('Approved'), reason}]}})).reasons).toMatchObject([{params: {by, reason}}]);
});

check('P27', [
	['a name that nobody gives', 'ASK name-unusual', clientRequest({raw: {name: 'my-request'}})],
	['terminal escapes in the name', 'ASK name-unusual', clientRequest({raw: {name: 'csr-\u{1B}[2J'}})],
	['a newline after the name', 'ASK name-unusual', clientRequest({raw: {name: 'csr-abc12\n'}})],
	['the name of a kubelet without rotation', 'PASS name-usual', clientRequest({raw: {name: `node-csr-${'aB3_-'.repeat(8)}abc`}})],
]);

check('P35', [['a token that was published', 'ASK token-published', clientRequest(), {tokens: [{...token, isPublished: true}]}]]);

check('P36', [
	['a fact that is missing', 'ASK facts-missing', clientRequest(), {missingFacts: ['clock']}],
	['a reserved range that cannot be read', 'ASK facts-missing', clientRequest(), {reservedCidrs: ['10.96.0.0']}],
	['an allow-list that cannot be read', 'ASK facts-missing', clientRequest(), {addressAllowList: ['everything']}],
	['a reserved address that cannot be read', 'ASK facts-missing', clientRequest(), {reservedAddresses: ['vip']}],
]);

test('P36 concludes nothing from what is not among Nodes and tokens that were not all read', () => {
	const unread = {missingFacts: ['nodes', 'tokens'], nodeObjects: [], tokens: []} as const;
	expect(['P13', 'P15'].flatMap((rule) => answersOf(judge(clientRequest(), unread), rule))).toEqual([]);
	expect(answersOf(judge(servingRequest(), unread), 'P19')).toEqual([]);
	expect([clientRequest(), servingRequest(), renewalRequest()].map((request) => judge(request, unread).verdict)).toEqual(['ASK', 'ASK', 'ASK']);
	// What is there counts all the same.
	expect(judge(clientRequest(), {...unread, nodeObjects: [nodeObject('node-1')]}).verdict).toBe('REFUSE');
});

const numbered = (index: number, seconds = 100 - index): Csr => clientRequest({raw: {name: `csr-${String(index).padStart(5, '0')}`, uid: `uid-${index}`, resourceVersion: String(index), createdAt: ago(seconds)}});

test('P24 passes only the newest of 60 duplicates', () => {
	const siblings = Array.from({length: 60}, (_, index) => numbered(index));
	const judgeAll = createJudge(context({siblings}));
	const judged = siblings.map((csr) => judgeAll(csr));
	expect(judged.map(({verdict}) => verdict)).toEqual([...Array.from({length: 59}, () => 'ASK'), 'PASS']);
	expect(judged[0]?.reasons).toContainEqual({rule: 'P24', verdict: 'ASK', code: 'superseded', params: {newer: 'csr-00059'}});
});

test('P24 tells requests of one second apart by resourceVersion, as numbers', () => {
	const siblings = [numbered(9, 5), numbered(10, 5)];
	expect(siblings.map((csr) => judgeCsr(csr, context({siblings})).verdict)).toEqual(['ASK', 'PASS']);
});

test.each([
	['that would not pass itself', numbered(2), {raw: {usages: ['any']}}],
	['of another requester', numbered(2), {raw: {username: 'system:bootstrap:xyz789'}}],
	['for another node', numbered(2), {decoded: {subject: subjectOf('node-2')}}],
	['that was denied', numbered(2), {raw: {conditions: [condition('Denied')]}}],
])('P24 lets no newer request %s push an honest one aside', (_, newer, change) => {
	const rival = {raw: {...newer.raw, ...('raw' in change ? change.raw : {})}, reading: clientRequest('decoded' in change ? {decoded: change.decoded} : {}).reading};
	expect(answersOf(judgeCsr(numbered(1), context({siblings: [numbered(1), rival]})), 'P24')).toEqual(['PASS not-superseded']);
});

test('P24 lets a newer request that was approved keep its place', () => {
	const newer = clientRequest({raw: {...numbered(2).raw, conditions: [condition('Approved')]}});
	expect(answersOf(judgeCsr(numbered(1), context({siblings: [numbered(1), newer]})), 'P24')).toEqual(['ASK superseded']);
	expect(answersOf(judgeCsr(numbered(3), context({siblings: [newer, numbered(3)]})), 'P24')).toEqual(['PASS not-superseded']);
});

const ofOldToken = clientRequest({raw: {...numbered(1).raw, username: 'system:bootstrap:old456'}});

test.each([
	['whose token is gone', {tokens: [token]}, 'ASK superseded'],
	['whose token has expired', {tokens: [token, {...oldToken, expiration: '2026-05-04T11:59:59Z'}]}, 'ASK superseded'],
	['whose token is good still', {tokens: [token, oldToken]}, 'PASS not-superseded'],
	['whose token may be good still', {missingFacts: ['tokens'] as const}, 'PASS not-superseded'],
])('P24 tells whether a newer request with another token took the place of one %s', (_, change, answer) => {
	// It passes, or somebody approved it.
	const approved = clientRequest({raw: {...numbered(2).raw, conditions: [condition('Approved')]}});
	for (const newer of [...(answer.startsWith('ASK') ? [numbered(2)] : []), approved]) {
		expect(answersOf(judgeCsr(ofOldToken, context({...change, siblings: [ofOldToken, newer]})), 'P24')).toEqual([answer]);
	}
});

test.each([
	['that would not pass itself', clientRequest({raw: {...numbered(2).raw, usages: ['any']}})],
	['for another node', clientRequest({raw: {...numbered(2).raw}, decoded: {subject: subjectOf('node-2')}})],
	['that is older', numbered(0)],
])('P24 lets no request %s take the place of one whose token is gone', (_, other) => {
	expect(answersOf(judgeCsr(ofOldToken, context({siblings: [ofOldToken, other]})), 'P24')).toEqual(['PASS not-superseded']);
});

test('P36 and P27 escape and shorten whatever came from outside', () => {
	const judgement = judge(clientRequest({raw: {username: `\u{1B}]0;x\u{7}${'y'.repeat(5000)}`, groups: []}}));
	const text = JSON.stringify(judgement.reasons);
	expect(text).not.toContain('\u{1B}');
	expect(text.length).toBeLessThan(6000);
});

test('the newest request of each node passes among 2,000 siblings of 500 nodes', () => {
	const plannedNodes = Array.from({length: 500}, (_, index) => plannedNode(`node-${index}`, [`10.1.${index >> 8}.${index & 0xff}`], {dnsNames: [`node-${index}.example.com`]}));
	const nodeObjects = plannedNodes.map(({name, addresses}) => nodeObject(name, {addresses, ready: 'false'}));
	const siblings = Array.from({length: 2000}, (_, index) => {
		const node = `node-${index % 500}`;
		return servingRequest({
			raw: {name: `csr-${index}`, uid: `uid-${index}`, resourceVersion: String(index), username: `system:node:${node}`},
			decoded: {subject: subjectOf(node), altNames: names(`dns:${node}`, `ip:10.1.${(index % 500) >> 8}.${index % 500 & 0xff}`), spkiSha256: String(index)},
		});
	});
	const judgeOne = createJudge(context({plannedNodes, nodeObjects, siblings}));
	const verdicts = siblings.map((csr) => judgeOne(csr)).map(({node, verdict}) => `${node} ${verdict}`);
	expect(new Set(verdicts).size).toBe(500);
});
