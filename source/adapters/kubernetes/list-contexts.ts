import {parseKubeconfig} from '../../core/facts/parse-kubeconfig.ts';
import type {KubeconfigChoice} from '../../core/wizard/discoveries.ts';
import {kubeconfigLimitMiB, readAtMost} from './read-at-most.ts';

/** The contexts of a kubeconfig, for a person to choose from; none where it cannot be read, which opening it says better. */
export const listContexts = (path: string): KubeconfigChoice => {
	try {
		const parsed = parseKubeconfig(path, readAtMost(path, kubeconfigLimitMiB));
		const current = parsed.isValid ? parsed.value['current-context'] : undefined;
		return {path, contexts: parsed.isValid ? parsed.value.contexts.map(({name}) => name) : [], ...(current === undefined || current === null || current === '' ? {} : {current})};
	} catch {
		return {path, contexts: []};
	}
};
