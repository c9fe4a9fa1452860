import type {FileFacts} from '../../facts/node-facts.ts';
import {readServiceCommand, type ServiceCommand, type UnitDefect} from './read-service-command.ts';

/** The kubelet's command line in its unit, drop-ins and environment files. */
export const readKubeletCommand = (files: readonly FileFacts[]): ServiceCommand | UnitDefect => readServiceCommand(files, 'kubelet');
