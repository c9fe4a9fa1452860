import type {ClusterFacts} from '../../core/facts/cluster-facts.ts';
import {parseSelfReview} from '../../core/facts/parse-reviews.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import {type Questions, valueOf} from './ask-cluster.ts';

// SelfSubjectReview: v1 since 1.28, v1beta1 since 1.27, v1alpha1 since 1.26 behind a gate (kubernetes/api authentication/v1*/register.go).
const versions = ['v1', 'v1beta1', 'v1alpha1'] as const;

/** Tells who the server takes one for; before it could be asked, whom the client certificate names. */
export const identifyUser = async (questions: Questions, server: ClusterApi['server']): Promise<ClusterFacts['identity']> => {
	for (const version of versions) {
		const apiVersion = `authentication.k8s.io/${version}`;
		const identity = parseSelfReview(valueOf(await questions.post(`/apis/${apiVersion}/selfsubjectreviews`, {apiVersion, kind: 'SelfSubjectReview'})));
		if (identity !== undefined) {
			return identity;
		}
	}
	return server.certificateIdentity;
};
