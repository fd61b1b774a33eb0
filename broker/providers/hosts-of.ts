import type { Authority, ConnectionProvider } from '@valetkey/api-contracts';

/** Every host that main itself would ask for a connection: for its requests, for a token, and to sign in. */
export const hostsOf = ({ origins, signIn }: Authority, auth?: ConnectionProvider['auth']): string[] => [
  ...new Set([
    ...origins,
    ...originsIn(auth === undefined ? [] : exchangesOf(auth)),
    ...(signIn?.origins ?? []),
    ...originsIn(signIn?.identityProvider?.at ?? []),
  ]),
];

/** Where assertions go; one that is a path is at the connection's own host. */
const exchangesOf = (auth: ConnectionProvider['auth']): (string | undefined)[] => {
  if (auth.kind === 'several') return auth.parts.flatMap(exchangesOf);
  return auth.kind === 'jwtBearer' ? [auth.exchange?.url] : [];
};

const originsIn = (urls: readonly (string | undefined)[]): string[] =>
  urls.flatMap((url) => (url !== undefined && URL.canParse(url) ? [new URL(url).origin] : []));

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
    if (id === undefined) return [template];
    const field = fields.find((one) => one.id === id);
    if (field?.type !== 'url') return [];
    return [
      field.default,
      ...(field.hosts ?? []).filter((host) => !host.includes('*')).map((host) => `https://${host}`),
    ];
  });
  return new Set(originsIn(named));
};
