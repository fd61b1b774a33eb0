import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { tidyHome } from '../../extensions/extension-home.ts';
import type { BrokerPowers } from '../../powers.ts';
import { answering, brokerInFolder, extensionNamed } from '../fixtures/broker-in-folder.ts';
import { extensionOnDisk } from '../fixtures/extension-on-disk.ts';
import { installIn } from '../fixtures/install-in.ts';
import { codeOf } from '../fixtures/watched-broker.ts';

const notes = 'acme.notes' as never;
const access = { methods: ['GET'], paths: ['/notes/**'], mcpTools: [] };
const asks = (more: object = {}) => ({
  contributes: {
    connectionProviders: [
      {
        id: 'api',
        name: 'Notes API',
        description: 'For tests.',
        fields: [{ id: 'token', type: 'secret', label: 'Token' }],
        origins: ['https://notes.example'],
        auth: { kind: 'bearer', secret: 'token' },
      },
    ],
    connectionRequests: [
      { provider: 'acme.notes/api', reason: 'Reads notes.', access: { ...access, ...more } },
    ],
  },
});

/** A broker whose application keeps extensions. */
const installing = async (powers: Partial<BrokerPowers> = {}) => {
  const t = await brokerInFolder(powers);
  onTestFinished(() => t.close());
  const { folder, dialog } = await installIn(t);
  const choose = async (chosen: string): Promise<string> => {
    dialog.chosen = chosen;
    const made = await t.settings.chooseExtension();
    if (made.outcome !== 'chosen') throw new Error(JSON.stringify(made));
    return made.candidateId;
  };
  const install = async (chosen: string) =>
    t.settings.installExtension({ candidateId: await choose(chosen) });
  const listed = async () =>
    (await t.settings.listExtensions()).map(({ id, version, state }) => `${id} ${version} ${state}`);
  return { t, settings: t.settings, folder, dialog, choose, install, listed };
};

describe('H17: an extension is installed by the person alone', () => {
  it('installing asks in main’s own prompt what the extension may ask for, and a denied page installs nothing', async () => {
    const { t, settings, folder, choose, listed } = await installing();
    t.allowChange = () => false;
    const candidateId = await choose(extensionOnDisk(asks()));
    expect(await codeOf(settings.installExtension({ candidateId }))).toBe('denied');
    expect([readdirSync(folder), await listed()]).toEqual([['.aside'], []]);
    const [shown] = t.changes;
    expect(shown).toMatchObject({ kind: 'install-extension', question: 'Install this extension?' });
    const text = JSON.stringify(shown?.parts);
    for (const part of [
      'acme.notes',
      'Read (GET) at these paths: /notes/**',
      'Reads notes.',
      'https://notes.example',
    ])
      expect(text).toContain(part);
  });

  it('a page names no folder: what it passes is no candidate, and it opens one dialog at a time', async () => {
    const { settings, dialog, choose } = await installing();
    await choose(extensionOnDisk());
    let answer: (none: undefined) => void = () => undefined;
    dialog.chosen = new Promise((resolve) => {
      answer = resolve;
    });
    const first = settings.chooseExtension();
    expect(await codeOf(settings.chooseExtension())).toBe('conflict');
    answer(undefined);
    expect(await first).toEqual({ outcome: 'cancelled' });
    expect(await codeOf(settings.installExtension({ candidateId: 'a'.repeat(21) }))).toBe('not-found');
  });

  it('a page that opens the dialog again after each cancel has to wait', async () => {
    const { settings, dialog } = await installing();
    dialog.chosen = undefined;
    for (let nth = 0; nth < 6; nth += 1)
      expect(await settings.chooseExtension()).toEqual({ outcome: 'cancelled' });
    expect(await codeOf(settings.chooseExtension())).toBe('prompt-limit');
  });

  it('the version of before goes on when an update cannot be written', async () => {
    const { settings, folder, choose, install, listed } = await installing();
    await install(extensionOnDisk());
    const candidateId = await choose(extensionOnDisk({ version: '2.0.0' }));
    rmSync(join(folder, '.aside'), { recursive: true });
    writeFileSync(join(folder, '.aside'), 'no folder');
    expect(await codeOf(settings.installExtension({ candidateId }))).toBe('storage-failed');
    expect(await listed()).toEqual(['acme.notes 1.0.0 running']);
  });

  it('what is installed are the bytes that were shown, and nothing else of the folder', async () => {
    const { t, folder, install, listed } = await installing();
    const chosen = extensionOnDisk(asks());
    t.allowChange = () => {
      // Under the open prompt, the folder becomes another extension.
      writeFileSync(
        join(chosen, 'package.json'),
        JSON.stringify({ name: 'other', publisher: 'evil', version: '1.0.0', main: 'dist/main.cjs' }),
      );
      writeFileSync(join(chosen, 'dist/main.cjs'), 'throw new Error("exchanged")');
      return true;
    };
    expect(await install(chosen)).toEqual({ runs: true });
    expect(await listed()).toEqual(['acme.notes 1.0.0 running']);
    expect(readdirSync(join(folder, notes), { recursive: true }).toSorted()).toEqual([
      'dist',
      join('dist', 'main.cjs'),
      'package.json',
    ]);
    expect(readFileSync(join(folder, notes, 'dist/main.cjs'), 'utf8')).not.toContain('exchanged');
    const { entries } = await t.settings.listAudit({ extension: notes });
    expect(entries.map(({ kind }) => kind)).toContain('extension.installed');
  });

  it.each<[string, (folder: string) => void, string]>([
    [
      'leads out by a link',
      (one) => {
        rmSync(join(one, 'dist/main.cjs'));
        symlinkSync('/etc/hostname', join(one, 'dist/main.cjs'));
      },
      'a link leads out of it',
    ],
    [
      'has a script that is too large',
      (one) => writeFileSync(join(one, 'dist/main.cjs'), Buffer.alloc(6 * 1024 * 1024)),
      'too large',
    ],
    [
      'has a folder for a script',
      (one) => {
        rmSync(join(one, 'dist/main.cjs'));
        mkdirSync(join(one, 'dist/main.cjs'));
      },
      'regular file',
    ],
    ['has no manifest', (one) => rmSync(join(one, 'package.json')), 'no such file'],
  ])('a folder that %s is refused with its first problem', async (_what, change, problem) => {
    const { settings, dialog } = await installing();
    const chosen = extensionOnDisk();
    change(chosen);
    dialog.chosen = chosen;
    expect(await settings.chooseExtension()).toMatchObject({
      outcome: 'refused',
      problem: expect.stringContaining(problem),
    });
  });

  it('an update says in words what it asks for beyond before, and suspends what was always allowed', async () => {
    const { t, settings, install, listed } = await installing();
    t.answer = answering('always');
    await install(extensionOnDisk(asks()));
    const { id } = await settings.createConnection({
      providerId: 'acme.notes/api' as never,
      displayName: 'Work',
      fields: {},
      secrets: { token: 'canary-notes-5hQ8sWn2Zr7V' },
    });
    await settings.requestAccess({
      extension: notes,
      connectionId: id,
      access: { ...access, methods: ['GET'] },
    });
    t.changes.length = 0;
    const more = { ...asks({ methods: ['GET', 'DELETE'] }), version: '1.1.0' };
    expect(await install(extensionOnDisk(more))).toEqual({ runs: true });
    expect(t.changes[0]).toMatchObject({ question: 'Update this extension?', yes: 'Update' });
    expect(t.changes[0]?.parts.find(({ head }) => head === 'New in this version')?.texts).toEqual([
      'New: acme.notes/api: Send DELETE requests at these paths: /notes/**  (* is anything)',
    ]);
    expect(await listed()).toEqual(['acme.notes 1.1.0 running']);
    expect(await settings.listGrants()).toMatchObject([{ state: 'suspended' }]);
  });

  it('an undo of before an update does not bring the older version back', async () => {
    const { settings, install, listed } = await installing();
    await install(extensionOnDisk(asks()));
    const { undo } = await settings.removeExtension({ extension: notes });
    if (undo === undefined) throw new Error('nothing to undo');
    await install(extensionOnDisk({ ...asks(), version: '1.1.0' }));
    await settings.removeExtension({ extension: notes });
    const again = settings.undoRemoveExtension({ removalId: undo.removalId });
    await expect(again).rejects.toMatchObject({ code: 'not-found' });
    expect(await listed()).toEqual([]);
  });

  it('the question shows where a sign-in goes', async () => {
    const { t, install } = await installing();
    const service = {
      id: 'cloud',
      name: 'Cloud',
      description: 'For tests.',
      fields: [{ id: 'clientId', type: 'string', label: 'Client id' }],
      origins: ['https://api.acme.example'],
      auth: {
        kind: 'oauth2',
        endpoints: {
          authorization: 'https://login.acme.example/authorize',
          token: 'https://elsewhere.example/token',
        },
        client: { id: '{clientId}' },
        scopes: ['read'],
        scopeWords: { read: 'Read notes' },
      },
    };
    await install(
      extensionOnDisk({ contributes: { connectionProviders: [service], connectionRequests: [] } }),
    );
    expect(JSON.stringify(t.changes[0]?.parts)).toContain(
      'It signs in with https://login.acme.example/authorize, https://elsewhere.example/token.',
    );
  });

  it('the question shows a program’s command to its end, and a change at the end of a long one', async () => {
    const { t, install } = await installing();
    const long = Array.from({ length: 11 }, (_, at) => `--note=${'harmless '.repeat(215)}${at}`);
    const starting = (...args: string[]) => ({
      contributes: {
        connectionProviders: [
          {
            id: 'api',
            name: 'Notes API',
            description: 'For tests.',
            fields: [],
            origins: [],
            auth: { kind: 'none' },
            mcp: { transport: 'stdio', command: '/usr/bin/node', args: [...long, ...args] },
          },
        ],
        connectionRequests: [],
      },
    });
    await install(extensionOnDisk(starting('--version')));
    expect(JSON.stringify(t.changes.at(-1)?.parts)).toContain('--version');
    await install(extensionOnDisk({ ...starting('-e', 'evil()'), version: '1.0.1' }));
    const changed =
      t.changes
        .at(-1)
        ?.parts.find(({ head }) => head === 'Changed')
        ?.rows?.flat() ?? [];
    expect(changed.some((text) => text.includes('evil()'))).toBe(true);
    await install(
      extensionOnDisk({ version: '2.0.0', contributes: { connectionProviders: [], connectionRequests: [] } }),
    );
    const gone = t.changes.at(-1)?.parts.find(({ head }) => head === 'Changed')?.rows ?? [];
    expect(gone).toContainEqual(['Service api', expect.stringContaining('evil()'), 'not described']);
  });

  it('an extension that runs from elsewhere is not replaced by one of its name', async () => {
    const { t, settings, dialog } = await installing();
    t.attach(extensionNamed('notes'));
    const chosen = extensionOnDisk();
    dialog.chosen = chosen;
    expect(await settings.chooseExtension()).toMatchObject({
      outcome: 'refused',
      problem: expect.stringContaining('already runs'),
    });
  });

  it('a removed extension is stopped and gone, what it held is shown as not installed, and one undo brings it back', async () => {
    const { t, settings, folder, install, listed } = await installing();
    t.answer = answering('always');
    await install(extensionOnDisk(asks()));
    const { id } = await settings.createConnection({
      providerId: 'acme.notes/api' as never,
      displayName: 'Work',
      fields: {},
      secrets: { token: 'canary-notes-5hQ8sWn2Zr7V' },
    });
    await settings.requestAccess({
      extension: notes,
      connectionId: id,
      access: { ...access, methods: ['GET'] },
    });
    const { undo } = await settings.removeExtension({ extension: notes });
    expect([existsSync(join(folder, notes)), await listed()]).toEqual([
      false,
      ['acme.notes 1.0.0 not-installed'],
    ]);
    expect(await codeOf(settings.undoRemoveExtension({ removalId: 'a'.repeat(21) }))).toBe('not-found');
    const removalId = undo?.removalId ?? '';
    expect(await settings.undoRemoveExtension({ removalId })).toEqual({ runs: true });
    expect(await codeOf(settings.undoRemoveExtension({ removalId }))).toBe('not-found');
    expect(await listed()).toEqual(['acme.notes 1.0.0 running']);
    expect(await settings.listGrants()).toMatchObject([{ state: 'active' }]);
  });

  it('an undo that could not move the files can be tried again', async () => {
    const { settings, folder, install, listed } = await installing();
    await install(extensionOnDisk(asks()));
    const { undo } = await settings.removeExtension({ extension: notes });
    const removalId = undo?.removalId ?? '';
    const inTheWay = join(folder, notes);
    mkdirSync(inTheWay);
    writeFileSync(join(inTheWay, 'file'), '');
    expect(await codeOf(settings.undoRemoveExtension({ removalId }))).toBe('storage-failed');
    rmSync(inTheWay, { recursive: true });
    expect(await settings.undoRemoveExtension({ removalId })).toEqual({ runs: true });
    expect(await listed()).toEqual(['acme.notes 1.0.0 running']);
  });

  it('a connection to a service that comes with the application is of no extension that could be missing', async () => {
    const { settings } = await installing();
    await settings.createConnection({ providerId: 'npm', displayName: 'Packages', fields: {}, secrets: {} });
    const { connections } = await settings.listConnections({});
    expect(connections.map(({ notInstalled }) => notInstalled)).toEqual([undefined]);
  });

  it('an extension that is removed while an update of it is under way stays removed', async () => {
    const { settings, folder, choose, install, listed } = await installing();
    await install(extensionOnDisk());
    const candidateId = await choose(extensionOnDisk({ version: '2.0.0' }));
    const updating = settings.installExtension({ candidateId });
    await vi.waitFor(async () => expect(await listed()).toEqual(['acme.notes 1.0.0 stopped']));
    await settings.removeExtension({ extension: notes });
    await updating;
    expect([existsSync(join(folder, notes)), await listed()]).toEqual([false, []]);
  });

  it('after the time for undoing, the files of a removed extension and the services that it describes are gone', async () => {
    const { settings, folder, install } = await installing({ undoDeleteMs: 0 });
    await install(extensionOnDisk(asks()));
    expect(await settings.removeExtension({ extension: notes })).toEqual({});
    await vi.waitFor(() => expect(readdirSync(join(folder, '.aside'))).toEqual([]));
    expect((await settings.listProviders()).map(({ providerId }) => providerId)).not.toContain(
      'acme.notes/api',
    );
  });

  it('after the time for undoing, the services of one that runs from elsewhere by now are still there', async () => {
    let later: () => void = () => undefined;
    const { t, settings, folder, install } = await installing({
      undoDeleteMs: 60_000,
      after: (ms, run) => {
        if (ms === 60_000) later = run;
        return () => undefined;
      },
    });
    await install(extensionOnDisk(asks()));
    await settings.removeExtension({ extension: notes });
    t.attach(extensionNamed('notes'));
    later();
    await vi.waitFor(() => expect(readdirSync(join(folder, '.aside'))).toEqual([]));
    const services = (await settings.listProviders()).map(({ providerId }) => providerId);
    expect(services).toContain('acme.notes/api');
  });
});

describe('the folder of installed extensions', () => {
  it('a crash between the two renames of an update leaves the old version, and a removed one stays removed', async () => {
    const { folder, install } = await installing();
    await install(extensionOnDisk());
    renameSync(join(folder, notes), join(folder, '.aside', `replaced-${notes}`));
    mkdirSync(join(folder, '.aside', 'removed-1'));
    mkdirSync(join(folder, '.aside', 'made-1'));
    await tidyHome(folder);
    expect(readdirSync(folder)).toEqual(['.aside', notes]);
    expect(readdirSync(join(folder, '.aside'))).toEqual([]);
  });
});
