import { connectionProvider, type ProviderId, ValetkeyError } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { english } from '../contracts/texts/say.ts';
import { organizationProvider } from '../oauth/fixtures/organization-provider.ts';
import { checkInput } from './check-input.ts';

const ordinary = {
  id: 'api',
  name: 'Acme',
  description: 'For tests.',
  origins: ['{url}'],
  fields: [
    { id: 'url', type: 'url', label: 'Address' },
    { id: 'issuer', type: 'url', label: 'Issuer' },
  ],
  auth: { kind: 'oauth2', flows: ['authorizationCode'], issuer: '{issuer}', client: { id: 'us' } },
};

/** What is said of a connection whose addresses are all in order, but for these. */
const refusalOf = (provider: object, addresses: Readonly<Record<string, string>>) => {
  const registered = {
    providerId: 'acme.reader/api' as ProviderId,
    contributedBy: 'acme.reader',
    provider: connectionProvider.parse(provider),
  };
  const fine = Object.fromEntries(
    registered.provider.fields.flatMap(({ id, type }) =>
      type === 'url' ? [[id, `https://${id}.example.com`]] : [],
    ),
  );
  try {
    checkInput(english, registered, { fields: { ...fine, ...addresses } });
    return undefined;
  } catch (error) {
    return error instanceof ValetkeyError ? error.answer : error;
  }
};

const nowhere = ['169.254.169.254', '[::ffff:169.254.169.254]', '0.0.0.0', '[fe80::1]', '224.0.0.1'];

it.each([
  ['requests go to', ordinary, 'url'],
  ['one signs in at', ordinary, 'issuer'],
  ['vouches for the user', organizationProvider(), 'idp'],
])('an address that %s is refused at its field if nothing may go there', (_what, provider, field) => {
  expect(refusalOf(provider, {})).toBeUndefined();
  for (const host of nowhere)
    expect([host, refusalOf(provider, { [field]: `https://${host}` })]).toEqual([
      host,
      { code: 'invalid-input', at: field, expected: expect.any(String) },
    ]);
});
