/*
What a node may do by itself: kubernetes plugin/pkg/auth/authorizer/node/node_authorizer.go. Its graph of what pods mount is left out, as no pod runs here:
Secrets, ConfigMaps and the like have no relationship to any node.
*/
import {parseFieldSelector} from '../http/selectors.ts';
import {fieldsOf, textOf} from '../objects/kube-object.ts';
import type {Release} from '../release.ts';
import {keyOf, type Store} from '../store/open-store.ts';
import type {Attributes, Decision} from './authorizer.ts';
import {nodeRules} from './default-roles.ts';
import {ruleAllows} from './rules.ts';

const allowed: Decision = {isAllowed: true, reason: ''};
const no = (reason: string): Decision => ({isAllowed: false, reason});

type Judge = (node: string, attributes: Attributes, store: Store) => Decision;

const noPath = (node: string): Decision => no(`no relationship found between node '${node}' and this object`);

const readOfNamespaced: Judge = (node, {verb, subresource, namespace, name}) => {
	if (!['get', 'list', 'watch'].includes(verb)) {
		return no('can only read resources of this type');
	}
	if (subresource !== '') {
		return no('cannot read subresource');
	}
	if (namespace === '') {
		return no('can only read namespaced object of this type');
	}
	return name === '' ? no('No Object name found') : noPath(node);
};

const ownObject = (what: string, hasOwnName: string, namespace?: string): Judge => (node, attributes) => {
	if (!['get', 'create', 'update', 'patch', 'delete'].includes(attributes.verb)) {
		return no(`can only get, create, update, patch, or delete a ${what}`);
	}
	if (namespace !== undefined && attributes.namespace !== namespace) {
		return no(`can only access leases in the "${namespace}" system namespace`);
	}
	// The name of what is created is not known here; NodeRestriction looks at it.
	return attributes.verb === 'create' || attributes.name === node ? allowed : no(`can only access ${hasOwnName} with the same name as the requesting node`);
};

const ownNode: Judge = (node, {verb, subresource, name}) => {
	const isWrite = subresource === '' ? ['create', 'update', 'patch'].includes(verb) : subresource === 'status' && ['update', 'patch'].includes(verb);
	if (isWrite) {
		return allowed;
	}
	if (subresource !== '' || !['get', 'list', 'watch'].includes(verb)) {
		return no('');
	}
	return name === node ? allowed : no(name === '' ? `node '${node}' cannot read all nodes, only its own Node object` : `node '${node}' cannot read '${name}', only its own Node object`);
};

const ownPods: Judge = (node, {verb, subresource, namespace, name, fieldSelector}, store) => {
	if (subresource !== '') {
		return (subresource === 'status' && ['update', 'patch'].includes(verb)) || (subresource === 'eviction' && verb === 'create') ? allowed : no('');
	}
	if (['create', 'delete'].includes(verb)) {
		return allowed;
	}
	if (['list', 'watch'].includes(verb) && name === '') {
		return parseFieldSelector(fieldSelector).some(({field, isEqual, value}) => field === 'spec.nodeName' && isEqual && value === node) ? allowed : no('can only list/watch pods with spec.nodeName field selector');
	}
	const pod = store.collection('pods').get(keyOf(name, namespace))?.object;
	return ['get', 'list', 'watch'].includes(verb) && textOf(fieldsOf(pod?.['spec'])['nodeName']) === node ? allowed : noPath(node);
};

const judges: Readonly<Record<string, {readonly judge: Judge; readonly isSince?: (release: Release) => boolean}>> = {
	'/secrets': {judge: readOfNamespaced},
	'/configmaps': {judge: readOfNamespaced},
	'coordination.k8s.io/leases': {judge: ownObject('node lease', 'node lease', 'kube-node-lease')},
	'storage.k8s.io/csinodes': {judge: ownObject('CSINode', 'CSINode')},
	'/nodes': {judge: ownNode, isSince: ({restrictsNodeReads}) => restrictsNodeReads},
	'/pods': {judge: ownPods, isSince: ({restrictsNodeReads}) => restrictsNodeReads},
};

/** Decides what a node may do; what it may not may still be granted by RBAC. */
export const authorizeNode = (node: string, attributes: Attributes, release: Release, store: Store): Decision => {
	const special = attributes.isResource ? judges[`${attributes.group}/${attributes.resource}`] : undefined;
	if (special !== undefined && (special.isSince?.(release) ?? true)) {
		return special.judge(node, attributes, store);
	}
	return nodeRules.some((rule) => ruleAllows(rule, attributes)) ? allowed : no('');
};
