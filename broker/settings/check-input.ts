import { urlOf, ValetkeyError } from '@valetkey/api-contracts';
import type { Authority, ConnectionRecord } from '../contracts/connection.ts';
import type { Say } from '../contracts/texts/say.ts';
import { parseOrigin } from '../network/origin.ts';
import { authorityDigest, describeAuthority } from '../providers/authority.ts';
import { checkFields, type GivenFields } from '../providers/check-fields.ts';
import type { RegisteredProvider } from '../providers/provider-registry.ts';
import { resolveMcp } from '../providers/resolve-mcp.ts';
import { secretProblems } from '../secrets/check-secrets.ts';

/** What was given, checked and in its normal form, and where it leads. */
export type CheckedInput = {
  readonly fields: ConnectionRecord['fields'];
  /** Of the secrets that were given: those that the provider asks for now. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly authorityDigest: string;
};

/** Throws `invalid-input` with the first problem's place and what would be right there. */
export function checkInput(
  say: Say,
  registered: RegisteredProvider,
  given: Pick<GivenFields, 'fields'> & { readonly secrets?: Readonly<Record<string, string>> },
): CheckedInput {
  const checked = checkFields(say, registered.provider, { ...given, secretsMayFollow: true });
  const [problem] = checked.problems;
  if (problem !== undefined) throw invalid(problem.field, problem.sentence);

  const mcp = resolveMcp(registered.provider, checked.fields, []);
  if (mcp?.ok === false)
    throw invalid(mcp.field, say('This must be an absolute path, such as /usr/bin/node.'));
  const authority = describeAuthority(registered, checked.fields);
  if (authority === undefined) throw invalid('fields', say('These fields do not form an address.'));
  for (const origin of everywhere(authority)) {
    // The network would refuse it at the first use; the person who types it is told now.
    if (!parseOrigin(origin).ok)
      throw invalid(
        fieldThatNames(origin, checked.fields) ?? 'fields',
        say('A connection may not go to this address.'),
      );
  }
  const asked = new Set(checked.secretFields);
  const secrets = new Map(Object.entries(given.secrets ?? {}).filter(([field]) => asked.has(field)));
  const { auth } = registered.provider;
  const [unusable] = secretProblems(say, auth, (field) => secrets.get(field));
  if (unusable !== undefined) throw invalid(unusable.field, unusable.sentence);
  return {
    fields: checked.fields,
    secrets: Object.fromEntries(secrets),
    authorityDigest: authorityDigest(authority),
  };
}

const everywhere = ({ origins, signIn }: Authority): string[] => [
  ...origins,
  ...(signIn?.origins ?? []),
  ...(signIn?.identityProvider?.at ?? []).map((url) => new URL(url).origin),
];

const fieldThatNames = (origin: string, fields: CheckedInput['fields']): string | undefined =>
  Object.entries(fields).find(
    ([, value]) => typeof value === 'string' && urlOf(value)?.origin === origin,
  )?.[0];

const invalid = (at: string, expected: string): ValetkeyError =>
  new ValetkeyError({ code: 'invalid-input', at: at.slice(0, 300), expected: expected.slice(0, 300) });
