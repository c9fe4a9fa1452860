/** metadata as the server keeps it. */
export type ObjectMeta = {
	readonly name: string;
	readonly namespace?: string;
	readonly generateName?: string;
	readonly uid: string;
	readonly resourceVersion: string;
	readonly creationTimestamp: string;
	readonly labels?: Readonly<Record<string, string>>;
	readonly annotations?: Readonly<Record<string, string>>;
	readonly [field: string]: unknown;
};

/** An object without kind and apiVersion, which its resource tells. */
export type KubeObject = {readonly metadata: ObjectMeta; readonly [field: string]: unknown};

/** An object before the server gave it a name, a uid and a version. */
export type NewObject = {readonly metadata: Readonly<Record<string, unknown>>; readonly [field: string]: unknown};

/** Any JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for a JSON object, and not for a list. */
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a JSON object; none for anything else. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/** The text in a field; empty for anything else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The texts of a list; none for anything else. */
export const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []);

/** The objects of a list; none for anything else. */
export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** A map of texts; empty for anything else. */
export const textMapOf = (value: unknown): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(fieldsOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

/** metav1.Time: RFC 3339 in UTC, whole seconds. */
export const formatTime = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
