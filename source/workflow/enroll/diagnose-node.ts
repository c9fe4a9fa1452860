import {cleanLogLine, diagnoseKubeletLog, findLastError} from '../../core/kubelet-log/diagnose-kubelet-log.ts';
import {inspectKubeletScript, parseServiceReport, type ServiceReport} from '../../core/kubelet-service/kubelet-scripts.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {NodeAddress, RemoteShell} from '../../ports/remote-shell.ts';

/** Names why a kubelet ended or was never started: the cause its log shows, else its last error. */
export const explainStoppedKubelet = (report: ServiceReport & {readonly systemctl: string}, node: string, unit: string): Problem => {
	const known = diagnoseKubeletLog(report.log, node);
	if (known !== undefined) {
		return known;
	}
	const cause = report.outcome === 'refused' ? cleanLogLine(report.systemctl) : findLastError(report.log);
	return report.outcome === 'refused'
		? problem('kubelet-unit-failed', node, {unit}, {cause})
		: problem('kubelet-stopped', node, {restarts: report.service?.restarts ?? 0}, {cause});
};

/** What a look at a node told: the cause that its log names, if any, and which certificates its kubelet holds. */
export type NodeLook = {
	readonly problem?: Problem;
	/** The kubelet does not run; then there is a problem. */
	readonly isDown: boolean;
	/** PEM, empty where it has none. */
	readonly certificates: ServiceReport['certificates'];
};

/** Looks at the kubelet of a node that does not get on. Without a problem it waits for somebody else. Rejects with Failure when the node cannot be asked. */
export const diagnoseNode = async (
	shell: RemoteShell,
	node: NodeAddress,
	options: {readonly unit: string; readonly seconds: number; readonly certificates: string; readonly signal: AbortSignal},
): Promise<NodeLook> => {
	const result = await shell.run(node, {text: inspectKubeletScript(options), asRoot: true}, {signal: options.signal, timeoutMs: 30_000});
	const report = parseServiceReport(result.stdout);
	const {certificates} = report;
	if (report.outcome !== 'up') {
		return {problem: explainStoppedKubelet(report, node.name, options.unit), isDown: true, certificates};
	}
	const cause = diagnoseKubeletLog(report.log, node.name);
	return {...(cause === undefined ? {} : {problem: cause}), isDown: false, certificates};
};
