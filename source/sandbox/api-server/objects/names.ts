import type {FieldDefect} from '../http/api-status.ts';
import type {NameRule} from './resources.ts';

// Patterns and sentences: k8s.io/apimachinery pkg/util/validation/validation.go and pkg/api/validation/path/name.go.
const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${qualifiedName})?`;

const test = (pattern: string, text: string): boolean => new RegExp(`^${pattern}$`).test(text);

const subdomainSentence = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`;
const labelSentence = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;
const tooLong = (characters: number): string => `must be no more than ${characters} characters`;

/** What is wrong with a DNS-1123 subdomain, in Kubernetes's words. */
export const findSubdomainDefects = (text: string): readonly string[] => [...(text.length > 253 ? [tooLong(253)] : []), ...(test(subdomain, text) ? [] : [subdomainSentence])];

/** What is wrong with a DNS-1123 label. */
export const findLabelDefects = (text: string): readonly string[] => [...(text.length > 63 ? [tooLong(63)] : []), ...(test(label, text) ? [] : [test(subdomain, text) ? 'must not contain dots' : labelSentence])];

const findPathDefects = (text: string): readonly string[] => [
	...(text === '.' || text === '..' ? [`may not be '${text}'`] : []),
	...['/', '%'].filter((character) => text.includes(character)).map((character) => `may not contain '${character}'`),
];

const byRule: Readonly<Record<NameRule, (text: string) => readonly string[]>> = {'subdomain': findSubdomainDefects, 'label': findLabelDefects, 'path-segment': findPathDefects};

const quote = (value: unknown): string => JSON.stringify(value);
const defect = (field: string, value: string, message: string): FieldDefect => ({field, reason: 'FieldValueInvalid', message: `Invalid value: ${quote(value)}: ${message}`});

/** What is wrong with an object's name. */
export const findNameDefects = (name: string, rule: NameRule): readonly FieldDefect[] =>
	name === '' ? [{field: 'metadata.name', reason: 'FieldValueRequired', message: 'Required value: name or generateName is required'}] : byRule[rule](name).map((message) => defect('metadata.name', name, message));

const keySentence = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualifiedName}')`;
const valueSentence = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${labelValue}')`;

const findKeyDefects = (field: string, key: string): readonly FieldDefect[] => {
	const [name = '', prefix] = key.split('/').toReversed();
	return [
		...(prefix === undefined ? [] : findSubdomainDefects(prefix).map((message) => defect(field, key, `prefix part ${message}`))),
		...(name.length > 63 ? [defect(field, key, 'name part must be no more than 63 bytes')] : []),
		...(test(qualifiedName, name) ? [] : [defect(field, key, keySentence)]),
	];
};

/** What is wrong with labels. */
export const findLabelsDefects = (labels: Readonly<Record<string, string>>): readonly FieldDefect[] =>
	Object.entries(labels).flatMap(([key, value]) => [
		...findKeyDefects('metadata.labels', key),
		...(value.length > 63 ? [defect('metadata.labels', value, 'must be no more than 63 bytes')] : []),
		...(test(labelValue, value) ? [] : [defect('metadata.labels', value, valueSentence)]),
	]);

/** What is wrong with the keys of annotations, which are looked at in lower case. */
export const findAnnotationsDefects = (annotations: Readonly<Record<string, string>>): readonly FieldDefect[] => Object.keys(annotations).flatMap((key) => findKeyDefects('metadata.annotations', key.toLowerCase()));

// k8s.io/apiserver pkg/storage/names/generate.go: neither vowels nor what looks like one.
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** A name out of a generateName. */
export const generateName = (base: string): string => base.slice(0, 58) + Array.from({length: 5}, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join('');
