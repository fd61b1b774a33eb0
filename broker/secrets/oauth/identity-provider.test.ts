import { expect, it } from 'vitest';
import { savedOrigin } from '../../network/fixtures/serving.ts';
import { makeSecret } from '../vault/plaintext.ts';
import { answeringCourier } from './fixtures/answering-courier.ts';
import { askIdentityProvider } from './identity-provider.ts';

const at = 'https://idp.example.com';
const asking = (setup: object, server: object = {}) => {
  const { powers, asked, bodies } = answeringCourier({
    [`${at}/token`]: {
      json: {
        issued_token_type: 'urn:ietf:params:oauth:token-type:id-jag',
        token_type: 'N_A',
        access_token: 'an-assertion-of-it',
      },
    },
  });
  const identityProvider = {
    issuer: undefined,
    token: `${at}/token`,
    origins: [savedOrigin(at)],
    clientId: 'app',
  };
  const answer = askIdentityProvider(
    {
      identityProvider,
      endpoints: {},
      resource: 'https://mcp.example.com/mcp',
      scopeSeparator: ' ',
      ...setup,
    } as never,
    {
      metadata: { issuer: 'https://login.example.com' },
      issuerKnown: true,
      endpoints: {},
      ...server,
    } as never,
    makeSecret('e30.e30.an-id-token'),
    [],
    powers,
  );
  return { answer, asked, forms: () => bodies.map((body) => new URLSearchParams(body)) };
};

it('what a provider adds to requests for tokens goes to its authorization server, and not to the identity provider', async () => {
  const parameters = { audience: 'https://payroll.example', subject_token_type: 'x', account_id: 'A1' };
  const { answer, forms } = asking({
    tokenRequest: { encoding: undefined, grantType: undefined, parameters },
  });
  expect(await answer).toBe('an-assertion-of-it');
  const [form] = forms();
  expect([form?.get('audience'), form?.get('account_id')]).toEqual(['https://login.example.com', null]);
});

it.each([
  ['issuer', {}, { issuerKnown: false }],
  ['resource', { resource: undefined }, {}],
])('no assertion is asked for where the %s is not known', async (_what, setup, server) => {
  const { answer, asked } = asking(setup, server);
  await expect(answer).rejects.toMatchObject({ code: 'discovery-failed' });
  expect(asked).toEqual([]);
});
