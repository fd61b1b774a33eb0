import { type ConnectionProvider, fieldsIn, urlOf } from '@valetkey/api-contracts';
import type { Authority } from '../contracts/connection.ts';

/** Every host that main itself would ask for a connection: for its requests, for a token, and to sign in. */
export function hostsOf({ origins, signIn }: Authority, auth?: ConnectionProvider['auth']): string[] {
  return [
    ...new Set([
      ...origins,
      ...originsIn(auth === undefined ? [] : exchangesOf(auth)),
      ...(signIn?.origins ?? []),
      ...originsIn(signIn?.identityProvider?.at ?? []),
    ]),
  ];
}

/** Where assertions go; one that is a path is at the connection's own host. */
const exchangesOf = (auth: ConnectionProvider['auth']): readonly (string | undefined)[] => {
  if (auth.kind === 'several') return auth.parts.flatMap(exchangesOf);
  if (auth.kind === 'registryToken') return auth.realms;
  return auth.kind === 'jwtBearer' ? [auth.exchange?.url] : [];
};

const originsIn = (urls: readonly (string | undefined)[]): string[] =>
  urls.flatMap((url) => (url === undefined ? undefined : urlOf(url)?.origin) ?? []);

/**
 * The hosts that a provider of the catalogue names by itself: those of its addresses that no field fills in, and what
 * stands in a field at first or is the only thing that it takes. Nobody typed them, so nobody has to confirm them.
 */
export const hostsNamedBy = ({ origins, auth, fields }: ConnectionProvider): ReadonlySet<string> => {
  const templates = [
    ...origins,
    ...exchangesOf(auth),
    ...(auth.kind === 'oauth2'
      ? [
          ...[auth.issuer, auth.identityProvider?.issuer, auth.identityProvider?.token],
          ...Object.values(auth.endpoints ?? {}),
          ...auth.origins,
        ]
      : []),
  ];
  const named = templates.flatMap((template) => {
    const id = template === undefined ? undefined : /^\{([A-Za-z0-9]+)\}/.exec(template)?.[1];
    // A host of which a field is a part was typed, unless the field is a choice.
    if (id === undefined) return template === undefined ? [] : chosenHosts(template, fields);
    const field = fields.find((one) => one.id === id);
    if (field?.type === 'enum') return field.options.map(({ value }) => value);
    if (field?.type !== 'url') return [];
    return [
      field.default,
      ...(field.hosts ?? []).filter((host) => !host.includes('*')).map((host) => `https://${host}`),
    ];
  });
  return new Set(originsIn(named));
};

const chosenHosts = (template: string, fields: ConnectionProvider['fields']): string[] =>
  fieldsIn(template).reduce<string[]>(
    (hosts, id) => {
      const field = fields.find((one) => one.id === id);
      const values = field?.type === 'enum' ? field.options.map(({ value }) => value) : [];
      return hosts.flatMap((host) => values.map((value) => host.replace(`{${id}}`, () => value)));
    },
    [template],
  );
