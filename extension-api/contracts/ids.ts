import { z } from 'zod';

/**
 * Ids name rows for people and logs. None of them is an authority: holding a port is.
 * They are branded, so that one cannot be passed where another is meant.
 */
const rowId = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]{21}$`), `must be an id that starts with ${prefix}_`);

export const connectionId = rowId('con').brand<'ConnectionId'>();
export type ConnectionId = z.output<typeof connectionId>;

export const grantId = rowId('gra').brand<'GrantId'>();
export type GrantId = z.output<typeof grantId>;

/** Names a live capability in Settings and in the audit log; never seen by an extension. */
export const capabilityId = rowId('cap').brand<'CapabilityId'>();
export type CapabilityId = z.output<typeof capabilityId>;

/** Names a call that an MCP server works on; its own name for it stays in the broker. */
export const taskId = rowId('tsk').brand<'TaskId'>();
export type TaskId = z.output<typeof taskId>;

const nameRule = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** `publisher.name`, both as in the extension's package.json. */
export const extensionId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}\.[a-z0-9][a-z0-9-]{0,63}$/, 'must be publisher.name in lower case')
  .brand<'ExtensionId'>();
export type ExtensionId = z.output<typeof extensionId>;

export const localName = z
  .string()
  .regex(nameRule, 'must be lower-case letters, digits and dashes, at most 64');

/**
 * A built-in provider has a bare name (`github`); a contributed one is namespaced by its extension
 * (`acme.reader/registry`), so that it can never shadow a built-in. One that the user added is `added/pets`: no extension
 * has an id without a dot, so none can take its name.
 */
export const providerId = z
  .string()
  .regex(
    /^((?:[a-z0-9][a-z0-9-]{0,63}\.[a-z0-9][a-z0-9-]{0,63}|added)\/)?[a-z0-9][a-z0-9-]{0,63}$/,
    'must be a built-in name, publisher.name/provider, or added/provider',
  )
  .brand<'ProviderId'>();
export type ProviderId = z.output<typeof providerId>;

/** SHA-256 in hexadecimal: content of an extension, authority of a connection, link of the audit chain. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');

/** Milliseconds since 1970-01-01 UTC. */
export const instant = z.int().nonnegative();

/** One time, 128 bits: an answer counts only with the nonce of the prompt that is on the screen. */
export const nonce = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
