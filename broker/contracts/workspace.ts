import { plainText } from '@valetkey/api-contracts';
import { z } from 'zod';
import { insideQuotes } from './inside-quotes.ts';
import type { Say } from './texts/say.ts';

/** Which workspace it is: a folder by its real path, or what the application that embeds the broker calls one. */
export const workspace = z.strictObject({
  kind: z.enum(['folder', 'host']),
  /** The real path, or the application's own id. Two workspaces are one if `kind` and `id` are equal. */
  id: z.string().min(1).max(4096),
  /** For people; it decides nothing. */
  name: z.string().min(1).max(255),
});
export type Workspace = z.output<typeof workspace>;

/** By name, with the path beside it: two folders can have one name. */
export const workspaceText = (say: Say, { id, name }: Workspace): string =>
  say('“{name}” ({id})', { name: insideQuotes(plainText(name)), id: plainText(id) });
