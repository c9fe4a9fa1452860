import {isGateRefused} from '../../kubernetes-versions/feature-gates.ts';
import {findFlagState, findKubeletFlag} from '../../kubernetes-versions/kubelet-flags.ts';
import {isKubeletLabel} from '../../kubernetes-versions/kubelet-labels.ts';
import type {WantedFlag} from '../kubelet-settings.ts';
import {isFields, readField, type Fields} from '../merge-fields.ts';
import type {FlagUse} from './read-flags.ts';

/** Why a flag of a unit is touched. */
export type FlagReason =
	/** Enrolment needs it, with this value. */
	| {readonly code: 'needed'}
	/** A kubelet of this minor does not start with it; `since` is unset where no known minor takes it yet. */
	| {readonly code: 'refused'; readonly since?: number}
	/** It would override what the configuration file says; without it the file's field holds. */
	| {readonly code: 'overrides-config'; readonly field: string; readonly configured: string}
	/** Labels or feature gates in it that a kubelet of this minor does not start with are taken out. */
	| {readonly code: 'refused-parts'; readonly parts: readonly string[]};

/** One flag that is added, changed or removed. `was` is its text before, not yet safe to print. */
export type FlagChange = {readonly flag: string; readonly action: 'add' | 'change' | 'remove'; readonly was?: string; readonly value?: string; readonly reason: FlagReason};

/** A change with the places in the files that it is about. */
export type FlagDecision = {readonly change: FlagChange; readonly uses: readonly FlagUse[]};

/** Fields where a flag that somebody set is as good as ours, or adds to it. */
const flagMayStay: ReadonlySet<string> = new Set(['staticPodPath', 'resolvConf', 'featureGates']);

const normalizeEndpoint = (text: string): string => text.replace(/^unix:\/\//, '').replace(/^\/var\/run\//, '/run/');

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

// Of the fields that are lists of objects only registerWithTaints has a flag.
const formatTaintFields = ({key, value, effect}: Fields): string => `${asText(key)}${value === undefined ? '' : `=${asText(value)}`}:${asText(effect)}`;

/** How a field would look as its flag's value, made comparable. */
const formatField = (value: unknown): string => {
	if (Array.isArray(value)) {
		return value.map((one: unknown) => (isFields(one) ? formatTaintFields(one) : asText(one))).join(',');
	}
	return isFields(value) ? Object.entries(value).map(([name, one]) => `${name}=${asText(one)}`).toSorted().join(',') : asText(value);
};

// Go's strconv.ParseBool, which boolean flags are read with.
const booleans = new Map([['1', 'true'], ['t', 'true'], ['T', 'true'], ['TRUE', 'true'], ['True', 'true'], ['0', 'false'], ['f', 'false'], ['F', 'false'], ['FALSE', 'false'], ['False', 'false']]);

const comparable = (name: string, value: string): string => {
	if (findKubeletFlag(name)?.isBoolean === true) {
		return booleans.get(value) ?? value;
	}
	return name === 'container-runtime-endpoint' || name === 'image-service-endpoint' ? normalizeEndpoint(value) : value;
};

const splitPairs = (value: string): readonly string[] => value.split(',').map((pair) => pair.trim()).filter((pair) => pair !== '');

const keyOf = (pair: string): string => pair.split('=')[0] ?? pair;

/** Ours over theirs, theirs in their order, without what this minor refuses. */
const mergeLabels = (theirs: string, ours: string): {readonly value: string; readonly refused: readonly string[]} => {
	const labels = new Map(splitPairs(theirs).map((pair) => [keyOf(pair), pair]));
	const refused = [...labels.keys()].filter((key) => !isKubeletLabel(key));
	const kept = [...labels].filter(([key]) => isKubeletLabel(key)).map(([key, pair]) => splitPairs(ours).find((own) => keyOf(own) === key) ?? pair);
	const added = splitPairs(ours).filter((pair) => !labels.has(keyOf(pair)));
	return {value: [...kept, ...added].join(','), refused};
};

const refusedParts = (name: string, value: string, minor: number): readonly string[] =>
	name === 'feature-gates' ? splitPairs(value).map(keyOf).filter((gate) => isGateRefused(gate, minor)) : [];

const changeOf = (use: FlagUse, value: string, reason: FlagReason): FlagDecision =>
	({change: value === '' ? {flag: use.name, action: 'remove', was: use.value, reason} : {flag: use.name, action: 'change', was: use.value, value, reason}, uses: [use]});

const decideUnwanted = (use: FlagUse, minor: number, config: Fields): FlagDecision | undefined => {
	const {name, value, isOpaque} = use;
	const state = findFlagState(name, minor);
	if (state === 'removed' || state === 'not-yet') {
		const removed = findKubeletFlag(name)?.removed;
		return changeOf(use, '', {code: 'refused', ...(state === 'removed' && removed !== undefined ? {since: removed} : {})});
	}
	const parts = refusedParts(name, value, minor);
	if (parts.length > 0) {
		return changeOf(use, splitPairs(value).filter((pair) => !parts.includes(keyOf(pair))).join(','), {code: 'refused-parts', parts});
	}
	const field = findKubeletFlag(name)?.field;
	const configured = field === undefined || flagMayStay.has(field) ? undefined : readField(config, field);
	if (field === undefined || configured === undefined || (!isOpaque && comparable(name, value) === comparable(name, formatField(configured)))) {
		return undefined;
	}
	return changeOf(use, '', {code: 'overrides-config', field, configured: formatField(configured)});
};

const decideWanted = ({name, value, isNeeded}: WantedFlag, uses: readonly FlagUse[]): FlagDecision | undefined => {
	const last = uses.at(-1);
	if (last === undefined) {
		return isNeeded ? {change: {flag: name, action: 'add', value, reason: {code: 'needed'}}, uses: []} : undefined;
	}
	return !last.isOpaque && comparable(name, last.value) === comparable(name, value) ? undefined : changeOf(last, value, {code: 'needed'});
};

const decideLabels = (uses: readonly FlagUse[], ours: string): readonly FlagDecision[] => {
	const last = uses.at(-1);
	if (last === undefined) {
		return ours === '' ? [] : [{change: {flag: 'node-labels', action: 'add', value: ours, reason: {code: 'needed'}}, uses: []}];
	}
	// Several --node-labels add up; ours go into the last.
	return uses.flatMap((use) => {
		const {value, refused} = mergeLabels(use.value, use === last ? ours : '');
		const isSame = value === splitPairs(use.value).join(',');
		return isSame ? [] : [changeOf(use, value, refused.length > 0 ? {code: 'refused-parts', parts: refused} : {code: 'needed'})];
	});
};

/**
 * Decides what must change in the flags that a unit gives its kubelet: wanted ones are added or put right, ones that the minor
 * refuses or that override the configuration are taken out, and everything else stays.
 */
export const decideFlagChanges = (uses: readonly FlagUse[], wanted: readonly WantedFlag[], minor: number, config: Fields): readonly FlagDecision[] => {
	const wantedByName = new Map(wanted.map((flag) => [flag.name, flag]));
	const labels = decideLabels(uses.filter(({name}) => name === 'node-labels'), wantedByName.get('node-labels')?.value ?? '');
	const unwanted = uses.filter(({name}) => !wantedByName.has(name)).map((use) => decideUnwanted(use, minor, config));
	const ours = wanted.filter(({name}) => name !== 'node-labels').map((flag) => decideWanted(flag, uses.filter(({name}) => name === flag.name)));
	return [...unwanted, ...ours, ...labels].filter((decision) => decision !== undefined);
};
