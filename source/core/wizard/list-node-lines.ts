import {parseNodeList} from '../answers/parse-node-list.ts';
import type {NodeEntry} from '../answers/node-entry.ts';
import {readNodeLine} from '../answers/node-line.ts';

const isComment = (line: string): boolean => /^\s*(?:[#;].*)?$/.test(line);

const formatHost = (host: string, port: number | undefined): string => (port === undefined ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`);

const formatEntry = ({name, address, user, port}: NodeEntry): string => {
	const dial = `${user === undefined ? '' : `${user}@`}${formatHost(address, port)}`;
	return name === undefined || address === name ? dial : `${name}=${dial}`;
};

const holdsNodes = (line: string): boolean => readNodeLine(line).targets.length > 0;

/**
 * The items that a typed or pasted list makes in kubenroll.yaml: ranges and /etc/hosts lines stay as they are, an inventory becomes one line a node.
 * Called with a list that parseNodeList finds no error in.
 */
export const listNodeLines = (text: string): readonly string[] => {
	const lines = text.split(/\r\n|\n|\r/).filter((line) => !isComment(line)).map((line) => line.trim());
	const {nodes} = parseNodeList(text);
	// Read line by line, an inventory gives other nodes, or problems.
	const byLine = lines.flatMap((line) => readNodeLine(line).targets);
	const isByLine = byLine.length === nodes.length && byLine.every(({address, name}, index) => address === nodes[index]?.address && name === nodes[index]?.name);
	return isByLine ? lines.filter(holdsNodes) : nodes.map(formatEntry);
};
