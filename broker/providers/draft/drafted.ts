import { jsonObject } from '@valetkey/api-contracts';
import { z } from 'zod';
import type { Texts } from '../../contracts/texts/message.ts';

/** What an address answered, and what it was asked for. */
export type AddressAnswer = {
  readonly kind: 'document' | 'mcp';
  readonly url: string;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** In whose language the notes are. */
  readonly texts: Texts | undefined;
};

const texts = z.array(z.string()).readonly();

/** A draft for each server that was named, in that order. `none`: neither a document nor an MCP server. */
export const drafted = z.union([
  z.enum(['none', 'too-long']),
  z
    .array(
      z.strictObject({
        server: z.string().min(1),
        draft: z.strictObject({
          /** What goes into a manifest, for its author to look at. */
          provider: jsonObject,
          /** Of the request for it: GET alone, until its author chooses more. Absent: nothing is asked for yet. */
          access: jsonObject.optional(),
          /** What could not be told, and what to look at. */
          notes: texts,
          /** What its author can do about it in the manifest. */
          advice: texts,
        }),
      }),
    )
    .readonly(),
]);
export type Drafted = z.output<typeof drafted>;
/** From what a service says of itself. */
export type ProviderDraft = Exclude<Drafted, string>[number]['draft'];
