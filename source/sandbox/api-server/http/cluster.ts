import type {ServiceAccountTokens} from '../authentication/service-account-token.ts';
import type {User} from '../authentication/user.ts';
import type {Authorizer} from '../authorization/authorizer.ts';
import type {AdmissionChain} from '../admission/admit.ts';
import type {KubeObject} from '../objects/kube-object.ts';
import type {Resource} from '../objects/resources.ts';
import type {Release} from '../release.ts';
import type {Store} from '../store/open-store.ts';

/** What all API servers of one cluster share, and every call needs. */
export type Cluster = {
	readonly release: Release;
	readonly store: Store;
	readonly authorize: Authorizer;
	readonly serviceAccountTokens: ServiceAccountTokens;
	readonly admission: AdmissionChain;
	readonly checkEscalation: (user: User, resource: Resource, object: KubeObject) => void;
};
