import type {Answers} from '../../core/answers/answers.ts';
import {listManualSteps} from '../../core/artifacts/list-manual-steps.ts';
import {renderBootstrapKubeconfig} from '../../core/artifacts/render-bootstrap-kubeconfig.ts';
import type {MasterPlan} from '../../core/plan/control-plane-plan.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {gradeRun} from '../../core/run/grade-run.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {Edges, Operation, RunSettings} from '../operation.ts';
import {chooseRows} from '../../core/token-file/choose-rows.ts';
import {drawRowTokens} from '../token-file/draw-row-tokens.ts';
import {openArtifactFolder} from './artifact-folder.ts';
import {findRowToken, type ManualPage, putLooseRows} from './prepare-master-files.ts';
import {type ArtifactGround, putNodeFiles} from './put-node-files.ts';

/** The edges that it takes to write files without a cluster and without a node. */
export type OfflineEdges = Pick<Edges, 'files' | 'pki' | 'clock' | 'entropy'>;

/** Takes from the answers what else the cluster would be asked; tells every mistake at once, by a usage Failure. */
const readGround = async ({files, pki, clock}: OfflineEdges, answers: Answers): Promise<ArtifactGround> => {
	const {offline, apiServer} = answers.cluster;
	if (offline === undefined) {
		throw new TypeError('these answers have a cluster');
	}
	const path = escapeControls(offline.ca);
	const caPem = await files.read(offline.ca);
	const certificates = caPem === undefined ? [] : pki.readCertificates(caPem);
	const problems = [
		...(apiServer === undefined ? [problem('offline-address-missing', 'cluster.apiServer', {})] : []),
		...(caPem === undefined ? [problem('offline-ca-missing', 'cluster.offline.ca', {path})] : certificates.length === 0 ? [problem('offline-ca-invalid', 'cluster.offline.ca', {path})] : []),
	];
	if (apiServer === undefined || problems.length > 0) {
		throw new Failure(problems, 'usage');
	}
	return {
		answers,
		cluster: {clientCa: certificates, servingCa: certificates},
		apiServer,
		servingCaPem: certificates.map(({pem}) => pem).join('\n'),
		minorOf: () => offline.minor,
		factsOf: () => undefined,
		needsToken: () => true,
		takenIds: new Set(),
		nowMs: clock.nowMs(),
		planId: 'offline',
	};
};

const listUnreadMasters = ({cluster}: Answers): readonly MasterPlan[] => cluster.controlPlane.map(({name, address = name}) => ({name, address, holdsVip: false, state: 'unread', files: [], components: [], problems: []}));

/**
 * The operation behind `kubenroll artifacts` where no cluster is at hand: what `writeArtifacts` writes, from the CA, the address and the version
 * that the answers give, and from defaults where only a node or the cluster could tell. The page says what every master needs, as none was looked at.
 */
export const writeOfflineArtifacts =
	(folder: string, page?: ManualPage) =>
	(edges: OfflineEdges, answers: Answers, settings: RunSettings): Operation =>
	async (control) => {
		const startedAtMs = edges.clock.nowMs();
		control.emit({type: 'run-started', operation: 'artifacts', version: settings.version});
		const ground = await readGround(edges, answers);
		// No master was read, so nothing is known of rows that stand.
		const rows = answers.mode === 'token-file' ? chooseRows({purpose: 'keep', rows: answers.tokenFile.rows, spareRows: answers.tokenFile.spareRows, needyNodes: answers.nodes.map(({name}) => name), assigned: new Map(), files: new Map()}) : [];
		const made = {rows, tokens: drawRowTokens(edges.entropy, rows)};
		const {put, commit} = openArtifactFolder(edges, folder, control);
		const outcomes = putNodeFiles(edges, {...ground, ...(answers.mode === 'token-file' ? {rowTokenFor: (node) => findRowToken(made, answers.tokenFile.rows, node)} : {})}, put, control);
		const [first] = rows;
		if (first !== undefined) {
			putLooseRows(put, made);
			put('cluster/bootstrap.kubeconfig', renderBootstrapKubeconfig({server: ground.apiServer, servingCaPem: ground.servingCaPem, token: made.tokens.get(first.user) ?? ''}), 0o600);
		}
		if (page !== undefined) {
			const nodes = outcomes.filter(({outcome}) => outcome === 'unchanged').map(({node}) => node);
			const plan = {controlPlane: {masters: listUnreadMasters(answers), problems: []}, tokenRows: rows, objects: [], nodes: []};
			put(page.name, page.render(listManualSteps({plan, answers, apiServer: ground.apiServer, endpoints: new Map(), nodes})), 0o644);
		}
		const files = await commit(answers.otherNodes);
		const report = {outcomes, exitCode: gradeRun(outcomes), durationMs: edges.clock.nowMs() - startedAtMs, changed: {files, objects: 0}} as const;
		control.emit({type: 'run-finished', report});
		return report;
	};
