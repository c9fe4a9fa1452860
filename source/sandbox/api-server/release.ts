/** A release that the practice API server can say it is, and all that this changes; a row for each difference. */
export type Release = {
	readonly minor: number;
	readonly gitVersion: string;
	/** Versions under which SelfSubjectReview is served. */
	readonly selfReviewVersions: readonly string[];
	/** networking.k8s.io/v1 ServiceCIDR. */
	readonly hasServiceCidrs: boolean;
	/** A client certificate's fingerprint is in the user's extra. */
	readonly tellsCredentialId: boolean;
	/** `key encipherment` may be left out of a kubelet's usages. */
	readonly allowsUsagesWithoutRsa: boolean;
	/** NodeRestriction looks at the common name of a node's requests. */
	readonly restrictsNodeRequests: boolean;
	/** Nodes read only their own Node, and pods only by a selector. */
	readonly restrictsNodeReads: boolean;
	/** A watch may begin with all there is. */
	readonly hasWatchList: boolean;
	/** Endpoints answer with a warning. */
	readonly deprecatesEndpoints: boolean;
	/** Wording of refusals. */
	readonly words: {readonly usagesMissing: string; readonly signerMissing: string; readonly exclusiveField: (index: number) => string; readonly tooLong: (bytes: number) => string; readonly noValue: string; readonly bytes: (base64: string) => string; readonly noBytes: string};
	/** kubernetes pkg/api/legacyscheme: what a wrong kind's refusal names. */
	readonly scheme: string;
};

type Row<T> = readonly (readonly [since: number, value: T])[];

const at = <T>(minor: number, rows: Row<T>, before: T): T => rows.findLast(([since]) => minor >= since)?.[1] ?? before;

const goBytes = (base64: string): string => `[]byte{${[...Buffer.from(base64, 'base64')].map((byte) => `0x${byte.toString(16)}`).join(', ')}}`;

/** Decides what a release of that minor does. Patches are those that the contract suites were held against, or .0. */
export const releaseOf = (minor: number): Release => ({
	minor,
	gitVersion: `v1.${minor}.${{24: 17, 36: 3}[minor] ?? 0}`,
	// kubernetes/api authentication/v1*/register.go: v1beta1 was on by default in no release.
	selfReviewVersions: at<readonly string[]>(minor, [[28, ['v1']]], []),
	// kubernetes pkg/features: MultiCIDRServiceAllocator, GA in 1.33.
	hasServiceCidrs: minor >= 33,
	// k8s.io/apiserver pkg/authentication/request/x509/x509.go.
	tellsCredentialId: minor >= 32,
	// kubernetes#111061.
	allowsUsagesWithoutRsa: minor >= 25,
	// kubernetes#126441.
	restrictsNodeRequests: minor >= 31,
	// kubernetes pkg/features: AuthorizeNodeWithSelectors, beta in 1.32.
	restrictsNodeReads: minor >= 32,
	// k8s.io/apiserver pkg/features: WatchList.
	hasWatchList: minor === 32 || minor >= 34,
	// KEP-4974.
	deprecatesEndpoints: minor >= 33,
	words: {
		// Declarative validation: kubernetes#132361 and those after it. The first releases with the newer words were not all tried.
		usagesMissing: at(minor, [[34, 'Required value']], 'Required value: usages must be provided'),
		signerMissing: at(minor, [[34, 'Required value']], 'Required value: signerName must be provided'),
		exclusiveField: at<(index: number) => string>(minor, [[34, () => 'status.conditions']], (index) => `status.conditions[${index}].type`),
		tooLong: at<(bytes: number) => string>(minor, [[31, (bytes) => `may not be more than ${bytes} bytes`]], (bytes) => `must have at most ${bytes} bytes`),
		noValue: at(minor, [[34, 'null']], '"null"'),
		bytes: at<(base64: string) => string>(minor, [[34, (base64) => JSON.stringify(base64)]], goBytes),
		noBytes: at(minor, [[34, 'null']], '[]byte(nil)'),
	},
	scheme: at(minor, [[34, 'pkg/runtime/scheme.go:111']], 'pkg/runtime/scheme.go:100'),
});
