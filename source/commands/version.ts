import packageFile from '../../package.json' with {type: 'json'};

/** kubenroll's own version, e.g. `0.1.0`. */
export const version: string = packageFile.version;
