import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditMigrations } from '../audit/audit-log.ts';
import { closeDatabase } from '../database/close-database.ts';
import { openDatabase } from '../database/open-database.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import {
  editLog,
  type FolderWithHistory,
  folderWithHistory,
  run,
  secret,
} from './fixtures/folder-with-history.ts';

let t: FolderWithHistory;
beforeAll(async () => {
  t = await folderWithHistory('Work \u001B[31m\u009B2J\u202E');
});
afterAll(async () => {
  await t.broker.close();
  t.remove();
});

/** While the broker runs. */
const list = async (...options: string[]) => {
  const { code, out, err } = await run(['audit', 'list', '--folder', t.folder, '--json', ...options]);
  expect(code).toBe(0);
  const lines = out === '' ? [] : out.trimEnd().split('\n');
  return { entries: lines.map((line) => JSON.parse(line)), err };
};

describe('audit list', () => {
  it('audit list prints a table, newest first: one row for a use, names beside ids', async () => {
    const { code, out, err } = await run(['audit', 'list', '--folder', t.folder]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^# +time \(UTC\) +kind +extension +connection +outcome +what\n/);
    expect(out).toMatch(
      /\d+ {2,}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {2}use\.finished +acme\.reader +Work \S.* con_\S+ +ok 200 +GET \S+ +“To read\.”/,
    );
    expect(out).not.toContain('use.intended');
    expect(out.indexOf('use.finished')).toBeLessThan(out.indexOf('grant.created'));
  });

  it('audit list filters by extension, connection, kind and outcome', async () => {
    const all = (await list()).entries;
    const { connectionId } = all.find(({ kind }) => kind === 'use.intended');
    const kinds = async (...options: string[]) =>
      (await list(...options)).entries.map(({ kind }: { kind: string }) => kind);
    expect(await kinds('--kind', 'use.intended')).toEqual(['use.intended']);
    expect(await kinds('--outcome', 'always')).toEqual(['capability.issued', 'consent.answered']);
    expect(await kinds('--connection', connectionId, '--kind', 'connection.created')).toHaveLength(1);
    expect(await kinds('--extension-id', 'acme.other')).toEqual([]);
    expect(await kinds('--extension-id', 'acme.reader')).not.toContain('vault.unlocked');
  });

  it('audit list takes a connection by its name, and searches names, hosts and reasons', async () => {
    const { entries } = await list('--kind', 'use.intended');
    const kinds = async (...options: string[]) =>
      (await list(...options, '--kind', 'use.intended')).entries.map(({ kind }: { kind: string }) => kind);
    expect(await kinds('--connection', 'Work \u001B[31m\u009B2J\u202E')).toHaveLength(entries.length);
    expect(await kinds('--search', 'WORK reader 127.0.0.1 to')).toHaveLength(entries.length);
    expect(await kinds('--search', 'work elsewhere')).toEqual([]);
    const [{ origin, path }] = entries;
    expect(await kinds('--search', `${origin}${path}`)).toHaveLength(entries.length);
  });

  it('audit list filters by time, and says if nothing matches', async () => {
    const all = (await list()).entries;
    const today = new Date(all[0].at).toISOString().slice(0, 10);
    for (const since of ['1h', 'yesterday'])
      expect((await list('--since', since)).entries).toHaveLength(all.length);
    const before = new Date(all.at(-1).at - 86_400_000).toISOString().slice(0, 10);
    expect((await list('--until', before)).entries).toEqual([]);
    expect(
      (await list('--until', today, '--since', new Date(all.at(-1).at).toISOString())).entries,
    ).toHaveLength(all.length);
    const none = await list('--until', '2d');
    expect(none).toEqual({ entries: [], err: 'No matching entries.\n' });
  });

  it('audit list says if there are older entries', async () => {
    const { entries, err } = await list('--limit', '2');
    expect(entries).toHaveLength(2);
    expect(err).toContain('There are older entries');
  });

  it.each([
    [['--limit', '0'], 'must be a whole number from 1 to 1000'],
    [['--limit', '1e3'], 'must be a whole number from 1 to 1000'],
    [['--kind', 'use'], 'use.finished'],
    [['--extension-id', 'Reader'], 'must be publisher.name'],
    [['--connection', 'work'], 'No connection is called "work"'],
    [['--search', ' '], '--search takes one to eight words'],
    [['--since', 'tomorrow'], 'must be a date'],
    [['--since', '2026-02-30'], 'must be a date'],
    [['--since', '2026-11-24T25:00'], 'must be a date'],
    [['--until', '2026-11-24T09:60'], 'must be a date'],
    [['--since', '1d', '--until', '2d'], '--since is later than --until'],
    [['--colour'], 'unknown option'],
  ])('audit list answers %j with the error, and 2', async (options, sentence) => {
    const { code, out, err } = await run(['audit', 'list', '--folder', t.folder, ...options]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });
});

describe('grants list and connections list', () => {
  it('connections list shows on which day a credential ends', async () => {
    const claims = Buffer.from('{"exp":1930000000,"sub":"canary-8Wq"}').toString('base64url');
    const { id: connectionId, updatedAt } = await t.broker.settings.createConnection({
      providerId: 'http',
      displayName: 'Dated',
      fields: { url: 'https://api.example.com' },
      secrets: { token: `eyJhbGciOiJSUzI1NiJ9.${claims}.c2lnbmF0dXJlLW9mLXRoZS1qd3Q` },
    });
    const { out } = await run(['connections', 'list', '--folder', t.folder]);
    expect(out).toContain('expires (UTC)');
    expect(out.split('\n').find((line) => line.startsWith(connectionId))).toContain('2031-02-27');
    const json = (await run(['connections', 'list', '--folder', t.folder, '--json'])).out
      .trimEnd()
      .split('\n');
    const listed = json.map((line) => JSON.parse(line)).find(({ id }) => id === connectionId);
    expect(listed.expiry).toEqual({ at: 1_930_000_000_000, from: 'token' });
    expect(updatedAt).toBe(listed.updatedAt);
    await t.broker.settings.deleteConnection({ connectionId });
  });

  it('grants list shows what was allowed, where and how often', async () => {
    const { code, out } = await run(['grants', 'list', '--folder', t.folder]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /gra_\S+ {2}always +acme\.reader 1\.0\.0 +con_\S+ .*http:\/\/127\.0\.0\.1:\d+ {2}GET \/\*\*/,
    );
    const json = (await run(['grants', 'list', '--folder', t.folder, '--json'])).out;
    expect(JSON.parse(json)).toMatchObject({ state: 'active', principal: { id: 'acme.reader' } });
  });

  it('grants list shows grants also where the log is damaged, because revoking takes an id', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'valetkey-damaged-'));
    const state = openDatabase(join(t.folder, 'state.db'), stateMigrations);
    state.exec(`VACUUM INTO '${join(copy, 'state.db')}'`);
    closeDatabase(state);
    writeFileSync(
      join(copy, 'audit.db'),
      'not a database, and long enough to be taken for a damaged one'.repeat(99),
    );
    const { code, out, err } = await run(['grants', 'list', '--folder', copy]);
    expect(code).toBe(0);
    expect(out).toMatch(/^id .*\ngra_\S+ {2}always /);
    expect(err).toBe('What was spent today cannot be read: see "audit verify".\n');
    rmSync(copy, { recursive: true });
  });

  it('connections list shows which secrets are saved', async () => {
    const { code, out } = await run(['connections', 'list', '--folder', t.folder]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /con_\S+ {2}Work .*acme\.reader\/api +All your workspaces +token +never +\S+.*url=http:\/\/127/,
    );
    const json = (await run(['connections', 'list', '--folder', t.folder, '--json'])).out;
    expect(JSON.parse(json)).toMatchObject({
      displayName: 'Work \u001B[31m\u009B2J\u202E',
      secretFields: [{ field: 'token' }],
    });
  });

  it('no list prints a secret, or text that controls a terminal', async () => {
    for (const what of ['grants', 'connections', 'audit'])
      for (const more of [[], ['--json']]) {
        const { out } = await run([what, 'list', '--folder', t.folder, ...more]);
        expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(out).not.toContain(secret);
      }
  });
});

describe('a folder that is not one of ours', () => {
  it('a foreign folder is reported, and nothing is made in it', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'valetkey-cli-empty-'));
    try {
      for (const command of [
        'audit list',
        'audit verify',
        'audit export',
        'grants list',
        'connections list',
      ]) {
        const { code, out, err } = await run([...command.split(' '), '--folder', empty]);
        expect({ code, out }).toEqual({ code: 2, out: '' });
        expect(err).toMatch(/^There is no (audit|state)\.db in .*Use --folder to say where/);
        const missing = await run([...command.split(' '), '--folder', join(empty, 'gone')]);
        expect(missing).toMatchObject({ code: 2, out: '' });
        expect(missing.err).toContain('There is no folder');
      }
      expect(readdirSync(empty)).toEqual([]);
      expect(existsSync(join(empty, 'gone'))).toBe(false);
    } finally {
      rmSync(empty, { recursive: true, force: true });
    }
  });

  it('an older file is not migrated, and a newer one is not read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'valetkey-cli-schema-'));
    try {
      openDatabase(join(folder, 'audit.db'), []).close();
      const older = await run(['audit', 'list', '--folder', folder]);
      expect(older.code).toBe(2);
      expect(older.err).toContain('Start the application once');
      openDatabase(join(folder, 'audit.db'), auditMigrations).close();
      // The other file, which has the names of connections, does not keep the log from being read or exported.
      writeFileSync(join(folder, 'state.db'), 'not a database');
      for (const what of ['list', 'export'])
        expect(await run(['audit', what, '--folder', folder])).toMatchObject({ code: 0 });
      editLog(folder, (database) => database.pragma(`user_version = ${auditMigrations.length + 1}`));
      const newer = await run(['audit', 'list', '--folder', folder]);
      expect(newer.code).toBe(2);
      expect(newer.err).toContain('newer version');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('help', () => {
  it('help lists the commands, the default folder and the exit codes', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    for (const word of ['audit', 'grants', 'connections', 'Exit codes']) expect(out).toContain(word);
    expect((await run(['audit', 'list', '--help'])).out).toContain('/nowhere/');
  });

  it('help answers no command and an unknown one, with 2', async () => {
    expect(await run([])).toMatchObject({ code: 2, out: '' });
    expect((await run(['audits'])).err).toBe(
      "error: unknown command 'audits'\n(Did you mean audit?)\nUse --help for the commands, or after a command for its options.\n",
    );
  });
});
