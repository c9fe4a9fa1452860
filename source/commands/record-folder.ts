/** The folder of the record, beside kubenroll.yaml. */
export const recordFolderOf = (folder: string): string => `${folder}/.kubenroll`;
