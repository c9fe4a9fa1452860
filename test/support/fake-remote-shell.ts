import type {CommandResult, RemoteShell} from '../../source/ports/remote-shell.ts';

/** What a command left, as far as a test cares. */
export const commandResult = (change: Partial<CommandResult> = {}): CommandResult => ({exitCode: 0, stdout: '', stderr: '', durationMs: 1, sentAtMs: 0, firstByteAtMs: 0, privilege: 'root', ...change});

/** Nodes that do what the test says and throw on everything else; `calls` tells in order what was asked of whom. */
export const fakeRemoteShell = (does: Partial<RemoteShell>): RemoteShell & {readonly calls: readonly string[]} => {
	const calls: string[] = [];
	const unexpected = (what: string): Error => new Error(`unexpected ${what}`);
	return {
		calls,
		run: async (node, script, options) => {
			calls.push(`run ${node.name}`);
			if (does.run === undefined) {
				throw unexpected(`run on ${node.name}`);
			}
			return does.run(node, script, options);
		},
		install: async (node, files, options) => {
			calls.push(`install ${node.name} ${files.map(({artifact}) => artifact.id).join(' ')}`);
			if (does.install === undefined) {
				throw unexpected(`install on ${node.name}`);
			}
			return does.install(node, files, options);
		},
		upload: async (node, file, options) => {
			calls.push(`upload ${node.name} ${file.path}`);
			if (does.upload === undefined) {
				throw unexpected(`upload to ${node.name}`);
			}
			return does.upload(node, file, options);
		},
		scanHostKeys: async (nodes, options) => {
			calls.push(`scan ${nodes.map(({name}) => name).join(' ')}`);
			if (does.scanHostKeys === undefined) {
				throw unexpected('scan');
			}
			return does.scanHostKeys(nodes, options);
		},
		pinHostKeys: async (keys) => {
			if (does.pinHostKeys === undefined) {
				throw unexpected('pin');
			}
			return does.pinHostKeys(keys);
		},
		close: async () => undefined,
	};
};
