import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { brokerInFolder, extensionNamed, type TestBroker } from '../checks/fixtures/broker-in-folder.ts';
import { type ExportedConnections, exportedConnections } from '../contracts/connection-export.ts';
import { builtIn } from '../providers/built-in.ts';
import { fittingFields } from '../providers/fixtures/arbitrary-fields.ts';

let here: TestBroker;
let there: TestBroker;
beforeEach(async () => {
  [here, there] = await Promise.all([brokerInFolder(), brokerInFolder()]);
});
afterEach(() => Promise.all([here.close(), there.close()]));

const document = (connections: object[]): ExportedConnections =>
  exportedConnections.parse({ format: 'valetkey-connections', version: 1, connections });
const one = { providerId: 'http', providerVersion: 1, scope: 'user', displayName: 'Work' };

const filled = fc.constantFrom(...builtIn.map(({ read }) => read())).chain((provider) =>
  fc.record({
    providerId: fc.constant(provider.id as never),
    scope: fc.constantFrom('user' as const, 'workspace' as const),
    displayName: fc.string({ minLength: 1, maxLength: 40 }).filter((name) => name.trim() !== ''),
    filled: fittingFields(provider),
  }),
);

describe('exporting and importing connections', () => {
  test('a name that is too long or blank is refused by itself and keeps no other connection out', async () => {
    const fields = { url: 'https://home.example.com' };
    const named = ['x'.repeat(121), 'Work', '   ', 'y'.repeat(120)].map((displayName) => ({
      ...one,
      displayName,
      fields,
    }));
    const exported = { document: document(named) };
    const refusals = [0, 2].map((index) => ({
      index,
      error: {
        code: 'invalid-input',
        at: 'displayName',
        expected: 'The name must have 1 to 120 characters.',
      },
    }));
    const preview = await there.settings.previewImport(exported);
    expect(preview.refused).toEqual(refusals);
    expect(preview.accepted.map(({ index }) => index)).toEqual([1, 3]);
    const { imported, refused } = await there.settings.importConnections(exported);
    expect(refused).toEqual(refusals);
    expect(imported.map(({ displayName }) => displayName)).toEqual(['Work', 'y'.repeat(120)]);
  });

  test('imported connections equal the exported ones, need their secret, and bring none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(filled, { minLength: 1, maxLength: 4 }), async (wanted) => {
        const made = [];
        for (const { filled, ...others } of wanted)
          made.push(await here.settings.createConnection({ ...others, ...filled }));
        const ids = made.map(({ id }) => id);
        const exported = await here.settings.exportConnections({ connectionIds: ids });
        const text = JSON.stringify(exported);
        for (const { filled } of wanted)
          for (const secret of Object.values(filled.secrets)) expect(text).not.toContain(secret);
        for (const id of ids) expect(text).not.toContain(id);

        const { imported, refused } = await there.settings.importConnections(exported);
        expect(refused).toEqual([]);
        expect(imported.map(({ state, stateReason }) => stateReason ?? state)).toEqual(
          imported.map(({ providerId }) => expect.stringMatching(stateAfter(providerId))),
        );
        const again = await there.settings.exportConnections({ connectionIds: imported.map(({ id }) => id) });
        expect(sorted(again.document)).toEqual(sorted(exported.document));
        for (const view of imported) expect(view.secretFields.some(({ saved }) => saved)).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  const stateAfter = (providerId: string): RegExp => {
    const fields = builtIn.find(({ id }) => id === providerId)?.read().fields ?? [];
    const needsSecret = fields.some(({ type, required }) => type === 'secret' && required);
    return needsSecret ? /^secret-missing$/ : /^(?:secret-missing|signed-out|untested)$/;
  };
  const sorted = ({ connections }: ExportedConnections) =>
    connections
      .map(({ fields, ...others }) =>
        JSON.stringify([Object.entries(others).sort(), Object.entries(fields).sort()]),
      )
      .sort();

  test('a preview shows what would be added and where it goes, and adds nothing', async () => {
    const there = document([
      { ...one, fields: { url: 'https://api.example.com' } },
      { ...one, providerId: 'nobody', fields: {} },
      { ...one, displayName: 'Home', fields: { url: 'https://home.example.com' } },
    ]);
    await here.settings.createConnection({
      providerId: 'http' as never,
      displayName: 'Home',
      fields: { url: 'https://home.example.com' },
      secrets: { token: 'a-secret-that-stays-here' }, // secretlint-disable-line
    });
    const { accepted, refused } = await here.settings.previewImport({ document: there });
    expect(accepted).toEqual([
      { index: 0, origins: ['https://api.example.com'], exists: false },
      { index: 2, origins: ['https://home.example.com'], exists: true },
    ]);
    expect((await here.settings.listConnections({})).total).toBe(1);
    // What it says is what an import then does.
    const done = await here.settings.importConnections({ document: there });
    expect(done.refused).toEqual(refused);
    expect(done.imported.map(({ origins }) => origins)).toEqual(accepted.map(({ origins }) => origins));
  });

  test('an unreadable entry is reported with its place, and the rest is imported', async () => {
    const { imported, refused } = await here.settings.importConnections({
      document: document([
        { ...one, fields: { url: 'https://api.example.com' } },
        { ...one, providerId: 'nobody', fields: {} },
        { ...one, fields: { url: 'https://api.example.com/path' } },
        { ...one, fields: { url: 'https://api.example.com', token: 'a-secret-in-the-wrong-place' } },
      ]),
    });
    expect(imported).toMatchObject([{ stateReason: 'secret-missing' }]);
    const unfit = { code: 'invalid-input' };
    expect(refused).toEqual([
      { index: 1, error: { code: 'provider-unknown' } },
      { index: 2, error: { ...unfit, at: 'url', expected: expect.stringContaining('without a path') } },
      {
        index: 3,
        error: { ...unfit, at: 'token', expected: 'This is a secret and must be given as one.' },
      },
    ]);
    expect(JSON.stringify(await here.settings.listConnections())).not.toContain(
      'a-secret-in-the-wrong-place',
    );
  });

  test('a field that has become a secret since it was saved is not exported', async () => {
    const plain = {
      id: 'api',
      name: 'API',
      description: 'x',
      origins: ['https://api.example.com'],
      fields: [
        { id: 'note', type: 'string', label: 'Note' },
        { id: 'token', type: 'secret', label: 'Token' },
      ],
      auth: { kind: 'bearer', secret: 'token' },
    };
    const contributing = (provider: object) =>
      extensionNamed('reader', { contributes: { connectionProviders: [provider] } });
    const { detach } = here.attach(contributing(plain));
    await here.settings.createConnection({
      providerId: 'acme.reader/api' as never,
      displayName: 'x',
      fields: { note: 'typed-here-by-mistake' },
    });
    detach();
    const [, token] = plain.fields;
    here.attach(contributing({ ...plain, fields: [{ id: 'note', type: 'secret', label: 'Note' }, token] }));
    const exported = await here.settings.exportConnections({});
    expect(exported.document.connections.map(({ fields }) => fields)).toEqual([{}]);
  });

  test('an entry of an older version is migrated during the import', async () => {
    here.attach(
      extensionNamed('reader', {
        contributes: {
          connectionProviders: [
            {
              id: 'api',
              version: 2,
              name: 'API',
              description: 'x',
              origins: ['{url}'],
              fields: [
                { id: 'url', type: 'url', label: 'Address' },
                { id: 'token', type: 'secret', label: 'Token' },
              ],
              auth: { kind: 'bearer', secret: 'token' },
              migrations: [{ to: 2, rename: { baseUrl: 'url' } }],
            },
          ],
        },
      }),
    );
    const { imported } = await here.settings.importConnections({
      document: document([
        { ...one, providerId: 'acme.reader/api', fields: { baseUrl: 'https://api.example.com' } },
      ]),
    });
    expect(imported).toMatchObject([{ fields: { url: 'https://api.example.com' }, providerVersion: 2 }]);
  });

  test('an unknown id is an error, and nothing is exported', async () => {
    const exporting = here.settings.exportConnections({ connectionIds: [`con_${'a'.repeat(21)}` as never] });
    await expect(exporting).rejects.toMatchObject({ code: 'not-found' });
  });
});
