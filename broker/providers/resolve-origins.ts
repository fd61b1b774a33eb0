import { type ConnectionProvider, fieldIn } from '@valetkey/api-contracts';
import { readOrigin } from './read-origin.ts';

export type FieldValue = string | number | boolean;
export type FieldValues = Readonly<Record<string, FieldValue>>;
/** `sentence` is for the person at the form, below the field. */
export type FieldProblem = { readonly field: string; readonly sentence: string };

export type ResolvedOrigins =
  | {
      readonly ok: true /** In the provider's order; a path without a host goes to the first. None for a stdio MCP server alone. */;
      readonly origins: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** The exact `https://host[:port]` that a connection's secret may go to: all of them, or none. */
export const resolveOrigins = (
  provider: Pick<ConnectionProvider, 'origins' | 'mcp'>,
  fields: FieldValues,
): ResolvedOrigins => {
  const origins = new Set<string>();
  const problems: FieldProblem[] = [];
  for (const template of provider.origins) {
    const field = fieldIn(template);
    const value = field === undefined ? template : Object.hasOwn(fields, field) ? fields[field] : undefined;
    const read =
      typeof value === 'string'
        ? readOrigin(value)
        : { ok: false as const, sentence: 'An address such as https://api.example.com is needed here.' };
    if (read.ok) origins.add(read.origin);
    else problems.push({ field: field ?? '', sentence: read.sentence });
  }
  // A server that the broker starts is reached without an address; every other connection goes somewhere.
  const addressed = origins.size > 0 || provider.mcp?.transport === 'stdio';
  return problems.length > 0 || !addressed ? { ok: false, problems } : { ok: true, origins: [...origins] };
};
