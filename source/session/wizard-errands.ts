// What the wizard wants of the outside, done with the workflows that the commands use. Each errand tells its news and ends; it breaks off when its signal aborts.
import type {Answers, NodeAnswers} from '../core/answers/answers.ts';
import {parseAnswers} from '../core/answers/parse-answers.ts';
import type {Problem} from '../core/problem/problem.ts';
import {Failure} from '../core/problem/failure.ts';
import {parseRecord} from '../core/record/parse-record.ts';
import type {HostKeysFound, NewHostKeys} from '../core/wizard/discoveries.ts';
import type {Work} from '../core/wizard/select-work.ts';
import type {WizardNews} from '../core/wizard/wizard-message.ts';
import type {ClusterApi} from '../ports/cluster-api.ts';
import type {ClusterRead} from '../workflow/cluster/read-cluster.ts';
import type {HostKeyCheck} from '../workflow/survey/check-host-keys.ts';
import {unsavedDraftPath, type WizardPasswords, type WizardPorts} from './wizard-ports.ts';

/** What errands share: who made the last step's result is asked by the next. */
export type ErrandContext = {
	readonly ports: WizardPorts;
	readonly passwords: WizardPasswords;
	readonly tell: (news: WizardNews) => void;
	readonly settle: () => void;
	/** The text of kubenroll.yaml as the wizard has it now. */
	readonly answersText: () => string | undefined;
	/** The cluster that was read last, still open. */
	readonly cluster: {current?: {readonly api: ClusterApi; readonly read: ClusterRead}};
	readonly signal: AbortSignal;
};

type WorkOf<Kind extends Work['kind']> = Extract<Work, {kind: Kind}>;
type Errand<Kind extends Work['kind']> = (work: WorkOf<Kind>, context: ErrandContext) => Promise<void>;

// A file of one node stands for answers that are not complete yet: reading a cluster asks for mode and approval only.
const stubAnswers = (): Answers => {
	const reading = parseAnswers('{"apiVersion":"kubenroll.dev/v1alpha1","nodes":["node=node"]}', 'kubenroll.yaml');
	if (!reading.isValid) {
		throw new Failure(reading.problems);
	}
	return reading.answers;
};

const readSoundAnswers = async ({ports, answersText}: ErrandContext): Promise<Answers | undefined> => {
	const text = answersText();
	const reading = text === undefined ? undefined : await ports.readAnswers(text);
	return reading?.isValid === true ? reading.answers : undefined;
};

const needAnswers = async (context: ErrandContext): Promise<Answers> => {
	const reading = await context.ports.readAnswers(context.answersText() ?? '');
	if (!reading.isValid) {
		throw new Failure(reading.problems, 'usage');
	}
	return reading.answers;
};

const problemsOf = (error: unknown): readonly Problem[] => {
	if (error instanceof Failure) {
		return error.problems;
	}
	throw error;
};

const closeCluster = ({cluster}: ErrandContext): void => {
	cluster.current?.api.close();
	delete cluster.current;
};

const readTheCluster: Errand<'read-cluster'> = async ({key, kubeconfig, context: name, mode}, context) => {
	const {ports, tell, signal} = context;
	try {
		const api = await ports.openCluster({kubeconfig, ...(name === '' ? {} : {context: name})});
		try {
			const {readCluster} = await import('../workflow/cluster/read-cluster.ts');
			const read = await readCluster({api, pki: ports.pki, clock: ports.clock, answers: {...((await readSoundAnswers(context)) ?? stubAnswers()), mode}, signal});
			signal.throwIfAborted();
			closeCluster(context);
			context.cluster.current = {api, read};
		} catch (error) {
			api.close();
			throw error;
		}
		const {read} = context.cluster.current;
		tell({type: 'cluster-answered', key, found: {facts: read.facts, problems: read.problems, server: {host: api.server.host, port: api.server.port}, context: api.server.context}});
	} catch (error) {
		signal.throwIfAborted();
		tell({type: 'asking-failed', about: 'cluster', key, problems: problemsOf(error)});
	}
};

const dial: Errand<'dial'> = async ({key, address}, {ports, tell, cluster, signal}) => {
	if (cluster.current === undefined) {
		return;
	}
	const {api, read} = cluster.current;
	const {probeAddress} = await import('../workflow/cluster/probe-address.ts');
	const {facts, endpoints, problems} = await probeAddress({api, probe: ports.probe, clock: ports.clock, apiServer: address, cluster: read.facts, signal});
	const troubled = problems.filter(({code}) => code === 'endpoint-not-answering').length;
	tell({type: 'address-answered', key, found: {facts, endpoints: {answering: endpoints.length - troubled, total: endpoints.length}, problems}});
};

const sortKeys = ({trusted, problems}: HostKeyCheck, hosts: readonly NodeAnswers[], nodes: Answers['nodes']): HostKeysFound => {
	const all = [...problems.values()].flat();
	const masters = new Set(hosts.map(({name}) => name).filter((name) => !nodes.some((node) => node.name === name)));
	const fresh = all.flatMap((each): readonly NewHostKeys[] => (each.code === 'ssh-host-key-unknown' && each.params.fingerprints.length > 0 ? [{node: each.subject, address: hosts.find(({name}) => name === each.subject)?.address ?? each.params.address, role: masters.has(each.subject) ? 'master' : 'node', fingerprints: each.params.fingerprints, types: each.params.keyTypes ?? []}] : []));
	const names = new Set(fresh.map(({node}) => node));
	return {known: trusted.map(({node}) => node), fresh, problems: all.filter(({subject}) => !names.has(subject))};
};

const lookAtHostKeys = async (key: string, hosts: readonly NodeAnswers[], accepted: Readonly<Record<string, readonly string[]>>, context: ErrandContext): Promise<void> => {
	const {ports, passwords, tell, signal} = context;
	try {
		const answers = await needAnswers(context);
		const shell = await ports.openShell(answers, passwords);
		try {
			// Accepted fingerprints count as if they stood in the file: only a key that was shown is pinned, whatever a host shows by now.
			const nodes = hosts.map((node) => ({...node, hostKeys: [...node.hostKeys, ...(accepted[node.name] ?? [])]}));
			const {checkHostKeys} = await import('../workflow/survey/check-host-keys.ts');
			tell({type: 'host-keys-shown', key, found: sortKeys(await checkHostKeys({shell, answers, nodes, acceptsNew: false, signal}), hosts, answers.nodes)});
		} finally {
			await shell.close();
		}
	} catch (error) {
		signal.throwIfAborted();
		tell({type: 'asking-failed', about: 'hostKeys', key, problems: problemsOf(error)});
	}
};

const readRecord: Errand<'read-record'> = async (_work, {ports, tell}) => {
	const path = `${ports.settings.recordFolder}/record.json`;
	const text = await ports.files.read(path);
	try {
		tell({type: 'record-read', record: text === undefined ? undefined : parseRecord(path, text)});
	} catch (error) {
		// A record that cannot be read is the run's to tell; the wizard only shows it.
		problemsOf(error);
		tell({type: 'record-read', record: undefined});
	}
};

const save: Errand<'save'> = async ({text}, {ports, tell}) => {
	try {
		await ports.saveAnswers(text);
		tell({type: 'saved', text});
	} catch (error) {
		tell({type: 'save-failed', problems: problemsOf(error)});
	}
};

const keepUnsaved: Errand<'keep-unsaved'> = async ({text}, {ports, tell}) => {
	const path = unsavedDraftPath(ports.settings);
	try {
		await (text === undefined ? ports.files.remove(path) : ports.files.write(path, text, 0o600));
		tell({type: 'unsaved-kept', text});
	} catch (error) {
		tell({type: 'save-failed', problems: problemsOf(error)});
	}
};

const readCa: Errand<'read-ca'> = async ({key, path}, {ports, tell, signal}) => {
	try {
		tell({type: 'ca-read', key, found: {certificates: await ports.readCa(path)}});
	} catch (error) {
		signal.throwIfAborted();
		tell({type: 'asking-failed', about: 'ca', key, problems: problemsOf(error)});
	}
};

/** What is done for each kind of work but a run, which wizard-session.ts holds on to. */
export const errands: {readonly [Kind in Exclude<Work['kind'], 'enroll'>]: Errand<Kind>} = {
	'find-kubeconfigs': async ({named}, {ports, tell}) => tell({type: 'kubeconfigs-found', kubeconfigs: await ports.findKubeconfigs(named)}),
	'read-record': readRecord,
	save,
	settle: async (_work, {settle}) => settle(),
	'keep-unsaved': keepUnsaved,
	'read-ca': readCa,
	'write-papers': async ({key, wish}, context) => {
		try {
			const {writePapers} = await import('./write-papers.ts');
			context.tell({type: 'papers-written', key, found: await writePapers(wish, context, await needAnswers(context))});
		} catch (error) {
			context.signal.throwIfAborted();
			context.tell({type: 'papers-failed', key, problems: problemsOf(error)});
		}
	},
	'read-answers': async ({text}, {ports, tell}) => tell({type: 'answers-read', text, reading: await ports.readAnswers(text)}),
	'read-cluster': readTheCluster,
	dial,
	'show-host-keys': async ({key, hosts}, context) => lookAtHostKeys(key, hosts, {}, context),
	'pin-host-keys': async ({key, hosts, accepted}, context) => lookAtHostKeys(key, hosts, accepted, context),
};

/** Answers for a run: sound, and only the nodes that it is for. Rejects with Failure. */
export const readRunAnswers = async (context: ErrandContext, only: readonly string[] | undefined): Promise<Answers> => {
	const answers = await needAnswers(context);
	return only === undefined ? answers : {...answers, nodes: answers.nodes.filter(({name}) => only.includes(name))};
};

/** Ends what errands have left open. */
export const endErrands = (context: ErrandContext): void => closeCluster(context);
