import * as z from 'zod';

const selfSchema = z.object({status: z.object({userInfo: z.object({username: z.string(), groups: z.array(z.string()).default([])})})});
const accessSchema = z.object({status: z.object({allowed: z.boolean()})});

/** Reads the answer to a SelfSubjectReview; undefined where it is none. */
export const parseSelfReview = (body: unknown): {readonly username: string; readonly groups: readonly string[]} | undefined => selfSchema.safeParse(body).data?.status.userInfo;

/** Reads the answer to a SubjectAccessReview; undefined where it is none. */
export const parseAccessReview = (body: unknown): boolean | undefined => accessSchema.safeParse(body).data?.status.allowed;
