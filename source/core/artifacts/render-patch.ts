import {createTwoFilesPatch, FILE_HEADERS_ONLY} from 'diff';

/** A patch that `patch PATH` makes the new text with; not for people's eyes, as it strikes out nothing. */
export const renderPatch = (path: string, before: string, after: string): string => createTwoFilesPatch(path, path, before, after, undefined, undefined, {context: 3, headerOptions: FILE_HEADERS_ONLY});
