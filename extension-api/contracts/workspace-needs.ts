import { z } from 'zod';
import { connectionRequest } from './manifest.ts';
import { fieldId } from './provider-auth.ts';
import { fieldValue } from './provider-field.ts';

/**
 * `.valetkey.json` in a repository: which connections somebody needs who works there. It holds no secret and gives no
 * authority. The author of the repository wrote it, so it is a claim.
 */
export const workspaceNeeds = z.strictObject({
  $schema: z.string().max(400).optional().describe('For editors alone.'),
  connections: z
    .array(
      connectionRequest.extend({
        reason: z.string().min(1).max(200).describe('Shown to the user, as the words of the repository.'),
        access: connectionRequest.shape.access
          .optional()
          .describe('What will be asked for, for the user to know beforehand; it gives nothing.'),
        fields: z
          .record(fieldId, fieldValue)
          .default({})
          .describe('Values that the connection has to have, such as its address. Never a secret.'),
        optional: z.boolean().default(false).describe('Whether the work goes on without it.'),
      }),
    )
    .max(32)
    .describe('One for each connection.'),
});
export type WorkspaceNeeds = z.output<typeof workspaceNeeds>;
export type WorkspaceNeed = WorkspaceNeeds['connections'][number];
