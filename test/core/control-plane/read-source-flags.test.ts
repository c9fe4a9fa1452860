import {expect, test} from 'vitest';
import type {Setup} from '../../../source/core/control-plane/component.ts';
import {listWrittenFlags, readSourceFlags} from '../../../source/core/control-plane/read-source-flags.ts';
import {systemdSetup} from '../../support/control-plane.ts';

const path = '/etc/systemd/system/kube-apiserver.service';
const unit = (...lines: readonly string[]): Setup => systemdSetup([path, lines.join('\n')]);
const withFile = (content: string, command = '/opt/kubernetes/bin/kube-apiserver $OPTS'): Setup => systemdSetup([path, `[Service]\nEnvironmentFile=-/opt/kubernetes/cfg/kube-apiserver.conf\nExecStart=${command}\n`], ['/opt/kubernetes/cfg/kube-apiserver.conf', content]);

/** `NAME=VALUE@LINE` of every flag, or the defect. */
const read = (setup: Setup): readonly string[] | string => {
	const written = listWrittenFlags(readSourceFlags('kube-apiserver', setup));
	return written.isUnderstood ? written.flags.map(({name, value, place}) => `${name}=${value}@${place.line}`) : `${written.defect.reason}: ${written.defect.detail}`;
};

const bySteps = ['[Unit]', 'After=network.target', '', '[Service]', 'WorkingDirectory=/data/k8s', 'ExecStart=/opt/k8s/bin/kube-apiserver \\', '  --enable-bootstrap-token-auth \\', "  --runtime-config='api/all=true' \\", '  --requestheader-allowed-names="" \\', '  --v=2', 'Restart=on-failure', ''];

// Units and files as guides and tools for hand-built clusters write them, and as they come out of editors and copies of web pages.
test.each<readonly [string, Setup, readonly string[] | string]>([
	['a line a flag, with quotes', unit(...bySteps), ['enable-bootstrap-token-auth=true@7', 'runtime-config=api/all=true@8', 'requestheader-allowed-names=@9', 'v=2@10']],
	['the same from Windows', unit(bySteps.join('\r\n')), ['enable-bootstrap-token-auth=true@7', 'runtime-config=api/all=true@8', 'requestheader-allowed-names=@9', 'v=2@10']],
	['a byte order mark', unit('\uFEFF[Service]', 'ExecStart=/usr/bin/kube-apiserver --v=2'), ['v=2@2']],
	['comments between continued lines', unit('[Service]', 'ExecStart=/usr/bin/kube-apiserver \\', '  # --token-auth-file=/x \\', '  --v=2 \\', '; --v=3', '  --c=d'), ['v=2@4', 'c=d@6']],
	['an empty line between continued lines, which ends them', unit('[Service]', 'ExecStart=/usr/bin/kube-apiserver --v=2 \\', '', '  --c=d'), ['v=2@2']],
	['tabs, and no blank before the backslash', unit('[Service]', 'ExecStart=/opt/kube-apiserver\\', '\t--v=2\\', '\t--x=y'), ['v=2@3', 'x=y@4']],
	['values in arguments of their own', unit('[Service]', 'ExecStart = /opt/kube-apiserver  --token-auth-file  /a  --v 2 --enable-swagger-ui --profiling'), ['token-auth-file=/a@2', 'v=2@2', 'enable-swagger-ui=true@2', 'profiling=true@2']],
	['a boolean with its value in an argument of its own, with which nothing starts', unit('[Service]', 'ExecStart=/opt/kube-apiserver --profiling false'), 'positional: false'],
	['underscores', unit('[Service]', 'ExecStart=/opt/kube-apiserver --token_auth_file=/x --allow_privileged'), ['token-auth-file=/x@2', 'allow-privileged=true@2']],
	['a backslash behind the last flag, which takes the next key', unit('[Service]', 'ExecStart=/opt/kube-apiserver --v=2 \\', 'Restart=always'), 'positional: Restart=always'],
	['a shell\'s redirection', unit('[Service]', 'ExecStart=/opt/kube-apiserver --v=2 >> /var/log/x 2>&1'), 'positional: >>'],
	['quotes of a word processor', unit('[Service]', 'ExecStart=/opt/kube-apiserver --a=“b c”'), 'positional: c”'],
	['a drop-in that begins anew', systemdSetup([path, '[Service]\nExecStart=/usr/bin/kube-apiserver --v=1\n'], [`${path}.d/10.conf`, '[Service]\nExecStart=\nExecStart=/usr/bin/kube-apiserver --v=2\n']), ['v=2@3']],
	['KUBE_API_ARGS of a distribution', systemdSetup([path, '[Service]\nEnvironmentFile=-/etc/kubernetes/config\nEnvironmentFile=-/etc/kubernetes/apiserver\nExecStart=/usr/bin/kube-apiserver \\\n\t$KUBE_LOGTOSTDERR \\\n\t$KUBE_API_ARGS\n'], ['/etc/kubernetes/config', '###\nKUBE_LOGTOSTDERR="--logtostderr=true"\n'], ['/etc/kubernetes/apiserver', '# Add your own!\nKUBE_API_ARGS="--token-auth-file /t.csv --service-node-port-range=\\"30000-32767\\""\n']), ['logtostderr=true@2', 'token-auth-file=/t.csv@2', 'service-node-port-range=30000-32767@2']],
	['options over many lines of a file', withFile('OPTS="--logtostderr=false \\\n--v=2 \\\n--token-auth-file=/opt/kubernetes/cfg/token.csv"\n'), ['logtostderr=false@1', 'v=2@2', 'token-auth-file=/opt/kubernetes/cfg/token.csv@3']],
	['the same without quotes', withFile('OPTS=--v=2 \\\n--x=y\n'), ['v=2@1', 'x=y@2']],
	['backslashes that a here-document left doubled, with which nothing starts', withFile('OPTS="--v=2 \\\\\n--x=y"\n'), 'positional: \n--x=y'],
	['continued lines from Windows, with which nothing starts', withFile('OPTS="--v=2 \\\r\n--x=y"\r\n'), 'positional: \r'],
	['a blank behind a backslash in a file', withFile('OPTS="--v=2 \\ \n--x=y"\n'), 'positional:  '],
	['a file with a byte order mark, whose first line systemd does not know', withFile('\uFEFFOPTS="--v=2"\n'), []],
	['a comment whose backslash takes the next line in some versions of systemd', withFile('A=1\n# --v=1 \\\nOPTS="--v=2"\n'), 'comment-backslash: 2'],
	['comments that end in two backslashes, or are followed by another', withFile('# a \\\\\nOPTS="--v=2"\n# b \\\n# c\nA=1\n'), ['v=2@2']],
	['export, which systemd does not know', withFile('export OPTS="--v=2"\nA=1\n'), []],
	['a variable in braces, which stays one word', withFile('OPTS="--v=2 --x=y"\n', '/opt/kube-apiserver ${OPTS}'), ['v=2 --x=y@3']],
	['one dash, as Go\'s own flags have', unit('[Service]', 'ExecStart=/opt/kube-apiserver -token-auth-file=/x=y -v=2'), ['token-auth-file=/x=y@2', 'v=2@2']],
])('reads %s', (_, setup, expected) => {
	expect(read(setup)).toEqual(expected);
});
