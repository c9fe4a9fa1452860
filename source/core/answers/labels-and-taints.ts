import {isKubeletLabel} from '../kubernetes-versions/kubelet-labels.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {Taint} from './answers.ts';
import {isSubdomain} from './field-readers.ts';
import {accept, reject, type Reading} from './field-reading.ts';

// Qualified names and label values: k8s.io/apimachinery/pkg/util/validation/validation.go.
const namePart = /^[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/;
const prefixOf = (key: string): string => (key.includes('/') ? key.slice(0, key.indexOf('/')) : '');
const isQualifiedName = (key: string): boolean => {
	const prefix = prefixOf(key);
	return namePart.test(prefix === '' ? key : key.slice(prefix.length + 1)) && (prefix === '' || (prefix.length <= 253 && isSubdomain(prefix)));
};
const isLabelValue = (text: string): boolean => text === '' || namePart.test(text);

/** Reads the key of a label that the kubelet is to give its own Node. */
export const readLabelKey = (key: string): Reading<string> => {
	if (!isQualifiedName(key)) {
		return reject('label-key', key);
	}
	return isKubeletLabel(key) ? accept(key) : {isValid: false, defect: {code: 'label-not-allowed', params: {key: escapeControls(key)}}};
};

/** Reads a label's value; empty is one. */
export const readLabelValue = (text: string): Reading<string> => (isLabelValue(text) ? accept(text) : reject('label-value', text));

/** Reads the key of a taint; a kubelet may set any. */
export const readTaintKey = (key: string): Reading<string> => (isQualifiedName(key) ? accept(key) : reject('label-key', key));

/** What a taint does to pods that do not tolerate it. */
export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const satisfies readonly Taint['effect'][];

/** Reads a taint as kubectl writes it: `key=value:NoSchedule` or `key:NoSchedule`. */
export const readTaint = (text: string): Reading<Taint> => {
	const [, key = '', value, effectText = ''] = /^([^=:]*)(?:=([^=:]*))?:([^=:]*)$/.exec(text) ?? [];
	const effect = taintEffects.find((known) => known === effectText);
	const meant = taintEffects.find((known) => known.toLowerCase() === effectText.toLowerCase());
	if (effect !== undefined && isQualifiedName(key) && isLabelValue(value ?? '')) {
		return accept({key, ...(value === undefined ? {} : {value}), effect});
	}
	return reject('taint', text, meant === undefined ? undefined : `${key}${value === undefined ? '' : `=${value}`}:${meant}`);
};
