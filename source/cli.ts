// Every subcommand, loaded when it is called: `--version` and `help` must not pay for the rest.
import type {CommandLoaders} from './commands/invocation.ts';
import {version} from './commands/version.ts';

const commands: CommandLoaders = {
	wizard: async () => (await import('./commands/wizard.ts')).runWizard,
	plan: async () => (await import('./commands/plan.ts')).runPlan,
	enroll: async () => (await import('./commands/enroll.ts')).runEnroll,
	artifacts: async () => (await import('./commands/artifacts.ts')).runArtifacts,
	csr: async () => (await import('./commands/csr-board.ts')).runCsrBoard,
	'csr list': async () => (await import('./commands/csr-list.ts')).runCsrList,
	'csr show': async () => (await import('./commands/csr-show.ts')).runCsrShow,
	'csr judge': async () => (await import('./commands/csr-judge.ts')).runCsrJudge,
	'csr approve': async () => (await import('./commands/csr-decide.ts')).runCsrApprove,
	'csr deny': async () => (await import('./commands/csr-decide.ts')).runCsrDeny,
	'csr sweep': async () => (await import('./commands/csr-sweep.ts')).runCsrSweep,
	'csr revoke': async () => (await import('./commands/csr-revoke.ts')).runCsrRevoke,
	'csr watch': async () => (await import('./commands/csr-watch.ts')).runCsrWatch,
	'csr log': async () => (await import('./commands/csr-log.ts')).runCsrLog,
	'access create': async () => (await import('./commands/access.ts')).runAccessCreate,
	'access remove': async () => (await import('./commands/access.ts')).runAccessRemove,
	'token remove': async () => (await import('./commands/token-remove.ts')).runTokenRemove,
	demo: async () => (await import('./commands/demo.ts')).runDemo,
	schema: async () => (await import('./commands/schema.ts')).runSchema,
	help: async () => (await import('./commands/help.ts')).runHelp,
};

const argv = process.argv.slice(2);

if (argv.length === 1 && argv[0] === '--version') {
	process.stdout.write(`${version}\n`);
} else {
	const {runCommandLine} = await import('./commands/run-command-line.ts');
	process.exitCode = await runCommandLine(argv, commands, new URL('.', import.meta.url));
}
