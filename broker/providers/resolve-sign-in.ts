import { fieldIn, type Oauth2Auth } from '@valetkey/api-contracts';
import { english } from '../contracts/texts/say.ts';
import { readAddress, readOrigin } from './read-origin.ts';
import type { FieldProblem, FieldValues } from './resolve-origins.ts';

export type SignInEndpoint = keyof NonNullable<Oauth2Auth['endpoints']>;

/** A provider's OAuth 2 part with the connection's fields filled in. Every URL is whole, and its origin is in `origins`. */
export type SignInPlace = {
  readonly issuer: string | undefined;
  readonly endpoints: Readonly<Partial<Record<SignInEndpoint, string>>>;
  /** All that codes, client secrets and refresh tokens may go to, and the pages that the user may be sent to. */
  readonly origins: readonly string[];
  /** Empty where the client is found at sign-in. */
  readonly clientId: string;
  readonly resource: string | undefined;
  readonly identityProvider: IdentityProviderPlace | undefined;
  readonly tokenParameters: Readonly<Record<string, string>>;
};

/** Apart from the rest: where the ID token goes, no code, client secret or refresh token goes, and the other way round. */
export type IdentityProviderPlace = {
  readonly issuer: string | undefined;
  readonly token: string | undefined;
  readonly origins: readonly string[];
  readonly clientId: string;
};

export type ResolvedSignIn =
  | { readonly ok: true; readonly place: SignInPlace }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

type Filled = { readonly ok: true; readonly text: string } | ({ readonly ok: false } & FieldProblem);

export function resolveSignIn(auth: Oauth2Auth, fields: FieldValues): ResolvedSignIn {
  const problems: FieldProblem[] = [];
  const origins = new Set<string>();
  const take = (filled: Filled): string => {
    if (filled.ok) return filled.text;
    problems.push({ field: filled.field, sentence: filled.sentence });
    return '';
  };
  const url = (template: string, into = origins): string => {
    const text = take(fillUrl(template, fields));
    if (text !== '') into.add(new URL(text).origin);
    return text;
  };
  const vouching = (from: NonNullable<Oauth2Auth['identityProvider']>): IdentityProviderPlace => {
    const its = new Set<string>();
    return {
      issuer: from.issuer === undefined ? undefined : url(from.issuer, its),
      token: from.token === undefined ? undefined : url(from.token, its),
      clientId: take(fillText(from.clientId, fields)),
      origins: [...its],
    };
  };

  const issuer = auth.issuer === undefined ? undefined : url(auth.issuer);
  const endpoints = Object.fromEntries(
    Object.entries(auth.endpoints ?? {}).flatMap(([name, template]) =>
      template === undefined ? [] : [[name, url(template)]],
    ),
  );
  for (const template of auth.origins) {
    const filled = take(fillUrl(template, fields));
    const read = readOrigin(english, filled);
    if (read.ok) origins.add(read.origin);
    else if (filled !== '') problems.push({ field: fieldIn(template) ?? '', sentence: read.sentence });
  }
  const clientField = fieldIn(auth.client.id ?? '');
  const registers =
    auth.client.id === undefined ||
    (auth.discovery !== undefined &&
      auth.identityProvider === undefined &&
      clientField !== undefined &&
      filledIn(clientField, fields) === undefined);
  const clientId = registers ? '' : take(fillText(auth.client.id ?? '', fields));
  // Nothing secret goes to a resource by being named; it is a name, and its origin is not one to send to.
  const resource = auth.resource === undefined ? undefined : take(fillUrl(auth.resource, fields));

  const identityProvider = auth.identityProvider === undefined ? undefined : vouching(auth.identityProvider);

  const tokenParameters = Object.fromEntries(
    Object.entries(auth.tokenRequest?.parameters ?? {}).map(([name, template]) => [
      name,
      take(fillText(template, fields)),
    ]),
  );

  if (origins.size === 0 && problems.length === 0 && auth.discovery === undefined)
    problems.push({ field: '', sentence: 'The provider must name an issuer or endpoints to sign in at.' });
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    place: {
      issuer,
      endpoints,
      origins: [...origins],
      clientId,
      resource,
      identityProvider,
      tokenParameters,
    },
  };
}

const filledIn = (field: string, fields: FieldValues): string | undefined => {
  const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
  return value === undefined || value === '' ? undefined : String(value);
};

const refuse = (field: string, sentence: string): Filled => ({ ok: false, field, sentence });

const fillText = (template: string, fields: FieldValues): Filled => {
  const field = fieldIn(template);
  if (field === undefined) return { ok: true, text: template };
  const value = filledIn(field, fields);
  if (value === undefined) return refuse(field, 'This is needed to sign in.');
  return /^[\x20-\x7e]{1,300}$/.test(value)
    ? { ok: true, text: value }
    : refuse(field, 'This must be plain letters, digits and signs, at most 300.');
};

/** The template was checked when it was declared; what comes from a field is checked here. */
const fillUrl = (template: string, fields: FieldValues): Filled => {
  const [, start = '', rest = ''] = /^(\{[A-Za-z0-9]+\}|https?:\/\/[^/]+)(.*)$/.exec(template) ?? [];
  const field = fieldIn(start);
  const base = field === undefined ? start : filledIn(field, fields);
  if (base === undefined)
    return refuse(field ?? '', 'An address such as https://login.example.com is needed here.');
  const read = readAddress(english, base);
  if (!read.ok) return refuse(field ?? '', read.sentence);
  if (/[?#]/.test(base)) return refuse(field ?? '', 'The address must not hold a query or fragment.');
  const segments: string[] = [];
  for (const segment of rest.split('/').slice(1)) {
    const name = fieldIn(segment);
    const value = name === undefined ? segment : filledIn(name, fields);
    if (value === undefined) return refuse(name ?? '', 'This is needed to sign in.');
    if (name !== undefined && !/^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,200}$/.test(value))
      return refuse(name, 'This becomes part of an address: letters, digits, dots, dashes and _ only.');
    segments.push(value);
  }
  return { ok: true, text: [segments.length === 0 ? base : base.replace(/\/$/, ''), ...segments].join('/') };
};
