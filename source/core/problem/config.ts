/** What a value of kubenroll.yaml has to look like; each has its sentence in text/. */
export type FieldForm =
	| 'absolute-path'
	| 'api-server-address'
	| 'api-server-path'
	| 'api-server-port'
	| 'api-server-scheme'
	| 'api-server-user'
	| 'cidr'
	| 'domain'
	| 'duration'
	| 'fingerprint'
	| 'host'
	| 'host-only'
	| 'ip'
	| 'label-key'
	| 'label-value'
	| 'local-path'
	| 'sha256'
	| 'taint'
	| 'text'
	| 'kubernetes-version'
	| 'unix-socket'
	| 'user';

/** What kind of value YAML holds at a place. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'list' | 'mapping' | 'nothing';

/** What kind of value a field wants. */
export type ExpectedKind = ValueKind | 'text-or-mapping' | 'whole-number';

/** Ways in which YAML itself cannot be read. */
export type YamlDefect = 'alias' | 'comma-or-bracket' | 'escape' | 'indentation' | 'key' | 'quote' | 'structure' | 'tab' | 'tag' | 'too-deep';

/** Ways in which a range in brackets cannot be expanded. */
export type RangeDefect = 'backwards' | 'bracket' | 'empty' | 'mixed' | 'padding' | 'step' | 'too-many';

/** Ways in which one entry of a node list cannot be read. */
export type NodeItemDefect = 'ambiguous' | 'host' | 'name' | 'port' | 'user';

/** Problems in what the operator wrote: kubenroll.yaml, node lists, flags. Subject: `kubenroll.yaml:12:5` or the flag. `field` is written as `nodes[2].address`. */
export type ConfigProblems = {
	'config-missing': {readonly path: string};
	'config-empty': {readonly path: string};
	'config-too-large': {readonly limitKiB: number};
	/** Of a code that was told often enough. */
	'config-more': {readonly code: string; readonly count: number};
	'include-missing': {readonly file: string};

	'yaml-syntax': {readonly defect: YamlDefect};
	'yaml-several-documents': Readonly<Record<never, never>>;
	'yaml-duplicate-field': {readonly field: string};

	'field-unknown': {readonly field: string; /** The nearest field that exists here. */ readonly nearest?: string; /** Where a field of this very name belongs. */ readonly elsewhere?: string; readonly known: readonly string[]};
	'field-missing': {readonly field: string; readonly example?: string};
	'field-empty': {readonly field: string};
	'field-type': {readonly field: string; readonly expected: ExpectedKind; readonly found: ValueKind; /** The value as it should be written. */ readonly suggestion?: string};
	'field-choice': {readonly field: string; readonly value: string; readonly choices: readonly string[]; readonly nearest?: string};
	'field-range': {readonly field: string; readonly value: string; readonly minimum: string; readonly maximum: string};
	'field-form': {readonly field: string; readonly value: string; readonly form: FieldForm; readonly suggestion?: string};
	'label-not-allowed': {readonly field: string; readonly key: string; /** Node name, or `<node>` where the label is for all. */ readonly node: string; readonly value: string};
	'kubelet-field-owned': {readonly field: string; readonly key: string; readonly reason: 'security' | 'own-field' | 'fixed'; /** The field of kubenroll.yaml that sets it. */ readonly instead?: string};

	/** Token-file mode with one row for all nodes, and kubenroll to approve. */
	'shared-row-not-trusted': Readonly<Record<never, never>>;
	/** The way over to bootstrap tokens is asked for in the mode that it leads away from. */
	'retire-with-token-file': Readonly<Record<never, never>>;
	'shared-token-not-trusted': Readonly<Record<never, never>>;
	'node-name-missing': {readonly address: string};
	'node-name-invalid': {readonly name: string; readonly suggestion?: string};
	'node-name-too-long': {readonly name: string; readonly length: number; readonly limit: number};
	'node-name-duplicate': {readonly name: string; readonly first: string};
	'node-address-duplicate': {readonly address: string; readonly first: string};
	'node-is-api-server': {readonly node: string; readonly address: string};
	'node-is-control-plane': {readonly node: string; readonly host: string};

	'list-empty': Readonly<Record<never, never>>;
	'list-too-long': {readonly count: number; readonly limit: number};
	'list-range': {readonly range: string; readonly defect: RangeDefect; readonly suggestion?: string};
	'list-counts-differ': {readonly names: number; readonly addresses: number};
	'list-item': {readonly item: string; readonly defect: NodeItemDefect};
	'list-line-skipped': {readonly address: string; readonly names: string};
	'list-template': {readonly variable: string; readonly host: string};
	'list-section-unknown': {readonly section: string; readonly nearest?: string};
	'list-groups-too-many': {readonly host: string; readonly limit: number};
	'list-group-unknown': {readonly group: string; readonly known: readonly string[]; readonly nearest?: string};
	'list-variable-ignored': {readonly variables: readonly string[]};
	'list-line': {readonly defect: 'assignment' | 'section' | 'inventory'};
};
