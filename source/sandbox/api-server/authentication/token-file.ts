import {knownUser, type User} from './user.ts';

// encoding/csv as far as token files go: quoted fields hold commas, a doubled quote is one.
const readRow = (row: string): readonly string[] => Array.from(`,${row}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');

/** Reads the rows of --token-auth-file, `token,user,uid[,"group,group"]`; k8s.io/apiserver pkg/authentication/token/tokenfile/tokenfile.go. Throws where the server would not start. */
export const readTokenFile = (rows: readonly string[]): ReadonlyMap<string, User> => {
	const users = new Map<string, User>();
	for (const row of rows.filter((each) => each.trim() !== '')) {
		const fields = readRow(row);
		const [token = '', name = '', uid = '', groups = ''] = fields;
		if (fields.length < 3) {
			throw new Error(`token file must have at least 3 columns (token, user name, user uid), found ${fields.length}`);
		}
		if (token !== '') {
			// The last row of a token wins; groups are not trimmed.
			users.set(token, knownUser(name, groups === '' ? [] : groups.split(','), {uid}));
		}
	}
	return users;
};
