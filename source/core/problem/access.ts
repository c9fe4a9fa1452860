/** Problems of giving and taking the access of the board. Subject: the object, the file, or the name of the access. */
export type AccessProblems = {
	'access-name-invalid': {readonly name: string};
	/** The server issues tokens of `leastSeconds` and more. */
	'access-too-short': {readonly leastSeconds: number};
	/** Made before, or left by a run that was killed. */
	'access-exists': {readonly name: string};
	/** An object of that name is there, and kubenroll did not make it. */
	'access-not-ours': {readonly object: string};
	'access-file-exists': {readonly path: string; readonly name: string};
	'access-missing': {readonly name: string};
	/** The token ends at another time than was asked for; RFC 3339. */
	'access-shortened': {readonly endsAt: string};
	/** The user may do anything, and deciding requests needs little. */
	'access-excessive': {readonly user: string};
};
