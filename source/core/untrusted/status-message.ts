import {escapeControls} from './escape-controls.ts';
import {fieldsOf} from './fields-of.ts';

// A message may repeat the whole object that the server would not take.
const longest = 1000;

/** What an API server says in its answer of why it will not (kind Status, k8s.io/apimachinery pkg/apis/meta/v1/types.go), fit to be printed; empty where it says nothing. */
export const readStatusMessage = (body: unknown): string => {
	const {message} = fieldsOf(body);
	return typeof message === 'string' ? escapeControls(message).slice(0, longest) : '';
};
