import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {listKubeconfigs} from '../../../source/adapters/kubernetes/find-kubeconfig.ts';

const home = mkdtempSync(join(tmpdir(), 'kubenroll-kubeconfigs-'));
mkdirSync(join(home, '.kube'));
const usual = join(home, '.kube/config');
writeFileSync(usual, '');
const link = join(home, 'admin.conf');
symlinkSync(usual, link);
const other = join(home, 'other.conf');
writeFileSync(other, '');

afterAll(() => rmSync(home, {recursive: true}));

// What this machine has in /etc/kubernetes is none of the test's.
const list = (...asked: Parameters<typeof listKubeconfigs>): readonly string[] => listKubeconfigs(...asked).filter((path) => !path.startsWith('/etc/'));

test('names each file once, however many ways lead to it', () => {
	expect(list({env: {KUBECONFIG: `${link}:${other}:/not/there`}, home})).toEqual([link, other]);
	expect(list({env: {}, home})).toEqual([usual]);
});

test('calls a file that the answers name as they call it', () => {
	expect(list({env: {KUBECONFIG: other}, home}, {written: '~/.kube/config', path: usual})).toEqual([other, '~/.kube/config']);
	expect(list({env: {}, home}, {written: './gone.conf', path: join(home, 'gone.conf')})).toEqual([usual]);
});
