import {findGateRemoval, isGateRefused} from '../kubernetes-versions/feature-gates.ts';
import {findKubeletConfigField, isOfKind} from '../kubernetes-versions/kubelet-config-fields.ts';
import {kubeletDefaults} from '../kubernetes-versions/kubelet-defaults.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {isFields, mergeFields, type Fields} from './merge-fields.ts';
import type {KubeletSettings} from './kubelet-settings.ts';

/** KubeletConfiguration as plain fields, and what could not be taken of the operator's own. */
export type AssembledConfig = {readonly fields: Fields; readonly problems: readonly Problem[]};

/** Takes out of feature gates those that keep a kubelet of the minor from starting. */
export const dropRefusedGates = (gates: Fields, minor: number, subject: string): AssembledConfig => {
	const refused = Object.keys(gates).filter((gate) => isGateRefused(gate, minor));
	return {
		fields: Object.fromEntries(Object.entries(gates).filter(([gate]) => !refused.includes(gate))),
		problems: refused.map((gate) => problem('feature-gate-refused', subject, {gate, minor, since: findGateRemoval(gate) ?? minor}, {severity: 'warning'})),
	};
};

const checkOwnFields = (config: Fields, minor: number, subject: string): AssembledConfig => {
	const fields = new Map<string, unknown>();
	const problems: Problem[] = [];
	for (const [name, value] of Object.entries(config)) {
		const field = findKubeletConfigField(name);
		if (name === 'apiVersion' || name === 'kind') {
			continue;
		}
		// A name that no minor knows is a slip: left out silently, the setting it was meant for would be lost.
		if (field === undefined || field.since > minor) {
			problems.push(problem('kubelet-field-unknown', subject, {field: escapeControls(name), minor, ...(field === undefined ? {} : {since: field.since})}, {severity: field === undefined ? 'error' : 'warning'}));
		} else if (!isOfKind(value, field.kind)) {
			problems.push(problem('kubelet-field-misshapen', subject, {field: name, kind: field.kind}));
		} else if (name === 'featureGates' && isFields(value)) {
			const gates = dropRefusedGates(value, minor, subject);
			problems.push(...gates.problems);
			fields.set(name, gates.fields);
		} else {
			fields.set(name, value);
		}
	}
	return {fields: Object.fromEntries(fields), problems};
};

/**
 * Assembles what the kubelet of a minor is configured with: ours, and the operator's fields over it. A field that the minor does
 * not know is left out (the kubelet would only ignore it and complain) and one of the wrong shape too (it would not start); both are told.
 */
export const assembleKubeletConfig = (settings: KubeletSettings, minor: number): AssembledConfig => {
	const own: Fields = {
		apiVersion: 'kubelet.config.k8s.io/v1beta1',
		kind: 'KubeletConfiguration',
		authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: settings.paths.clientCa}},
		authorization: {mode: 'Webhook'},
		cgroupDriver: settings.cgroupDriver,
		clusterDNS: settings.clusterDns,
		clusterDomain: settings.clusterDomain,
		containerRuntimeEndpoint: settings.containerRuntimeEndpoint,
		readOnlyPort: kubeletDefaults.readOnlyPort,
		registerWithTaints: settings.taints.length === 0 ? undefined : settings.taints,
		resolvConf: settings.resolvConf,
		rotateCertificates: true,
		serverTLSBootstrap: settings.requestsServingCertificates,
		staticPodPath: settings.staticPodPath,
	};
	const known = Object.fromEntries(Object.entries(own).filter(([name, value]) => value !== undefined && (findKubeletConfigField(name)?.since ?? Infinity) <= minor));
	const operators = checkOwnFields(settings.config, minor, settings.nodeName);
	return {fields: mergeFields(known, operators.fields), problems: operators.problems};
};
