// The controller-manager's part of a request's life, where the contract cannot look: its troubles, and the passing of time.
import {expect, test} from 'vitest';
import {isCollectable} from '../../../source/sandbox/api-server/controllers/is-collectable.ts';
import {openRateLimit} from '../../../source/sandbox/api-server/controllers/rate-limit.ts';
import {kubeletRequest, nextState, openPractice} from './open-practice.ts';

const hourMs = 3_600_000;
const nowMs = Date.parse('2026-05-04T12:00:00Z');
const ago = (ms: number): string => new Date(nowMs - ms).toISOString();
const object = (createdMsAgo: number, type?: string, sinceMsAgo = 0, certificate = '') => ({
	metadata: {name: 'csr', uid: 'u', resourceVersion: '1', creationTimestamp: ago(createdMsAgo)},
	status: {...(type === undefined ? {} : {conditions: [{type, status: 'True', lastUpdateTime: ago(sinceMsAgo)}]}), ...(certificate === '' ? {} : {certificate})},
});

test.each<[string, ReturnType<typeof object>, boolean]>([
	['pending for less than a day', object(23 * hourMs), false],
	['pending for more than a day', object(25 * hourMs), true],
	['denied just now, made long ago', object(50 * hourMs, 'Denied', 1000), false],
	['denied for more than an hour', object(2 * hourMs, 'Denied', 61 * 60_000), true],
	['failed for more than an hour', object(2 * hourMs, 'Failed', 61 * 60_000), true],
	['approved for ever and never issued', object(500 * hourMs, 'Approved', 499 * hourMs), false],
])('collects by state and age: %s', (_title, request, expected) => {
	expect(isCollectable(request, nowMs)).toBe(expected);
});

test('collects issued requests an hour after their approval, by the cluster\'s clock', async () => {
	let aheadMs = 0;
	await using practice = await openPractice({nowMs: () => Date.now() + aheadMs});
	const api = await practice.connect();
	practice.server.put('certificatesigningrequests', kubeletRequest('csr-a'));
	await nextState(api, 'csr-a', ({status}) => JSON.stringify(status).includes('certificate'));
	aheadMs = 59 * 60_000;
	practice.server.controllers.sweep();
	expect(practice.server.list('certificatesigningrequests')).toHaveLength(1);
	aheadMs = 61 * 60_000;
	practice.server.controllers.sweep();
	expect(practice.server.list('certificatesigningrequests')).toEqual([]);
});

test('a controller-manager that is away leaves requests as they are, and takes them up when it is back', async () => {
	await using practice = await openPractice();
	const api = await practice.connect();
	practice.server.controllers.pause();
	practice.server.put('certificatesigningrequests', kubeletRequest('csr-a'));
	expect(practice.server.get('certificatesigningrequests', 'csr-a')?.['status']).toEqual({});
	practice.server.controllers.resume();
	const issued = await nextState(api, 'csr-a', ({status}) => JSON.stringify(status).includes('certificate'));
	expect(issued['status']).toMatchObject({conditions: [{type: 'Approved', reason: 'AutoApproved'}]});
});

test('without signing files what is approved is never issued', async () => {
	await using practice = await openPractice({controllers: {signs: false}});
	const api = await practice.connect();
	practice.server.put('certificatesigningrequests', kubeletRequest('csr-a'));
	const approved = await nextState(api, 'csr-a', ({status}) => JSON.stringify(status).includes('Approved'));
	expect(Object.keys(approved['status'] as object)).toEqual(['conditions']);
});

test('clients of the controller-manager are as slow as they are told to be', async () => {
	const limit = openRateLimit(50, 5, new AbortController().signal);
	const beganMs = performance.now();
	await Promise.all(Array.from({length: 10}, limit));
	// Five at once, five more at 50 a second.
	expect(performance.now() - beganMs).toBeGreaterThanOrEqual(75);
});
