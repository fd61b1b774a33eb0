import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noPython, runVerifier } from '../audit/fixtures/python-verifier.ts';
import { editLog, type FolderWithHistory, folderWithHistory, run } from './fixtures/folder-with-history.ts';

let t: FolderWithHistory;
beforeEach(async (ctx) => {
  if (noPython !== undefined) ctx.skip(noPython);
  t = await folderWithHistory();
});
afterEach(async () => {
  await t?.broker.close({ keepFolder: true });
  t?.remove();
});
const audit = (...argv: string[]) => run(['audit', ...argv, '--folder', t.folder]);
const withKey = (...argv: string[]) => audit(...argv, '--passphrase-file', t.passphraseFile);
const publicKey = async (): Promise<string> => (await withKey('key')).out.trimEnd();
const judged = async (text: string) => {
  const file = join(t.folder, 'evidence');
  writeFileSync(file, text);
  return runVerifier(await publicKey(), file);
};

describe('audit export --signed', () => {
  it('a signed export verifies in another language, with the public key alone, while the application runs', async () => {
    const { code, out } = await withKey('export', '--signed');
    expect(code).toBe(0);
    const { status, stdout } = await judged(out);
    expect(stdout).toContain(`VALID: ${out.trimEnd().split('\n').length - 1} lines`);
    expect(status).toBe(0);
    expect((await judged(out.replace('"status":200', '"status":404'))).status).toBe(1);
  });

  it('the public key stays the same, and another vault’s key verifies nothing', async () => {
    const [first, { out }] = [await publicKey(), await withKey('export', '--signed')];
    await t.broker.close({ keepFolder: true });
    expect(await publicKey()).toBe(first);
    const other = await folderWithHistory();
    const foreign = await run([
      ...['audit', 'key', '--folder', other.folder],
      ...['--passphrase-file', other.passphraseFile],
    ]);
    await other.broker.close({ keepFolder: true });
    other.remove();
    expect(foreign.out.trimEnd()).not.toBe(first);
    const file = join(t.folder, 'evidence');
    writeFileSync(file, out);
    expect(runVerifier(foreign.out.trimEnd(), file).status).toBe(1);
  });

  it('a log that was changed is not signed, and the first entry that does not fit is named', async () => {
    await t.broker.close({ keepFolder: true });
    editLog(t.folder, (database) =>
      database.exec(`UPDATE entries SET line = replace(line, '"at":', '"at":1') WHERE seq = 4`),
    );
    for (const command of [
      ['export', '--signed'],
      ['proof', '2'],
    ]) {
      const { code, out, err } = await withKey(...command);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain('Nothing was signed.');
      expect(err).toContain('entry 4');
    }
  });

  it('without the vault’s key nothing is signed, and the sentence says what is missing', async () => {
    const { code, out, err } = await audit('export', '--signed');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('--passphrase-file');
  });

  it('a signed export is the whole log: filters and CSV are refused', async () => {
    for (const more of [
      ['--kind', 'use.intended'],
      ['--format', 'csv'],
    ]) {
      const { code, out, err } = await withKey('export', '--signed', ...more);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('A signed export is the whole log');
    }
  });
});

describe('audit proof', () => {
  it('a proof shows that one line is in the log, and none of the others', async () => {
    const { out: whole } = await withKey('export', '--signed');
    const { code, out } = await withKey('proof', '5');
    expect(code).toBe(0);
    const { status, stdout } = await judged(out);
    expect(stdout).toContain('VALID: this is line 5 of ');
    expect(stdout).toContain(whole.split('\n')[4]);
    expect(stdout).not.toContain(whole.split('\n')[3]);
    expect(status).toBe(0);
  });

  it('an entry that is not there is named', async () => {
    const { code, err } = await withKey('proof', '99999');
    expect(code).toBe(2);
    expect(err).toContain('There is no entry 99999');
  });
});
