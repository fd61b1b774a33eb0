import { expect, it } from 'vitest';
import { savedOrigin } from '../../network/fixtures/serving.ts';
import { authorizeDevice } from './device-code.ts';
import { OauthError } from './oauth-error.ts';

const home = 'https://login.example.com';
/** What the server says, in order; a wait takes no time here, and is noted. */
const authorizing = async (offered: object, ...answers: (object | OauthError)[]) => {
  const waits: number[] = [];
  const all: (object | OauthError)[] = [
    {
      device_code: 'd',
      user_code: 'ABCD',
      verification_uri: `${home}/page`,
      expires_in: 600,
      interval: 5,
      ...offered,
    },
    ...answers,
  ];
  const tokens = {
    server: { endpoints: { deviceAuthorization: `${home}/device` }, metadata: {} },
    options: {},
    ask: async () => {
      const said = all.shift() ?? new OauthError('pending');
      if (said instanceof OauthError) throw said;
      return said;
    },
    issued: (answer: object) => answer,
  };
  const setup = { origins: [savedOrigin(home)], scopeSeparator: ' ' };
  const begun = await authorizeDevice(setup as never, tokens as never, [], async (ms) => void waits.push(ms));
  return { begun, waits };
};

it.each([
  'https://phish.example/?code=ABCD',
  'http://login.example.com/',
  '/page?code=ABCD',
  'javascript:alert(1)',
])(
  'a page with the code filled in is at an origin that the user was shown, as the other one is: %s',
  async (page) => {
    await expect(authorizing({ verification_uri_complete: page })).rejects.toMatchObject({
      code: 'endpoint-refused',
    });
  },
);

it('a server that wants years between two questions is asked once a minute', async () => {
  const { begun, waits } = await authorizing({ interval: 1e9 }, { access_token: 'x' });
  await begun.poll();
  expect(waits).toEqual([60_000]);
});

it('a server that fails for a moment is asked again, more and more rarely (RFC 8628, 3.5)', async () => {
  const { begun, waits } = await authorizing(
    {},
    ...[
      new OauthError('server-error'),
      new OauthError('network'),
      new OauthError('server-error', { retryAfterMs: 50_000 }),
    ],
    { access_token: 'x' },
  );
  expect(await begun.poll()).toEqual({ access_token: 'x' });
  expect(waits).toEqual([5_000, 10_000, 20_000, 50_000]);
});

it('a code is good for half an hour at most', async () => {
  expect((await authorizing({ expires_in: 1e9 })).begun.lifetimeMs).toBe(30 * 60_000);
});
