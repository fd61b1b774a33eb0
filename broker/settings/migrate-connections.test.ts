import { describe, expect, onTestFinished, test } from 'vitest';
import { answering, brokerInFolder, extensionNamed } from '../checks/fixtures/broker-in-folder.ts';
import { confirmAsShown } from '../checks/fixtures/confirm-as-shown.ts';
import { closeDatabase } from '../database/close-database.ts';
import { openDatabase } from '../database/open-database.ts';
import { serve } from '../network/fixtures/serving.ts';
import { testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';
import { stateMigrations } from '../stores/state-migrations.ts';

const secret = 'canary-9xT4mLw7Qz2B';
const access = { methods: ['GET' as const], paths: ['/**'], mcpTools: [] };
const ask = { provider: 'acme.reader/api', reason: 'x', access };
const first = {
  id: 'api',
  version: 1,
  name: 'API',
  description: 'For tests.',
  fields: [
    { id: 'baseUrl', type: 'url', label: 'Address' },
    { id: 'team', type: 'string', label: 'Team', required: false },
    { id: 'size', type: 'number', label: 'Size', required: false },
    { id: 'key', type: 'secret', label: 'Key' },
  ],
  origins: ['{baseUrl}'],
  auth: { kind: 'header', name: 'X-Key', secret: 'key' },
};
const second = {
  ...first,
  version: 2,
  fields: [
    { id: 'url', type: 'url', label: 'Address' },
    {
      id: 'region',
      type: 'enum',
      label: 'Region',
      default: 'us',
      options: [
        { value: 'eu', label: 'EU' },
        { value: 'us', label: 'US' },
      ],
    },
    { id: 'size', type: 'number', label: 'Size', required: false, maximum: 10 },
    { id: 'token', type: 'secret', label: 'Token' },
  ],
  origins: ['{url}'],
  auth: { kind: 'header', name: 'X-Key', secret: 'token' },
  migrations: [
    { to: 2, rename: { baseUrl: 'url', key: 'token' }, drop: ['team'], default: { region: 'eu' } },
  ],
};
const extension = (provider: object, contentDigest = '0'.repeat(64)) =>
  extensionNamed('reader', {
    contentDigest,
    contributes: {
      connectionProviders: [provider],
      connectionRequests: [{ provider: 'acme.reader/api', reason: 'x', access }],
    },
  });

/** Saved under the first version, used with a lasting grant, and the process ended. */
const savedUnderFirst = async () => {
  const keys: string[] = [];
  const served = await serve((request, response) => {
    keys.push(String(request.headers['x-key']));
    response.end('ok');
  });
  const keychain = testKeychain();
  const t = await brokerInFolder({ keychain });
  onTestFinished(() => t.removeFolder());
  const { connections, detach } = t.attach(extension(first));
  await t.settings.createConnection({
    providerId: ask.provider as never,
    displayName: 'Work',
    fields: { baseUrl: served.text, team: 'core', size: 50 },
    secrets: { key: secret },
  });
  t.answer = answering('always');
  await connections.use(await connections.request(ask)).fetch('/before');
  detach();
  await t.close({ keepFolder: true });
  const again = async (provider: object) => {
    const opened = await brokerInFolder({ folder: t.folder, keychain });
    onTestFinished(() => opened.close({ keepFolder: true }));
    const attached = opened.attach(extension(provider));
    const [connection] = (await opened.settings.listConnections()).connections;
    return { ...opened, settings: opened.settings, connection, attached };
  };
  return { folder: t.folder, served, keys, keychain, again };
};

describe('a provider’s version rises', () => {
  test('a new version migrates connections and loses nothing that was saved', async () => {
    const { served, again } = await savedUnderFirst();
    const { connection } = await again(second);
    expect(connection).toMatchObject({
      fields: { url: served.text, region: 'eu' },
      providerVersion: 2,
      state: 'untested',
      secretFields: [{ field: 'token', saved: true }],
      retired: [
        { field: 'team', value: 'core', version: 1 },
        { field: 'size', value: 50, version: 1 },
      ],
    });
  });

  test('a migrated secret moves along if its place is the same, and grants wait for the shown change', async () => {
    const { keys, again } = await savedUnderFirst();
    const { settings, attached } = await again(second);
    const [grant] = await settings.listGrants();
    expect(grant).toMatchObject({
      state: 'suspended',
      authority: { providerVersion: 1 },
      now: { authority: { providerVersion: 2 } },
    });
    await confirmAsShown(settings, grant?.id as never);
    const { connections } = attached;
    await connections.use(await connections.request(ask)).fetch('/after');
    expect(keys).toEqual([secret, secret]);
  });

  test('a migrated secret stays sealed and kept if the new version would put it elsewhere', async () => {
    const { keys, again } = await savedUnderFirst();
    const elsewhere = { ...second, auth: { ...second.auth, name: 'X-Other' } };
    const there = await again(elsewhere);
    expect(there.connection).toMatchObject({ providerVersion: 2, stateReason: 'moved' });
    const { connections } = there.attached;
    await expect(connections.use(await connections.request(ask)).fetch('/x')).rejects.toMatchObject({
      code: 'connection-suspended',
    });
    expect(keys).toEqual([secret]);
    const back = await openedState(there.folder);
    expect(back.secretRefs).toMatchObject([{ field: 'key' }]);
  });

  test('a connection whose secret waits for an open vault is not changed before, and then comes along', async () => {
    const { keys, keychain, again } = await savedUnderFirst();
    keychain.failing = 'keyring-locked';
    const { broker, settings, connection, attached } = await again(second);
    const { id: connectionId = '' as never, updatedAt = 0 } = connection ?? {};
    const renamed = { connectionId, updatedAt, displayName: 'Renamed' };
    await expect(settings.updateConnection(renamed)).rejects.toMatchObject({ code: 'vault-locked' });
    keychain.failing = undefined;
    await broker.unlock();
    const [migrated] = (await settings.listConnections()).connections;
    expect(migrated).toMatchObject({ displayName: 'Work', providerVersion: 2, state: 'untested' });
    const [grant] = await settings.listGrants();
    await confirmAsShown(settings, grant?.id as never);
    const { connections } = attached;
    await connections.use(await connections.request(ask)).fetch('/after');
    expect(keys).toEqual([secret, secret]);
  });

  test('a migration runs once: the next start finds the connection unchanged', async () => {
    const { again } = await savedUnderFirst();
    const one = await again(second);
    one.attached.detach();
    const two = await again(second);
    expect(two.connection?.updatedAt).toBe(one.connection?.updatedAt);
    const { entries } = await two.settings.listAudit({ kind: 'connection.updated' });
    expect(entries).toMatchObject([{ detail: 'version 1 to 2' }]);
  });

  test('a version that falls changes nothing and says so', async () => {
    const { again } = await savedUnderFirst();
    (await again(second)).attached.detach();
    const { connection } = await again(first);
    expect(connection).toMatchObject({ providerVersion: 2, stateReason: 'provider-missing' });
  });
});

/** The row as it stands in the file. */
const openedState = async (folder: string) => {
  const database = openDatabase(`${folder}/state.db`, stateMigrations, { synchronous: 'FULL' });
  const [text] = database.prepare('SELECT record FROM connections').raw().get([]) as [string];
  closeDatabase(database);
  return JSON.parse(text);
};

test('a file from before versions opens, and its connections are migrated', async () => {
  const { folder, again } = await savedUnderFirst();
  const database = openDatabase(`${folder}/state.db`, stateMigrations, { synchronous: 'FULL' });
  const [text] = database.prepare('SELECT record FROM connections').raw().get([]) as [string];
  const { providerVersion, ...old } = JSON.parse(text);
  database.prepare('UPDATE connections SET record = ?').run([JSON.stringify(old)]);
  closeDatabase(database);
  expect(providerVersion).toBe(1);
  const { connection } = await again(second);
  expect(connection).toMatchObject({ providerVersion: 2, state: 'untested', fields: { region: 'eu' } });
});
