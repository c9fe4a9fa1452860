import type {Draft} from '../../core/wizard/draft.ts';
import type {SshRow} from './wizard-ui-state.ts';

/** The rows of the SSH form: a password has one only where it is needed. */
export const listSshRows = ({login, sudo}: Draft): readonly SshRow[] => ['user', 'identityFile', 'login', ...(login === 'password' ? (['ssh'] as const) : []), 'sudo', ...(sudo === 'ask' ? (['sudoPassword'] as const) : [])];
