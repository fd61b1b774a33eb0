import { grantId, httpMethod, instant, limits } from '@valetkey/api-contracts';
import { z } from 'zod';
import { settingsMethod } from './settings-method.ts';

const replayedUses = z.strictObject({
  method: z.union([httpMethod, z.literal('MCP')]),
  /** Without query; for MCP the method and what it acts on. */
  path: z.string().max(2048),
  count: z.int().positive(),
});

/** What a grant with other limits would have done with the uses that the log has. Lists have the most frequent first. */
export const replayed = z.strictObject({
  uses: z.int().nonnegative(),
  /** Those that ask first are among them. */
  pass: z.int().nonnegative(),
  /** `asks`: a redirect whose method asks first, which is never followed. */
  refused: z
    .array(replayedUses.extend({ caveat: z.enum(['methods', 'paths', 'mcpTools', 'asks']) }))
    .max(100),
  /** Refused uses beyond those in `refused`. */
  more: z.int().nonnegative(),
  /** The person would have been asked before the request. Of calls of MCP tools only their server knows. */
  asks: z.array(replayedUses).max(100),
  /** Uses that ask beyond those in `asks`. */
  moreAsks: z.int().nonnegative(),
});
export type Replayed = z.output<typeof replayed>;

const ofGrant = z.strictObject({ grantId, since: instant.optional() });

export const reviewContract = {
  /** Changes nothing. Without `since`, all uses that the log has. */
  tryLimits: settingsMethod({ loosens: 'never', input: ofGrant.extend({ limits }), result: replayed }),
  /**
   * The narrowest limits that let every recorded use pass, no wider than those in force, and what they would have
   * refused. `limits` is absent where nothing was used. `limitGrant` applies them.
   */
  proposeLimits: settingsMethod({
    loosens: 'never',
    input: ofGrant,
    result: z.strictObject({ limits: limits.optional(), before: limits.optional(), replayed }),
  }),
} as const;
