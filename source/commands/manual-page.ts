import type {Text} from '../text/catalog.ts';
import {renderManualPage} from '../text/manual-text.ts';
import type {ManualPage} from '../workflow/artifacts/prepare-master-files.ts';

/** The page of commands that is written beside artifacts, in the language of who asked for them. */
export const createManualPage = ({manual}: Pick<Text, 'manual'>): ManualPage => ({name: 'STEPS.md', render: (steps) => renderManualPage(manual, steps)});
