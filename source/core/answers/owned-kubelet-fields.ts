import type {ConfigProblems} from '../problem/config.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {accept, type Reading} from './field-reading.ts';

type Owner = Omit<ConfigProblems['kubelet-field-owned'], 'field' | 'key'>;

/** Fields of KubeletConfiguration that kubelet.config may not set: who commands the kubelet, what enrolment stands on, and what has a field of its own. */
export const ownedKubeletFields: Readonly<Record<string, Owner>> = {
	apiVersion: {reason: 'fixed'},
	kind: {reason: 'fixed'},
	authentication: {reason: 'security'},
	authorization: {reason: 'security'},
	readOnlyPort: {reason: 'security'},
	enableServer: {reason: 'fixed'},
	registerNode: {reason: 'fixed'},
	rotateCertificates: {reason: 'fixed'},
	tlsCertFile: {reason: 'fixed', instead: 'kubelet.servingCertificates'},
	tlsPrivateKeyFile: {reason: 'fixed', instead: 'kubelet.servingCertificates'},
	serverTLSBootstrap: {reason: 'own-field', instead: 'kubelet.servingCertificates'},
	cgroupDriver: {reason: 'own-field', instead: 'kubelet.cgroupDriver'},
	containerRuntimeEndpoint: {reason: 'own-field', instead: 'kubelet.containerRuntimeEndpoint'},
	clusterDNS: {reason: 'own-field', instead: 'kubelet.clusterDNS'},
	clusterDomain: {reason: 'own-field', instead: 'kubelet.clusterDomain'},
	registerWithTaints: {reason: 'own-field', instead: 'kubelet.taints'},
};

/** Reads the name of a field that is to be merged into the generated KubeletConfiguration. */
export const readKubeletField = (key: string): Reading<string> => {
	const owner = Object.hasOwn(ownedKubeletFields, key) ? ownedKubeletFields[key] : undefined;
	return owner === undefined ? accept(key) : {isValid: false, defect: {code: 'kubelet-field-owned', params: {key: escapeControls(key), ...owner}}};
};
