import { z } from 'zod';
import { access } from './access.ts';
import { oauthScope } from './auth/oauth2.ts';
import { method, nothing, port } from './contract.ts';
import { hostCallMethods } from './host-call.ts';
import { providerId } from './ids.ts';

/** There is no field for who asks: the port says that. */
export const capabilityRequest = z.strictObject({
  provider: providerId,
  /** Shown to the user as the extension's own words. Absent: the reason that the manifest declares for this provider. */
  reason: z.string().min(1).max(200).optional(),
  /** Absent: all that the manifest declares for this provider. */
  access: access.optional(),
  /** OAuth 2 scopes that it needs. What the sign-in lacks of them the user signs in for. Absent: as declared. */
  scopes: z.array(oauthScope).max(32).optional(),
  /**
   * Where there is no connection that can be used, and the user can make one in this application: the request stays open
   * until there is one, or until the user dismisses it. Else it is refused at once.
   */
  wait: z.boolean().optional(),
});
export type CapabilityRequest = z.output<typeof capabilityRequest>;

/** How long an extension that is stopped may work on in its `deactivate`. */
export const deactivateMs = 2_000;

/** What an extension may call on its control port. */
export const controlContract = {
  request: method({
    input: capabilityRequest,
    result: z.strictObject({ port }),
    transfers: (result) => [result.port],
  }),
  /** For the person who looks at the extension's output; at most 4,000 characters a line. */
  log: method({
    input: z.strictObject({ level: z.enum(['info', 'warn', 'error']), text: z.string().max(4000) }),
    result: nothing,
  }),
  /** What the extension's host learns of it. `alive` comes every second: silence means that it hangs. */
  report: method({
    input: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('alive') }),
      z.strictObject({ state: z.literal('activated') }),
      z.strictObject({ state: z.literal('failed'), message: z.string().max(4000) }),
      z.strictObject({ state: z.literal('deactivated') }),
    ]),
    result: nothing,
  }),
  ...hostCallMethods,
  /** For an extension with a `deactivate`: answered when it is to stop, after which it has `deactivateMs`. */
  stopping: method({ input: nothing, result: nothing }),
} as const;
export type ControlContract = typeof controlContract;
