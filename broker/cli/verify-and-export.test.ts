import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeBlockIndex } from '../audit/block-index.ts';
import { appendMany, openTestLog, tamper } from '../audit/fixtures/open-test-log.ts';
import { makeRowReader } from '../audit/read-rows.ts';
import { editLog, type FolderWithHistory, folderWithHistory, run } from './fixtures/folder-with-history.ts';

let t: FolderWithHistory;
beforeEach(async () => {
  t = await folderWithHistory();
});
afterEach(async () => {
  await t.broker.close({ keepFolder: true });
  t.remove();
});
const verify = (...options: string[]) => run(['audit', 'verify', '--folder', t.folder, ...options]);
const withPassphrase = () => verify('--passphrase-file', t.passphraseFile);
const closed = () => t.broker.close({ keepFolder: true });

describe('audit verify', () => {
  it('audit verify finds chain and seal intact, during a run and after it, and changes no file', async () => {
    expect(await withPassphrase()).toMatchObject({ code: 0, err: '' });
    await closed();
    const files = ['audit.db', 'state.db', 'secrets.db'].map((name) => join(t.folder, name));
    const before = files.map((file) => readFileSync(file));
    const { code, out } = await withPassphrase();
    expect(out).toMatch(/^The log is intact: its chain and seal verify\. \d+ entries checked\.\n$/);
    expect(code).toBe(0);
    expect(files.map((file) => readFileSync(file))).toEqual(before);
  });

  it('audit verify says what a locked vault keeps it from checking, and why', async () => {
    const locked = await verify();
    expect(locked.out).toContain(
      'The chain verifies. A missing end cannot be detected while the vault is locked.',
    );
    expect(locked.out).toContain('--passphrase-file');
    expect(locked.code).toBe(2);
    const wrong = join(t.folder, 'wrong.txt');
    writeFileSync(wrong, 'another one');
    expect((await verify('--passphrase-file', wrong)).out).toContain('That passphrase does not open');
    expect(await verify('--passphrase-file', join(t.folder, 'none'))).toMatchObject({ code: 2, out: '' });
  });

  it('audit verify names an entry that the index hides from `access` and from filters', async () => {
    await closed();
    const { log, database } = openTestLog(join(t.folder, 'audit.db'), { sealKey: () => undefined });
    appendMany(log, 1_500);
    const index = makeBlockIndex(database, makeRowReader(database));
    while (index.addNext());
    expect((await withPassphrase()).code).toBe(0);
    tamper(database, `DELETE FROM block_words WHERE block = 0 AND word LIKE '"kind":"capability.issued%'`);
    const { code, out } = await withPassphrase();
    expect(out).toContain('was hidden from filters');
    expect(code).toBe(1);
  });

  it.each<[string, string, string]>([
    ['an edited row', `UPDATE entries SET line = replace(line, '"at":', '"at":1') WHERE seq = 4`, 'entry 4'],
    ['a removed row', 'DELETE FROM entries WHERE seq = 3', 'entry 3 is missing'],
    ['a missing end', 'DELETE FROM entries WHERE seq > 5', 'its end was cut off; entry 6'],
    ['a removed seal', 'DELETE FROM head', 'the seal of entry 12 is gone'],
    ['another seal', `UPDATE head SET seal = '${'0'.repeat(64)}'`, 'was not made with this vault'],
  ])('audit verify names %s, and exits with 1', async (_, sql, sentence) => {
    await closed();
    editLog(t.folder, (database) => database.exec(sql));
    const { code, out } = await withPassphrase();
    expect(out).toContain(sentence);
    expect(code).toBe(1);
  });

  it('audit verify needs no key to find an edited row', async () => {
    editLog(t.folder, (database) => database.exec(`UPDATE entries SET line = '{}' WHERE seq = 2`));
    expect(await verify()).toMatchObject({ code: 1 });
  });

  it('audit verify does not take a missing vault for tampering', async () => {
    await closed();
    renameSync(join(t.folder, 'secrets.db'), join(t.folder, 'moved.db'));
    const { code, err } = await withPassphrase();
    expect(err).toContain('There is no secrets.db');
    expect(code).toBe(2);
  });
});

describe('audit export', () => {
  it('audit export writes the entries that match its filters', async () => {
    const { code, out } = await run([
      ...['audit', 'export', '--folder', t.folder],
      ...['--extension-id', 'acme.reader', '--kind', 'use.intended', '--since', '1h'],
    ]);
    const entries = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries).toMatchObject([{ kind: 'use.intended', extension: 'acme.reader' }]);
    expect(code).toBe(0);
    const none = await run(['audit', 'export', '--folder', t.folder, '--until', '2001-01-01']);
    expect(none).toMatchObject({ code: 0, out: '' });
  });

  /** The script as it stands in chain.ts, on a file `audit.jsonl`. */
  const check = (folder: string) => {
    const source = readFileSync(new URL('../audit/chain.ts', import.meta.url), 'utf8');
    const [script = ''] = / \* {5}let previous[\s\S]*? \* {5}\}\n/.exec(source) ?? [];
    const imports = `import { readFileSync } from 'node:fs'; import { createHash } from 'node:crypto';`;
    const text = `${imports}\n${script.replaceAll(/^ \* /gm, '')}\nconsole.log(seq);`;
    return spawnSync(process.execPath, ['--input-type=module', '-e', text], {
      cwd: folder,
      encoding: 'utf8',
    });
  };

  it('the documented script can verify an export', async () => {
    const { code, out } = await run(['audit', 'export', '--folder', t.folder]);
    expect(code).toBe(0);
    const file = join(t.folder, 'audit.jsonl');
    const lines = out.trimEnd().split('\n');
    writeFileSync(file, out);
    expect(Number(check(t.folder).stdout)).toBe(lines.length);
    for (const [wrong, place] of [
      [lines.toSpliced(4, 1), 5],
      [lines.toSpliced(0, 1), 1],
      [lines.with(6, (lines[6] ?? '').replace('"at":1', '"at":2')), 7],
      [lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''), 3],
    ] as const) {
      writeFileSync(file, wrong.join('\n'));
      expect(check(t.folder).stderr).toContain(`Error: entry ${place} does not fit`);
    }
    expect(JSON.parse(out.slice(0, out.indexOf('\n')))).toMatchObject({ kind: 'broker.started', seq: 1 });
  });

  it('audit export writes CSV on request', async () => {
    const { code, out } = await run(['audit', 'export', '--folder', t.folder, '--format', 'csv']);
    expect(code).toBe(0);
    expect(out).toMatch(/^"kind","use","extension",/);
    expect(out.trimEnd().split('\n').length).toBeGreaterThan(8);
    expect(await run(['audit', 'export', '--folder', t.folder, '--format', 'xml'])).toMatchObject({
      code: 2,
    });
  });

  it('audit export escapes text on a screen, and writes it unchanged into a file', async () => {
    const line = '{"kind":"broker.started","detail":"\u009B31m","seq":1,"at":1}';
    editLog(t.folder, (database) =>
      database.prepare('UPDATE entries SET line = ? WHERE seq = 1').run([line]),
    );
    for (const format of ['jsonl', 'csv']) {
      const argv = ['audit', 'export', '--folder', t.folder, '--format', format];
      expect((await run(argv)).out).toContain('\u009B');
      expect((await run(argv, { isTTY: true })).out).not.toContain('\u009B');
    }
  });
});

describe('the compiled command', () => {
  const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const start = (...argv: string[]) => spawn(process.execPath, [cli, ...argv, '--folder', t.folder]);

  it('the compiled command works in its own process beside the running broker', async () => {
    const child = start('audit', 'verify', '--passphrase-file', t.passphraseFile);
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(out).toContain('The log is intact');
  });

  it('the compiled command resolves paths from the caller’s folder, also under npm', () => {
    const named = relative(tmpdir(), t.folder);
    const listed = (cwd: string, more: Record<string, string>) =>
      spawnSync(process.execPath, [cli, 'audit', 'list', '--folder', named], {
        cwd,
        env: { ...process.env, npm_lifecycle_event: 'test', ...more },
      }).status;
    const repository = fileURLToPath(new URL('../..', import.meta.url));
    expect(listed(repository, { npm_lifecycle_event: 'valetkey', INIT_CWD: tmpdir() })).toBe(0);
    // Of another's script that calls it a path is from its package, as npm has it.
    for (const script of ['audit', 'valetkey'])
      expect(listed(tmpdir(), { npm_lifecycle_event: script, INIT_CWD: repository })).toBe(0);
  });

  it('the exit code does not claim tampering if nobody reads the output', async () => {
    const child = start('audit', 'verify', '--passphrase-file', join(t.folder, 'nowhere'));
    child.stderr.destroy();
    expect(await once(child, 'close')).toEqual([2, null]);
  });

  it('the compiled command ends quietly when its reader leaves', async () => {
    editLog(t.folder, (database) =>
      database.exec(
        `INSERT INTO entries SELECT value + 1000, printf('{"x":"%.2000c"}', 'x'), '' FROM generate_series(1, 5000)`,
      ),
    );
    const child = start('audit', 'export');
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += String(chunk);
    });
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(err).toBe('');
  });
});
