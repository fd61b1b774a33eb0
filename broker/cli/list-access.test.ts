import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskId } from '@valetkey/api-contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answering,
  brokerInFolder,
  extensionNamed,
  type TestExtension,
} from '../checks/fixtures/broker-in-folder.ts';
import { closeDatabase } from '../database/close-database.ts';
import { holdFolder } from '../database/hold-folder.ts';
import { openDatabase } from '../database/open-database.ts';
import { tidyHome } from '../extensions/extension-home.ts';
import { makeTaskStore } from '../grants/task-store.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { editLog, type FolderWithHistory, folderWithHistory, run } from './fixtures/folder-with-history.ts';

let t: FolderWithHistory;
let once: TestExtension;
beforeAll(async () => {
  t = await folderWithHistory();
  once = t.broker.attach(extensionNamed('visitor'));
});
afterAll(async () => {
  await t.broker.close();
  t.remove();
});

const access = async (...options: string[]) => {
  const { code, out, err } = await run(['access', '--folder', t.folder, ...options]);
  return { code, err, lines: out === '' ? [] : out.trimEnd().split('\n') };
};

describe('valetkey access, while the application runs', () => {
  it('valetkey access prints connection, grant and session as a tree, with limits, start and uses', async () => {
    const { code, err, lines } = await access();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(lines).toEqual([
      expect.stringMatching(/^Work {2}con_\S+$/),
      expect.stringMatching(
        /^ {2}always, active {2}acme\.reader {2}GET \/\*\* {2}to http:\/\/127\.0\.0\.1:\d+ {2}since \S+ \S+ {2}1 session, last \S+ \S+ {2}gr\S+$/,
      ),
      expect.stringMatching(
        /^ {4}active session {2}GET \/\*\* {2}since \S+ \S+ {2}1 use, last \S+ \S+ {2}cap_\S+$/,
      ),
    ]);
  });

  it('valetkey access shows a derived session under its parent, with its added limits, until it ends', async () => {
    t.broker.answer = answering('once');
    await t.broker.settings.createConnection({
      providerId: 'acme.visitor/api',
      displayName: 'Other',
      fields: { url: 'http://127.0.0.1:9' },
      secrets: { token: 'canary-of-the-visitor-7Qm2xT9v' },
    });
    const handle = await once.connections.request({
      provider: 'acme.visitor/api',
      reason: 'To look.',
      access: { methods: ['GET'], paths: ['/**'] },
    });
    const client = once.connections.use(handle);
    const weaker = once.connections.use(await client.attenuate({ paths: ['/a/*'], maxUses: 3 }));
    const here = (await access('--connection', 'Other')).lines;
    expect(here).toEqual([
      expect.stringMatching(/^Other {2}con_/),
      expect.stringMatching(
        /^ {2}active session, allowed once {2}acme\.visitor {2}GET \/\*\* {2}since .* not used {2}cap_/,
      ),
      expect.stringMatching(
        /^ {4}derived session {2}GET \/a\/\*; at most 3 uses {2}since .* not used {2}cap_/,
      ),
    ]);
    weaker.dispose();
    await expect.poll(async () => (await access('--connection', 'Other')).lines.length).toBe(2);
    client.dispose();
    await expect
      .poll(async () => (await access('--connection', 'Other')).err)
      .toBe('No matching grants or active sessions.\n');
  });

  it('valetkey access filters by extension, and prints the same as JSON', async () => {
    expect((await access('--extension-id', 'acme.nobody')).lines).toEqual([]);
    const { lines } = await access('--extension-id', 'acme.reader', '--json');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        type: 'grant',
        extension: 'acme.reader',
        state: 'active',
        given: { methods: ['GET'], paths: ['/**'] },
      },
      { type: 'session', extension: 'acme.reader', mode: 'always', uses: 1, levels: [{ methods: ['GET'] }] },
    ]);
  });
});

describe('valetkey access, of what is stored', () => {
  const day = 24 * 60 * 60 * 1000;
  const later = async (days: number) =>
    (await run(['access', '--folder', t.folder], { now: () => Date.now() + days * day })).out;

  it('valetkey access says that a grant was not used for 30 days, or that it asks again', async () => {
    expect(await later(29)).toContain('always, active  acme.reader');
    expect(await later(31)).toContain('always, active  not used for 30 days  acme.reader');
    expect(await later(91)).toContain('always, asks again  acme.reader');
  });

  it('valetkey access shows a running task under its grant, and grants cancel-task cancels it', async () => {
    const [grant] = await t.broker.settings.listGrants({ extension: 'acme.reader' as never });
    if (grant === undefined) throw new Error('there is a grant');
    const { id: grantId, connectionId, principal } = grant;
    const id = `tsk_${'t'.repeat(21)}` as TaskId;
    const about = { id, grantId, connectionId, extension: principal.id, since: Date.now() };
    const database = openDatabase(join(t.folder, 'state.db'), stateMigrations);
    makeTaskStore({ database }).add({ ...about, tool: 'dig', place: 'elsewhere', serverTaskId: 'one' });
    closeDatabase(database);
    expect((await access()).lines[2]).toMatch(
      new RegExp(`^ {4}running task {2}dig {2}since \\S+ \\S+ {2}${id}$`),
    );
    expect((await run(['grants', 'list', '--folder', t.folder])).out).toContain(id);
    const cancel = (task: string) =>
      run(['grants', 'cancel-task', task, '--folder', t.folder, '--passphrase-file', t.passphraseFile]);
    expect(await cancel(id)).toMatchObject({
      code: 0,
      out: 'Cancelled. Its MCP server was asked to stop.\n',
    });
    expect((await access()).lines.join()).not.toContain('running task');
    expect((await cancel(id)).err).toContain('No task with that id is running');
    expect((await cancel('dig')).err).toContain('That is not a task id');
  });
});

describe('valetkey access --at', () => {
  it('valetkey access --at shows what existed at that time, also if it was revoked since', async () => {
    const before = new Date().toISOString();
    const [grant] = await t.broker.settings.listGrants({});
    await new Promise((resolve) => setTimeout(resolve, 5));
    await t.broker.settings.revokeGrant({ grantId: grant?.id ?? ('' as never) });
    expect((await access('--extension-id', 'acme.reader')).lines).toEqual([]);
    const { lines } = await access('--extension-id', 'acme.reader', '--at', before);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('always, active  acme.reader  GET /**');
    expect((await access('--at', '1d')).lines).toEqual([]);
  });

  it('valetkey access --at refuses an invalid time, with an example', async () => {
    expect(await access('--at', 'tomorrow')).toMatchObject({
      code: 2,
      err: expect.stringContaining('must be a date'),
    });
  });
});

describe('valetkey access, after an extension was removed', () => {
  it('access and connections list say that an extension is not installed, until its removal is undone', async () => {
    const home = mkdtempSync(join(tmpdir(), 'valetkey-home-'));
    mkdirSync(join(home, 'acme.reader'));
    await tidyHome(home);
    const history = await folderWithHistory();
    const { broker, settings } = history.broker;
    try {
      const chooseFolder = async () => undefined;
      const [start, stop] = [async () => true, async () => undefined];
      broker.offerInstalling({ folder: home, chooseFolder, start, stop });
      const lists = () =>
        Promise.all(
          [['access'], ['connections', 'list'], ['access', '--json'], ['connections', 'list', '--json']].map(
            async (argv) => (await run([...argv, '--folder', history.folder])).out,
          ),
        );
      const { undo } = await settings.removeExtension({ extension: 'acme.reader' });
      await expect
        .poll(lists)
        .toEqual([
          expect.stringContaining('always, active  acme.reader (not installed)  GET'),
          expect.stringContaining('acme.reader/api (not installed)  All'),
          expect.stringContaining('"notInstalled":true'),
          expect.stringContaining('"notInstalled":true'),
        ]);
      await settings.undoRemoveExtension({ removalId: undo?.removalId ?? '' });
      await expect.poll(async () => (await lists()).join()).not.toMatch(/not installed|"notInstalled":true/);
    } finally {
      await history.broker.close();
      history.remove();
      rmSync(home, { recursive: true, force: true });
    }
  });
});

describe('valetkey access, after the folder of an extension was deleted by hand', () => {
  it('access and connections list say that it is not installed from the next start on, which is in the log once', async () => {
    const home = mkdtempSync(join(tmpdir(), 'valetkey-home-'));
    const history = await folderWithHistory();
    await history.broker.close();
    try {
      for (let starts = 0; starts < 2; starts += 1) {
        const { broker, settings, close } = await brokerInFolder({ folder: history.folder });
        const [chooseFolder, start, stop] = [async () => undefined, async () => true, async () => undefined];
        broker.offerInstalling({ folder: home, chooseFolder, start, stop });
        const { entries } = await settings.listAudit({ kind: 'extension.removed' });
        expect(entries).toMatchObject([
          { extension: 'acme.reader', detail: 'the application did not have it at its start' },
        ]);
        await close();
        const list = async (...argv: string[]) => (await run([...argv, '--folder', history.folder])).out;
        expect(await list('access')).toContain('acme.reader (not installed)');
        expect(await list('connections', 'list')).toContain('acme.reader/api (not installed)');
      }
    } finally {
      history.remove();
      rmSync(home, { recursive: true, force: true });
    }
  });
});

describe('valetkey access, after a broker was killed', () => {
  it('valetkey access shows no session of a killed broker, and one perhaps while another broker runs', async () => {
    const killed = await folderWithHistory();
    try {
      await killed.broker.close();
      // A killed process writes no end.
      editLog(killed.folder, (database) =>
        database.exec("DELETE FROM entries WHERE line LIKE '%capability.ended%'"),
      );
      const look = () => run(['access', '--folder', killed.folder]);
      const { out, err } = await look();
      expect(out.trimEnd().split('\n')).toEqual([
        expect.stringMatching(/^Work/),
        expect.stringContaining('always, active'),
      ]);
      expect(err).toBe('Valetkey is not running here, so there are no active sessions.\n');
      const beside = holdFolder(killed.folder, (work) => work());
      expect((await look()).out).toContain('active session  GET /**');
      const second = await brokerInFolder({ folder: killed.folder });
      expect((await look()).out).toContain('perhaps gone');
      await second.close();
      beside.release();
      const third = await brokerInFolder({ folder: killed.folder });
      expect((await look()).out).not.toContain('active session  GET /**');
      expect((await look()).err).toBe('');
      await third.close();
    } finally {
      killed.remove();
    }
  });
});
