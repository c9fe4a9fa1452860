import type {User} from '../authentication/user.ts';

/** What somebody wants to do: k8s.io/apiserver pkg/authorization/authorizer/interfaces.go. */
export type Attributes = {
	readonly user: User;
	readonly verb: string;
	readonly isResource: boolean;
	/** For what is no resource. */
	readonly path: string;
	readonly group: string;
	readonly version: string;
	readonly resource: string;
	readonly subresource: string;
	readonly namespace: string;
	readonly name: string;
	/** As in the query. */
	readonly fieldSelector: string;
};

/** Whether it may be done, and what the authorizer has to say. */
export type Decision = {readonly isAllowed: boolean; readonly reason: string};

/** Decides by what is in the store now. */
export type Authorizer = (attributes: Attributes) => Decision;
