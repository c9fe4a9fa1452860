import {once} from 'node:events';
import {readFileSync, symlinkSync} from 'node:fs';
import {createServer} from 'node:http';
import {type AddressInfo, connect} from 'node:net';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {listContexts} from '../../../source/adapters/kubernetes/list-contexts.ts';
import {openCluster} from '../../../source/adapters/kubernetes/open-cluster.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {sendJson, startApiServer} from '../../support/api-server.ts';
import {makeAuthority} from '../../support/certificates.ts';
import {base64, certificateUser, kubeconfigOf, openFolder} from './kubeconfig-folder.ts';

const day = 24 * 60 * 60 * 1000;
const authority = makeAuthority('kubernetes');
const admin = authority.issue({commonName: 'admin', organizations: ['system:masters']});
const expired = authority.issue({commonName: 'old-admin', fromMs: -2 * day, untilMs: -day});
const serving = authority.issue({commonName: 'kube-apiserver', ipAddresses: ['127.0.0.1'], dnsNames: ['kubernetes.default.svc']});
const api = await startApiServer(serving, authority.certificate, ({path, client, authorization}, response) => sendJson(response, {client, authorization}, path === '/refused' ? 401 : 200));
const folder = openFolder();
afterAll(async () => {
	folder[Symbol.dispose]();
	await api[Symbol.asyncDispose]();
});

const server = `https://127.0.0.1:${api.port}`;
const caPem = authority.certificate;
const open = (content: unknown) => openCluster({kubeconfig: folder.write('config', content), env: {}, home: folder.path});
const withProxy = (proxy: string) => kubeconfigOf({server, caPem, user: {token: 'a'}}, {clusters: [{name: 'lab', cluster: {server, 'certificate-authority-data': base64(caPem), 'proxy-url': proxy}}]});
const problemsOf = async (opening: Promise<unknown>) => {
	const failure = await opening.then(() => undefined, (error: unknown) => error);
	expect(failure).toBeInstanceOf(Failure);
	return (failure as Failure).problems;
};
const whoAmI = async (content: unknown) => {
	const cluster = await open(content);
	try {
		return (await cluster.call('GET', '/whoami')).body;
	} finally {
		cluster.close();
	}
};

test('tells a folder from a file that nobody may read', async () => {
	expect(await problemsOf(openCluster({kubeconfig: folder.path, env: {}, home: folder.path}))).toEqual([expect.objectContaining({code: 'kubeconfig-folder', params: {path: folder.path}})]);
});

test('signs in with an inline client certificate, and tells who it names', async () => {
	const content = kubeconfigOf({server, caPem, user: certificateUser(admin)});
	const cluster = await open(content);
	expect(cluster.server).toMatchObject({url: server, host: '127.0.0.1', port: api.port, context: 'admin@lab', user: 'admin', certificateIdentity: {username: 'admin', groups: ['system:masters']}});
	cluster.close();
	expect(await whoAmI(content)).toEqual({client: 'admin'});
});

test('finds certificate, key and CA in files beside the kubeconfig', async () => {
	folder.write('admin.crt', admin.certificate);
	folder.write('admin.key', admin.key);
	folder.write('ca.crt', caPem);
	const content = kubeconfigOf({server, caPem, user: {'client-certificate': 'admin.crt', 'client-key': 'admin.key'}}, {clusters: [{name: 'lab', cluster: {server, 'certificate-authority': 'ca.crt'}}]});
	expect(await whoAmI(content)).toEqual({client: 'admin'});
});

test('signs in with a token, and with a token file that ends in a line feed', async () => {
	folder.write('token', 'from-file\n');
	expect(await whoAmI(kubeconfigOf({server, caPem, user: {token: 'inline'}}))).toEqual({authorization: 'Bearer inline'});
	expect(await whoAmI(kubeconfigOf({server, caPem, user: {tokenFile: 'token'}}))).toEqual({authorization: 'Bearer from-file'});
});

test('signs in with a plugin beside the kubeconfig, given the exec protocol\'s environment', async () => {
	folder.write('plugin', '#!/bin/sh\ncase $KUBERNETES_EXEC_INFO in *ExecCredential*) ;; *) exit 1;; esac\necho \'{"kind":"ExecCredential","status":{"token":"from-plugin"}}\'\n');
	expect(await whoAmI(kubeconfigOf({server, caPem, user: {exec: {apiVersion: 'client.authentication.k8s.io/v1', command: './plugin'}}}))).toEqual({authorization: 'Bearer from-plugin'});
});

test('asks a plugin again once what it gave has run out, and shows the certificate that it gave', async () => {
	folder.write('short', `#!/bin/sh\necho run >> "\${0%/*}/short-runs"\ncat "\${0%/*}/credential"\n`);
	const give = (status: object): string => folder.write('credential', {kind: 'ExecCredential', status});
	give({token: 'old', expirationTimestamp: '2001-01-01T00:00:00Z'});
	const cluster = await open(kubeconfigOf({server, caPem, user: {exec: {command: './short', env: [{name: 'A', value: 'b'}]}}}));
	expect((await cluster.call('GET', '/a')).body).toEqual({authorization: 'Bearer old'});
	give({clientCertificateData: admin.certificate, clientKeyData: admin.key, expirationTimestamp: '2999-01-01T00:00:00Z'});
	expect((await cluster.call('GET', '/b')).body).toEqual({client: 'admin'});
	expect((await cluster.call('GET', '/c')).body).toEqual({client: 'admin'});
	expect(readFileSync(join(folder.path, 'short-runs'), 'utf8')).toBe('run\nrun\n');
	cluster.close();
});

test('asks a plugin again after a 401, once for all calls that had one, and not for the token of one call', async () => {
	folder.write('rotating', '#!/bin/sh\necho run >> "${0%/*}/rotating-runs"\necho "{\\"status\\":{\\"token\\":\\"token-$(($(wc -l < "${0%/*}/rotating-runs")))\\"}}"\n');
	const cluster = await open(kubeconfigOf({server, caPem, user: {exec: {command: './rotating'}}}));
	const call = async (path: string, token?: string) => {
		const {status, body} = await cluster.call('GET', path, undefined, token === undefined ? {} : {token});
		return [status, body];
	};
	expect(await call('/a')).toEqual([200, {authorization: 'Bearer token-1'}]);
	expect(await call('/refused', 'of-one-call')).toEqual([401, {authorization: 'Bearer of-one-call'}]);
	expect(await call('/b')).toEqual([200, {authorization: 'Bearer token-1'}]);
	expect(await Promise.all([call('/refused'), call('/refused'), call('/refused')])).toEqual(Array.from({length: 3}, () => [401, {authorization: 'Bearer token-1'}]));
	expect(await call('/c')).toEqual([200, {authorization: 'Bearer token-2'}]);
	expect(await call('/d')).toEqual([200, {authorization: 'Bearer token-2'}]);
	expect(readFileSync(join(folder.path, 'rotating-runs'), 'utf8')).toBe('run\nrun\n');
	cluster.close();
});

test('tells a plugin that nobody types into it', async () => {
	folder.write('asks', '#!/bin/sh\nread -r answer && exit 1\necho \'{"status":{"token":"unasked"}}\'\n');
	expect(await whoAmI(kubeconfigOf({server, caPem, user: {exec: {command: './asks'}}}))).toEqual({authorization: 'Bearer unasked'});
});

test('runs a plugin once for requests that begin together', async () => {
	folder.write('once', '#!/bin/sh\necho run >> "${0%/*}/runs"\necho \'{"kind":"ExecCredential","status":{"token":"shared"}}\'\n');
	const cluster = await open(kubeconfigOf({server, caPem, user: {exec: {apiVersion: 'client.authentication.k8s.io/v1', command: './once'}}}));
	const answers = await Promise.all(['/a', '/b', '/c', '/d'].map(async (path) => cluster.call('GET', path)));
	expect(answers.map(({body}) => body)).toEqual(answers.map(() => ({authorization: 'Bearer shared'})));
	expect(readFileSync(join(folder.path, 'runs'), 'utf8')).toBe('run\n');
	cluster.close();
});

test('shows no client certificate with a token for one call', async () => {
	const cluster = await open(kubeconfigOf({server, caPem, user: certificateUser(admin)}));
	expect((await cluster.call('GET', '/a')).body).toEqual({client: 'admin'});
	expect((await cluster.call('GET', '/a', undefined, {token: 'abc'})).body).toEqual({authorization: 'Bearer abc'});
	expect((await cluster.call('GET', '/a')).body).toEqual({client: 'admin'});
	cluster.close();
});

test('goes through the proxy of the kubeconfig, where a token for one call shows no certificate either', async () => {
	const tunnels: string[] = [];
	const proxy = createServer()
		.on('connect', ({url}, socket) => {
			tunnels.push(url ?? '');
			const upstream = connect(api.port, '127.0.0.1', () => {
				socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
				upstream.pipe(socket).pipe(upstream);
			});
		})
		.listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	const {port} = proxy.address() as AddressInfo;
	const cluster = await open(kubeconfigOf({server, caPem, user: certificateUser(admin)}, {clusters: [{name: 'lab', cluster: {server, 'certificate-authority-data': base64(caPem), 'proxy-url': `http://127.0.0.1:${port}`}}]}));
	expect((await cluster.call('GET', '/a')).body).toEqual({client: 'admin'});
	expect((await cluster.call('GET', '/a', undefined, {token: 'abc'})).body).toEqual({authorization: 'Bearer abc'});
	expect(tunnels).toEqual([`127.0.0.1:${api.port}`, `127.0.0.1:${api.port}`]);
	cluster.close();
	proxy.close();
});

test('merges $KUBECONFIG, skips what is not there, and the first entry of a name wins', async () => {
	const first = folder.write('one', kubeconfigOf({server, caPem, user: {token: 'first'}}, {clusters: []}));
	const second = folder.write('two', kubeconfigOf({server, caPem, user: {token: 'second'}}));
	const cluster = await openCluster({env: {KUBECONFIG: `${folder.path}/absent:${first}:${second}`}, home: folder.path});
	expect((await cluster.call('GET', '/')).body).toEqual({authorization: 'Bearer first'});
	cluster.close();
});

test.each<[string, unknown, string]>([
	['YAML that cannot be read', 'clusters: [', 'kubeconfig-invalid'],
	['a list where a map belongs', '- a', 'kubeconfig-invalid'],
	['no current context', kubeconfigOf({server, caPem, user: {token: 'a'}}, {'current-context': ''}), 'kubeconfig-no-context'],
	['a context that is not there', kubeconfigOf({server, caPem, user: {token: 'a'}}, {'current-context': 'other'}), 'kubeconfig-context-missing'],
	['a cluster that is not there', kubeconfigOf({server, caPem, user: {token: 'a'}}, {clusters: []}), 'kubeconfig-entry-missing'],
	['an expired client certificate', kubeconfigOf({server, caPem, user: certificateUser(expired)}), 'client-certificate-expired'],
	['a key of another certificate', kubeconfigOf({server, caPem, user: certificateUser({...admin, key: expired.key})}), 'kubeconfig-key-mismatch'],
	['an encrypted client key', kubeconfigOf({server, caPem, user: certificateUser({...admin, key: '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n'})}), 'kubeconfig-invalid'],
	['a client certificate without its key', kubeconfigOf({server, caPem, user: {...certificateUser(admin), 'client-key-data': ''}}), 'kubeconfig-invalid'],
	['a token of two lines', kubeconfigOf({server, caPem, user: {token: 'a\r\nb'}}), 'kubeconfig-invalid'],
	['a client certificate that is none', kubeconfigOf({server, caPem, user: {'client-certificate-data': base64('x')}}), 'client-certificate-invalid'],
	['no CA', kubeconfigOf({server, caPem: '', user: {token: 'a'}}), 'kubeconfig-no-ca'],
	['a CA that is none', kubeconfigOf({server, caPem: 'x', user: {token: 'a'}}), 'kubeconfig-ca-invalid'],
	['a CA file that is not there', kubeconfigOf({server, caPem, user: {token: 'a'}}, {clusters: [{name: 'lab', cluster: {server, 'certificate-authority': 'gone.crt'}}]}), 'kubeconfig-file-missing'],
	['TLS without verification', kubeconfigOf({server, caPem, user: {token: 'a'}}, {clusters: [{name: 'lab', cluster: {server, 'insecure-skip-tls-verify': true}}]}), 'kubeconfig-insecure'],
	['plain HTTP', kubeconfigOf({server: 'http://127.0.0.1:8080', caPem, user: {token: 'a'}}), 'kubeconfig-server-invalid'],
	['a host that is no name', kubeconfigOf({server: 'https://a$(reboot):6443', caPem, user: {token: 'a'}}), 'kubeconfig-server-invalid'],
	['groups to act in, and nobody to act as', kubeconfigOf({server, caPem, user: {token: 'a', 'as-groups': ['ops']}}), 'kubeconfig-invalid'],
	['a sign-in that kubectl dropped', kubeconfigOf({server, caPem, user: {'auth-provider': {name: 'gcp'}}}), 'kubeconfig-auth-provider'],
	['a sign-in that never was, beside a token', kubeconfigOf({server, caPem, user: {token: 'a', 'auth-provider': {name: 'constructor'}}}), 'kubeconfig-auth-provider'],
	['a CA file without end', kubeconfigOf({server, caPem, user: {token: 'a'}}, {clusters: [{name: 'lab', cluster: {server, 'certificate-authority': '/dev/zero'}}]}), 'local-too-large'],
	['a proxy of another kind', withProxy('ftp://proxy:2121'), 'kubeconfig-proxy-invalid'],
	['a proxy that is no URL', withProxy('proxy:s3cr3t@host'), 'kubeconfig-proxy-invalid'],
	['a proxy without a host', withProxy('http://'), 'kubeconfig-proxy-invalid'],
	['no credentials', kubeconfigOf({server, caPem, user: {}}), 'kubeconfig-no-credentials'],
])('names the problem of a kubeconfig with %s', async (_title, content, code) => {
	expect((await problemsOf(open(content))).map((problem) => problem.code)).toEqual([code]);
});

test('names the field of a proxy that cannot be one, and nothing of what may be its password', async () => {
	const problems = await problemsOf(open(withProxy('ftp://me:s3cr3t@proxy:2121')));
	expect(problems).toMatchObject([{subject: join(folder.path, 'config'), params: {cluster: 'lab', scheme: 'ftp'}}]);
	expect(JSON.stringify([problems, await problemsOf(open(withProxy('me:s3cr3t@proxy')))])).not.toContain('s3cr3t');
});

test.each(['', 'http://10.0.0.1:3128', 'https://proxy', 'socks5://[::1]:1080'])('takes the proxy "%s"', async (proxy) => {
	(await open(withProxy(proxy))).close();
});

test('says of a named kubeconfig that is a link to itself why it cannot be read', async () => {
	const path = join(folder.path, 'loop');
	symlinkSync('loop', path);
	expect(await problemsOf(openCluster({kubeconfig: path, env: {}, home: folder.path}))).toMatchObject([{code: 'kubeconfig-unreadable', params: {path}, cause: expect.stringContaining('ELOOP') as string}]);
	expect(await problemsOf(openCluster({env: {KUBECONFIG: `${path}:${join(folder.path, 'gone')}`}, home: folder.path}))).toMatchObject([{code: 'kubeconfig-unreadable', params: {path}}]);
});

test('reads no kubeconfig without end', async () => {
	expect(await problemsOf(openCluster({kubeconfig: '/dev/zero', env: {}, home: folder.path}))).toMatchObject([{code: 'local-too-large', params: {path: '/dev/zero', limitMiB: 8}}]);
	expect(listContexts('/dev/zero')).toEqual({path: '/dev/zero', contexts: []});
});

test('acts as the user, the groups, the uid and the extra fields that the kubeconfig names', async () => {
	await using echo = await startApiServer(serving, authority.certificate, (_, response) => sendJson(response, response.req.headersDistinct));
	const user = {token: 'a', as: 'eve', 'as-groups': ['ops', 'on-call'], 'as-uid': '42', 'as-user-extra': {'example.org/team': ['red', 'blue']}};
	expect(await whoAmI(kubeconfigOf({server: `https://127.0.0.1:${echo.port}`, caPem, user}))).toMatchObject({
		'impersonate-user': ['eve'],
		'impersonate-group': ['ops', 'on-call'],
		'impersonate-uid': ['42'],
		'impersonate-extra-example.org%2fteam': ['red', 'blue'],
	});
});

test('tells all that is wrong at once', async () => {
	const problems = await problemsOf(open(kubeconfigOf({server: 'nowhere', caPem: '', user: {}})));
	expect(problems.map(({code}) => code)).toEqual(['kubeconfig-server-invalid', 'kubeconfig-no-ca', 'kubeconfig-no-credentials']);
});

test('says where it looked for a kubeconfig', async () => {
	expect(await problemsOf(openCluster({kubeconfig: '~/absent', env: {}, home: folder.path}))).toMatchObject([{code: 'kubeconfig-missing', params: {looked: [`${folder.path}/absent`]}}]);
});

test('never quotes the kubeconfig\'s secrets in a problem', async () => {
	const text = JSON.stringify(await problemsOf(open('users: [{name: a, user: {token: "s3cr3t}}]')));
	expect(text).toContain('kubeconfig-invalid');
	expect(text).not.toContain('s3cr3t');
});

test.each([
	['no-such-plugin-here', 'exec-plugin-missing'],
	['./broken', 'exec-plugin-failed'],
	['./chatty', 'exec-plugin-failed'],
	['./empty', 'exec-plugin-failed'],
	['./half', 'exec-plugin-failed'],
	['./endless', 'exec-plugin-endless'],
	['./loud', 'exec-plugin-endless'],
])('names the trouble with the plugin %s', async (command, code) => {
	folder.write('broken', '#!/bin/sh\necho "sign in first" >&2\nexit 1\n');
	folder.write('chatty', '#!/bin/sh\necho s3cr3t\n');
	folder.write('empty', '#!/bin/sh\necho \'{"kind":"ExecCredential"}\'\n');
	folder.write('half', '#!/bin/sh\necho \'{"status":{"clientCertificateData":"s3cr3t"}}\'\n');
	folder.write('endless', '#!/bin/sh\nyes s3cr3t\n');
	folder.write('loud', '#!/bin/sh\nyes s3cr3t >&2\n');
	const problems = await problemsOf(whoAmI(kubeconfigOf({server, caPem, user: {exec: {command}}})));
	expect(problems).toMatchObject([{code}]);
	expect(JSON.stringify(problems)).not.toContain('s3cr3t');
});
