import { afterEach, expect, it } from 'vitest';
import { type HostileServer, honest, sendJson, startHostile } from './fixtures/hostile-server.ts';
import { type SigningIn, signingInBroker } from './fixtures/signing-in-broker.ts';

let server: HostileServer;
let broker: SigningIn;
afterEach(async () => {
  await broker?.close();
  await server?.close();
});

it('a sign-in that waits for its user is not dropped for many short ones of another connection', async () => {
  server = await startHostile(({ path, origin }, response) =>
    sendJson(response, path.startsWith('/.well-known/') ? honest(origin) : {}),
  );
  broker = await signingInBroker(server.origin, {}, {}, () => new Promise(() => undefined));
  const [waiting, busy] = [await broker.connect(), await broker.connect()];
  const { signInId } = await broker.settings.signIn({ connectionId: waiting.id, flow: 'authorizationCode' });
  await broker.until(signInId, ['waiting']);
  for (let count = 0; count < 40; count += 1) {
    const ended = await broker.signIn(busy.id, 'clientCredentials');
    expect(ended).toMatchObject({ state: 'failed', why: 'broken-answer' });
  }
  expect(await broker.settings.signInProgress({ signInId })).toMatchObject({ state: 'waiting' });
});
