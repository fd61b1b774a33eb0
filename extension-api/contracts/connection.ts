import { z } from 'zod';
import { connectionId, digest, instant, providerId } from './ids.ts';
import { fieldId } from './provider-auth.ts';
import { signInView } from './sign-in.ts';

export const fieldValue = z.union([z.string().max(2000), z.number(), z.boolean()]);
export type FieldValue = z.output<typeof fieldValue>;
export const scope = z.enum(['user', 'workspace']);
export type Scope = z.output<typeof scope>;

/** Names a ciphertext in the vault: never its value, length or last characters. */
export const secretRef = z.strictObject({ field: fieldId, counter: z.int().positive(), setAt: instant });
export type SecretRef = z.output<typeof secretRef>;

export const retiredValue = z.strictObject({
  field: fieldId,
  value: fieldValue,
  version: z.int().positive(),
});
export type RetiredValue = z.output<typeof retiredValue>;

export const connectionRecord = z.strictObject({
  id: connectionId,
  providerId,
  scope,
  displayName: z.string().min(1).max(120),
  fields: z.record(fieldId, fieldValue),
  secretRefs: z.array(secretRef).max(40),
  authorityDigest: digest,
  /** The provider's, when these fields were saved or migrated. Absent in records from before there was one. */
  providerVersion: z.int().positive().optional(),
  /** What a migration of the provider took out of `fields`: shown, and never lost. */
  retired: z.array(retiredValue).max(200).optional(),
  createdAt: instant,
  updatedAt: instant,
});
export type ConnectionRecord = z.output<typeof connectionRecord>;

/** Derived when shown, never stored: what stands in the way of using the connection, if anything. */
export const connectionState = z.enum([
  'ready',
  'untested',
  'failing',
  /** The service no longer accepts the credential, or the sign-in has ended: `signIn.why` says how. */
  'needs-reconnect',
  /** OAuth 2: nobody has signed in yet. */
  'signed-out',
  /** A field that the provider asks for is empty, since its version rose or the connection was imported. */
  'field-missing',
  /** Signed in; what the service offers to choose from has not been chosen yet (`listChoices`). */
  'choice-missing',
  'secret-missing',
  'secret-unreadable',
  'vault-locked',
  'provider-missing',
  'needs-confirmation',
]);
export type ConnectionState = z.output<typeof connectionState>;

export const connectionView = connectionRecord.omit({ secretRefs: true, authorityDigest: true }).extend({
  state: connectionState,
  /** Exact origins that the secret goes to. */
  origins: z.array(z.string().max(300)),
  /** With OAuth 2 only. */
  signIn: signInView.optional(),
  /** From the last successful test. */
  account: z.string().min(1).max(120).optional(),
  secretFields: z.array(z.strictObject({ field: fieldId, saved: z.boolean(), setAt: instant.optional() })),
  lastUsedAt: instant.optional(),
  holders: z.int().nonnegative(),
});
export type ConnectionView = z.output<typeof connectionView>;

/** What decides where a secret can go, in words; its digest is the authority digest. Shown side by side on a change. */
export const authority = z.strictObject({
  providerId,
  providerVersion: z.int(),
  origins: z.array(z.string()),
  placement: z.string(),
  mcp: z.string().optional(),
  /** With OAuth 2: who signs in where. `origins` get codes, client secrets and refresh tokens. */
  signIn: z
    .strictObject({
      origins: z.array(z.string()),
      client: z.string(),
      issuer: z.string().optional(),
      resource: z.string().optional(),
    })
    .optional(),
});
export type Authority = z.output<typeof authority>;

export const testResult = z.strictObject({
  ok: z.boolean(),
  latencyMs: z.number().nonnegative(),
  status: z.int().optional(),
  /** Whose credential it is, as the service says: plain text, for the user to recognise. */
  account: z.string().min(1).max(120).optional(),
  cause: z
    .enum([
      'wrong-credential',
      'forbidden',
      'needs-reconnect',
      'unexpected-status',
      /** The status was right; what the provider expects in the answer was not there. */
      'unexpected-answer',
      'host-unreachable',
      'tls-failed',
      'timed-out',
      'refused',
      'no-test-declared',
    ])
    .optional(),
  testedAt: instant,
});
export type TestResult = z.output<typeof testResult>;
