import * as z from 'zod';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {NodeObject} from './cluster-facts.ts';

const conditions = z.array(z.object({type: z.string(), status: z.string(), message: z.string().optional().catch(undefined), lastTransitionTime: z.string().optional().catch(undefined)})).catch([]);
const addresses = z.array(z.object({type: z.string(), address: z.string()})).catch([]);
const labels = z.record(z.string(), z.string()).catch({});
const schema = z.object({
	metadata: z.object({creationTimestamp: z.string().catch(''), labels}),
	spec: z.object({podCIDR: z.string().optional(), podCIDRs: z.array(z.string()).optional()}).catch({}),
	status: z
		.object({addresses, conditions, nodeInfo: z.object({kubeletVersion: z.string()}).catch({kubeletVersion: ''})})
		.catch({addresses: [], conditions: [], nodeInfo: {kubeletVersion: ''}}),
});

// kubeadm's labels (cmd/kubeadm/app/constants/constants.go), which people who build by hand set too; `master` until 1.24.
const controlPlaneLabels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

const readiness: Readonly<Record<string, NodeObject['ready']>> = {True: 'true', False: 'false'};

/** Reads a Node object; a part that is missing or has not the shape that Kubernetes gives it counts as empty, its readiness as unknown. */
export const parseNodeObject = (node: {readonly metadata: {readonly name: string; readonly [field: string]: unknown}; readonly [field: string]: unknown}): NodeObject => {
	const {metadata, spec, status} = schema.parse(node);
	const condition = status.conditions.find(({type}) => type === 'Ready');
	const ready = readiness[condition?.status ?? ''] ?? 'unknown';
	return {
		// No name that an API server stores changes by it.
		name: escapeControls(node.metadata.name),
		ready,
		isControlPlane: controlPlaneLabels.some((label) => metadata.labels[label] !== undefined),
		kubeletVersion: status.nodeInfo.kubeletVersion,
		addresses: status.addresses,
		podCidrs: spec.podCIDRs ?? (spec.podCIDR === undefined ? [] : [spec.podCIDR]),
		createdAt: metadata.creationTimestamp,
		...(condition?.lastTransitionTime === undefined ? {} : {readySince: condition.lastTransitionTime}),
		...(ready === 'true' || condition?.message === undefined ? {} : {notReadyBecause: condition.message}),
	};
};
