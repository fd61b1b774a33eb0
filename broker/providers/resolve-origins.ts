import { type ConnectionProvider, type FieldValue, fieldIn, fieldsIn } from '@valetkey/api-contracts';
import { english } from '../contracts/texts/say.ts';
import { partOfHost, readOrigin } from './read-origin.ts';

export type FieldValues = Readonly<Record<string, FieldValue>>;
/** `sentence` is for the person at the form, below the field; in English where no form shows it. */
export type FieldProblem = { readonly field: string; readonly sentence: string };

export type ResolvedOrigins =
  | {
      readonly ok: true /** In the provider's order; a path without a host goes to the first. None for a stdio MCP server alone. */;
      readonly origins: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** The exact `https://host[:port]` that a connection's secret may go to: all of them, or none. */
export function resolveOrigins(
  provider: Pick<ConnectionProvider, 'origins' | 'mcp'>,
  fields: FieldValues,
): ResolvedOrigins {
  const origins = new Set<string>();
  const problems: FieldProblem[] = [];
  for (const template of provider.origins) {
    const field = fieldIn(template);
    if (field === undefined) {
      const filled = fillHost(template, fields);
      const read = filled.ok ? readOrigin(english, filled.origin) : filled;
      if (read.ok) origins.add(read.origin);
      else
        problems.push({
          field: filled.ok ? (fieldsIn(template)[0] ?? '') : filled.field,
          sentence: read.sentence,
        });
      continue;
    }
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    const read =
      typeof value === 'string'
        ? readOrigin(english, value)
        : { ok: false as const, sentence: 'An address such as https://api.example.com is needed here.' };
    if (read.ok) origins.add(read.origin);
    else problems.push({ field, sentence: read.sentence });
  }
  // A server that the broker starts is reached without an address; every other connection goes somewhere.
  const addressed = origins.size > 0 || provider.mcp?.transport === 'stdio';
  return problems.length > 0 || !addressed ? { ok: false, problems } : { ok: true, origins: [...origins] };
}

type FilledHost = { readonly ok: true; readonly origin: string } | ({ readonly ok: false } & FieldProblem);

/** `https://s3.{region}.amazonaws.com` with the user's region in it. What a field holds stays one name of the host. */
const fillHost = (template: string, fields: FieldValues): FilledHost => {
  let origin = template;
  for (const field of fieldsIn(template)) {
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (typeof value !== 'string' || !partOfHost.test(value))
      return {
        ok: false,
        field,
        sentence: 'This becomes part of a host: small letters, digits and dashes only.',
      };
    origin = origin.replace(`{${field}}`, () => value);
  }
  return { ok: true, origin };
};
