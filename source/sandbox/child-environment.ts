import {getCompileCacheDir} from 'node:module';

/** Environment of a program of ours that is started beside this one: it keeps its compiled code where this one does. */
export const childEnvironment = (): NodeJS.ProcessEnv => {
	const cache = getCompileCacheDir();
	return {...process.env, ...(cache === undefined ? {} : {NODE_COMPILE_CACHE: cache})};
};
