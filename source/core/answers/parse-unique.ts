import {type Document, type DocumentOptions, isScalar, parseDocument, type ParseOptions, type SchemaOptions, visit, YAMLParseError} from 'yaml';

/** Adds to a document's errors every key that stands a second time in its mapping. For what was parsed with `uniqueKeys: false`: the yaml package compares every key with every other, which takes minutes at 50,000. */
export const reportRepeatedKeys = ({contents, errors}: Document.Parsed): void => {
	visit(contents, {
		Map: (_, {items}) => {
			const seen = new Set<unknown>();
			for (const {key} of items) {
				if (!isScalar(key)) {
					continue;
				}
				if (seen.has(key.value)) {
					const start = key.range?.[0] ?? 0;
					errors.push(new YAMLParseError([start, start + 1], 'DUPLICATE_KEY', 'Map keys must be unique'));
				}
				seen.add(key.value);
			}
		},
	});
};

/** Parses one YAML document as the yaml package does, in time of its length however many keys a mapping has. Never throws; errors stand in the document. */
export const parseUnique = (text: string, options: ParseOptions & DocumentOptions & SchemaOptions = {}): Document.Parsed => {
	const document = parseDocument(text, {...options, uniqueKeys: false});
	reportRepeatedKeys(document);
	return document;
};
