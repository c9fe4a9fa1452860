import {resolveFlag} from './component-flags.ts';
import type {Component} from './component.ts';

/** The value that holds now: of the running process, else of what is written. undefined: not set, so Kubernetes' default. */
export const findFlag = (component: Component, name: string): string | undefined =>
	resolveFlag(component.process?.flags ?? (component.written.isUnderstood ? component.written.flags : []), name);
