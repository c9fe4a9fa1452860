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

/**
 * Looks at the kubelet of a node that does not get on. undefined where it runs and its log names no cause: then it waits for
 * somebody else. Rejects with Failure when the node cannot be asked.
 */
export const diagnoseNode = async (
	shell: RemoteShell,
	node: NodeAddress,
	options: {readonly unit: string; readonly seconds: number; readonly signal: AbortSignal},
): Promise<{readonly problem: Problem; readonly isDown: boolean} | undefined> => {
	const result = await shell.run(node, {text: inspectKubeletScript(options), asRoot: true}, {signal: options.signal, timeoutMs: 30_000});
	const report = parseServiceReport(result.stdout);
	if (report.outcome !== 'up') {
		return {problem: explainStoppedKubelet(report, node.name, options.unit), isDown: true};
	}
	const cause = diagnoseKubeletLog(report.log, node.name);
	return cause === undefined ? undefined : {problem: cause, isDown: false};
};
