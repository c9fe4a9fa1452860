import {valueAt} from '../answers/field-path.ts';
import type {YamlTree} from '../answers/read-yaml.ts';

/** Whether a kubenroll.yaml names any node, well or badly: one that names none was left before the nodes were asked. */
export const namesNodes = ({value}: Pick<YamlTree, 'value'>): boolean => {
	const nodes: unknown = valueAt(value, ['nodes']);
	return Array.isArray(nodes) ? nodes.length > 0 : nodes !== undefined && nodes !== null;
};
