import {renderBootstrapperBinding, renderClassicBinding, renderRenewalBinding} from '../../core/artifacts/render-bindings.ts';
import type {Plan} from '../../core/plan/plan.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import type {RunControl} from '../operation.ts';
import {deleteObject, replaceObject, type WrittenObject} from './change-objects.ts';

const bindings: ReadonlyMap<string, WrittenObject> = new Map([renderBootstrapperBinding(), renderRenewalBinding(), renderClassicBinding()].map((binding) => [binding.metadata.name, binding]));

/** Makes the bindings of the plan and deletes the token Secrets that earlier runs left behind. New tokens are the purse's. */
export const authorizeBootstrap = async (api: ClusterApi, plan: Plan, control: Pick<RunControl, 'emit' | 'signal'>): Promise<void> => {
	const options = {signal: control.signal};
	for (const change of plan.objects) {
		control.signal.throwIfAborted();
		const {kind, name, action} = change;
		const binding = bindings.get(name);
		if (action === 'delete') {
			await deleteObject(api, kind, name, change.namespace, options);
		} else if (binding !== undefined && action !== 'keep') {
			await replaceObject(api, binding, options);
		} else {
			continue;
		}
		control.emit({type: 'object-changed', kind, name, action});
	}
};
