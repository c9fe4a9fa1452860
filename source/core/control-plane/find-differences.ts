import type {Mode} from '../answers/answers.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {findListFlag, isFileFlag, isOn, isBooleanFlag, splitItems} from './component-flags.ts';
import {findComponent, type ComponentName, type MasterFacts} from './component.ts';
import {findFlag} from './find-flag.ts';

// What decides on whether a kubelet is let in, and gets the same certificate wherever it asks. Paths and addresses may well differ.
const compared: readonly {readonly component: ComponentName; readonly flags: readonly string[]; readonly inMode?: Mode}[] = [
	{component: 'kube-apiserver', flags: ['enable-bootstrap-token-auth'], inMode: 'bootstrap-token'},
	{component: 'kube-apiserver', flags: ['authorization-mode', 'enable-admission-plugins', 'client-ca-file', 'service-account-issuer', 'service-cluster-ip-range']},
	{component: 'kube-controller-manager', flags: ['cluster-signing-cert-file', 'cluster-signing-duration', 'controllers']},
];

/** How a flag's value is compared: files by what is in them, lists without their order, booleans as such. */
const comparable = (master: MasterFacts, component: ComponentName, flag: string, value: string | undefined): string => {
	if (isFileFlag(flag)) {
		return findComponent(master, component)?.files.find(({flags}) => flags.includes(flag))?.sha256 ?? value ?? '';
	}
	if (isBooleanFlag(component, flag)) {
		return String(isOn(value));
	}
	return findListFlag(flag) === undefined ? (value ?? '') : splitItems(value ?? '').toSorted().join(',');
};

/** Finds flags that masters have otherwise than each other, behind the same VIP. */
export const findDifferences = (masters: readonly MasterFacts[], mode: Mode): readonly Problem[] =>
	compared
		.filter(({inMode}) => inMode === undefined || inMode === mode)
		.flatMap(({component, flags}) =>
			flags.flatMap((flag) => {
				const values = masters.flatMap((master) => {
					const found = findComponent(master, component);
					const value = found === undefined ? undefined : findFlag(found, flag);
					return found === undefined ? [] : [{host: master.name, value: escapeControls(value ?? ''), key: comparable(master, component, flag, value)}];
				});
				const isSame = new Set(values.map(({key}) => key)).size < 2;
				return isSame ? [] : [problem('flags-differ', 'control plane', {component, flag, values: values.map(({host, value}) => ({host, value}))}, {severity: 'warning'})];
			}),
		);
