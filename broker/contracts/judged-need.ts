import { access, fieldId, fieldValue, providerId } from '@valetkey/api-contracts';
import { z } from 'zod';
import type { Message } from './texts/message.ts';

/** Whether what a repository needs is there: see settings/judge-needs.ts. */
export const needStanding = z.enum([
  'there',
  /** It is set up, and a secret or a field is missing. */
  'incomplete',
  'missing',
  /** Nothing that is installed describes the service. */
  'unknown-service',
  /** The file gives a value for a field that the service does not have, or that is a secret. */
  'unfit-field',
]);
export type NeedStanding = z.output<typeof needStanding>;

/** One of `workspaceNeeds` with the verdict. Written out, so that no page holds the schema of manifests. */
export const judgedNeed = z.strictObject({
  provider: providerId,
  reason: z.string().max(200),
  access: access.optional(),
  fields: z.record(fieldId, fieldValue),
  optional: z.boolean(),
  standing: needStanding,
  /** Of the service. */
  name: z.string().optional(),
  /** Of the connection that serves it. */
  connectionName: z.string().optional(),
  /** Where its secret would be sent, as far as the file says. */
  origins: z.array(z.string().max(300)),
  /** A known service that may be meant. */
  meant: providerId.optional(),
  /** A field that the service does not take from such a file. */
  unfit: z.string().optional(),
});
export type JudgedNeed = z.output<typeof judgedNeed>;

export const isLacking = ({ standing, optional }: JudgedNeed): boolean => standing !== 'there' && !optional;

export const standingWords = {
  there: 'Set up',
  incomplete: 'Incomplete',
  missing: 'Missing',
  'unknown-service': 'Unknown service',
  'unfit-field': 'Wrong field',
} as const satisfies Readonly<Record<NeedStanding, Message>>;
