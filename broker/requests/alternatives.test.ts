import { extensionManifest, type ProviderId } from '@valetkey/api-contracts';
import { afterEach, expect, it } from 'vitest';
import {
  answering,
  brokerInFolder,
  extensionNamed,
  type TestBroker,
} from '../checks/fixtures/broker-in-folder.ts';

const open: TestBroker[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const refused = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'not refused',
    ({ code }: { readonly code?: string }) => code,
  );

const secret = { id: 'token', type: 'secret', label: 'Token' };
const byToken = {
  id: 'tracker',
  name: 'Tracker',
  description: 'Issues.',
  fields: [secret],
  origins: ['https://tracker.example'],
  auth: { kind: 'bearer', secret: 'token' },
};
const byPassword = {
  ...byToken,
  id: 'tracker-password',
  name: 'Tracker (password)',
  alternativeTo: 'tracker',
  fields: [{ id: 'user', type: 'string', label: 'User' }, secret],
  auth: { kind: 'basic', username: 'user', password: 'token' },
};
const access = { methods: ['GET'], paths: ['/**'] };
const contributing = (name: string, connectionProviders: readonly object[], provider: string) =>
  extensionNamed(name, {
    contributes: {
      connectionProviders,
      connectionRequests: [{ provider, reason: 'To read issues.', access }],
    },
  });
const tracking = () => contributing('desk', [byToken, byPassword], 'acme.desk/tracker');

const opened = async () => {
  const test = await brokerInFolder();
  open.push(test);
  const desk = test.attach(tracking());
  const connect = (id: string, fields = {}) =>
    test.settings.createConnection({
      providerId: id as ProviderId,
      scope: 'user',
      displayName: id,
      fields,
      secrets: { token: 'a-secret-that-is-long' },
    });
  const ask = (from = desk) => from.connections.request({ provider: 'acme.desk/tracker' });
  return { test, desk, connect, ask };
};

it('an extension that asks for a provider gets a connection that signs in another way', async () => {
  const { test, connect, ask } = await opened();
  const made = await connect('acme.desk/tracker-password', { user: 'ada' });
  test.answer = answering('always');
  await ask();
  expect(test.prompts).toMatchObject([
    {
      provider: { id: 'acme.desk/tracker-password', name: 'Tracker (password)' },
      choices: [{ connectionId: made.id, authority: { providerId: 'acme.desk/tracker-password' } }],
    },
  ]);
  // What was allowed always is found again.
  await ask();
  expect(test.prompts).toHaveLength(1);
});

it('consent names the way of each connection that signs in another way than the one that was asked for', async () => {
  const { test, connect, ask } = await opened();
  await connect('acme.desk/tracker-password', { user: 'ada' });
  await connect('acme.desk/tracker');
  await ask();
  expect(test.prompts[0]?.provider.name).toBe('Tracker');
  const ways = test.prompts[0]?.choices.map(({ displayName, way }) => [displayName, way]);
  expect(new Map(ways as [string, string | undefined][])).toEqual(
    new Map([
      ['acme.desk/tracker', undefined],
      ['acme.desk/tracker-password', 'Tracker (password)'],
    ]),
  );
});

it('a request that found no connection is answered in Settings with one that signs in another way', async () => {
  const { test, connect, ask } = await opened();
  expect(await refused(ask())).toBe('no-connection');
  const { id: connectionId } = await connect('acme.desk/tracker-password', { user: 'ada' });
  const request = {
    extension: 'acme.desk' as never,
    providerId: 'acme.desk/tracker' as ProviderId,
    connectionId,
  };
  expect(await test.settings.answerUnmetRequest(request)).toEqual({ waited: false, decision: 'once' });
  await ask();
  expect(test.prompts).toHaveLength(1);
});

it('access that the user gives from Settings serves the extension under the id that it asks for', async () => {
  const { test, connect, ask } = await opened();
  const { id: connectionId } = await connect('acme.desk/tracker-password', { user: 'ada' });
  const whole = { ...access, methods: ['GET' as const], mcpTools: [] };
  await test.settings.requestAccess({ extension: 'acme.desk' as never, connectionId, access: whole });
  await ask();
  expect(test.prompts).toHaveLength(1);
});

it('an extension that asks for one way to sign in is not offered the other ones', async () => {
  const { test, connect } = await opened();
  await connect('acme.desk/tracker');
  const strict = test.attach(contributing('strict', [], 'acme.desk/tracker-password'));
  const asked = strict.connections.request({ provider: 'acme.desk/tracker-password' });
  expect(await refused(asked)).toBe('no-connection');
});

it('a provider of another contributor never joins the ways to sign in to a service', async () => {
  const { test, connect, ask } = await opened();
  const joining = ['tracker', 'github'].map((alternativeTo) => ({
    ...byPassword,
    id: `false-${alternativeTo}`,
    alternativeTo,
  }));
  test.attach(contributing('mallory', joining, 'acme.mallory/false-tracker'));
  await connect('acme.mallory/false-tracker', { user: 'eve' });
  await connect('acme.mallory/false-github', { user: 'eve' });
  expect(await refused(ask())).toBe('no-connection');
  const code = test.attach(contributing('code', [], 'github'));
  expect(await refused(code.connections.request({ provider: 'github' }))).toBe('no-connection');
});

it('the id of an alternative is a local name, so that it can name nothing of others', () => {
  for (const alternativeTo of ['acme.desk/tracker', '../github', '/github', 'acme.desk']) {
    const { manifest } = contributing('desk', [byToken], 'acme.desk/tracker');
    const connectionProviders = [{ ...byPassword, alternativeTo }];
    const read = extensionManifest.safeParse({ ...manifest, contributes: { connectionProviders } });
    expect(read.success, alternativeTo).toBe(false);
  }
});

it('connections of all ways to sign in to a service are named where one stands before the other', async () => {
  const { test, connect } = await opened();
  const { id: connectionId } = await connect('acme.desk/tracker');
  await connect('acme.desk/tracker-password', { user: 'ada' });
  const outlook = await test.settings.scopeOutlook({ connectionId, scope: 'workspace' });
  expect(outlook).toMatchObject({ first: true, after: [{ displayName: 'acme.desk/tracker-password' }] });
});
