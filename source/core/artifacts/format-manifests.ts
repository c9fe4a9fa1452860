import {stringify} from 'yaml';
import {artifactHeader} from './artifact-header.ts';

/** Writes Kubernetes objects as one YAML stream for `kubectl apply -f`; strings that YAML would read as something else are quoted. */
export const formatManifests = (objects: readonly object[]): string =>
	`${artifactHeader}${objects.map((object) => stringify(object, {lineWidth: 0, aliasDuplicateObjects: false})).join('---\n')}`;
