import type { ConnectionProvider } from '@valetkey/api-contracts';

/**
 * Which requests a provider lets through and what it adds to them, in one sentence for a diff. A header may say for whom
 * a request acts, such as `Stripe-Account`. It is part of a grant's digest, so values are quoted as JSON. `undefined`
 * where the provider declares none of it.
 */
export function declaredRequests({
  methods,
  headers,
  sends,
}: Pick<ConnectionProvider, 'methods' | 'headers' | 'sends'>): string | undefined {
  const said = [
    ...(methods === undefined ? [] : [`Only ${methods.join(', ')}`]),
    ...(sends ?? []).map((sent) =>
      'value' in sent
        ? `The header ${sent.name} is ${JSON.stringify(sent.value)}`
        : `The header ${sent.name} is from the field ${sent.field}`,
    ),
    ...(headers.length === 0 ? [] : [`Extensions may set ${headers.join(', ')}`]),
  ];
  return said.length === 0 ? undefined : said.join('; ');
}
