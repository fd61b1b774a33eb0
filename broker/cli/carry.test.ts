import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { extensionFolder } from './fixtures/extension-folder.ts';
import { type FolderWithHistory, folderWithHistory, run, secret } from './fixtures/folder-with-history.ts';

let there: FolderWithHistory;
beforeEach(async () => {
  there = await folderWithHistory();
});
afterEach(async () => {
  await there.broker.close({ keepFolder: true });
  there.remove();
});
const fileWith = (document: unknown): string => {
  const file = join(there.folder, 'export.json');
  writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
  return file;
};

describe('connections export and import', () => {
  test('export and import work beside the running application, without secrets, through its audit log', async () => {
    await there.broker.settings.createConnection({
      providerId: 'npm' as never,
      displayName: 'Registry',
      fields: { url: 'https://registry.example.com' },
      secrets: { token: secret },
    });
    const exported = await run(['connections', 'export', '--folder', there.folder]);
    expect([exported.code, exported.err]).toEqual([0, '']);
    expect(exported.out).not.toContain(secret);
    expect(JSON.parse(exported.out).connections).toHaveLength(2);

    const imported = await run(['connections', 'import', fileWith(exported.out), '--folder', there.folder]);
    // The other one's extension does not run here.
    expect(imported.code).toBe(2);
    expect(imported.err).toMatch(/^connections\[\d\]: No installed provider has this id\./);
    expect(imported.out).toMatch(
      /^con_\S+ Registry: enter its secret in Settings, or with "connections replace-secret"\n$/,
    );

    const { connections: views } = await there.broker.settings.listConnections();
    const arrived = views.filter(({ displayName }) => displayName === 'Registry');
    expect(arrived.map(({ stateReason }) => stateReason ?? 'none').sort()).toEqual([
      'none',
      'secret-missing',
    ]);
    expect(await there.broker.settings.verifyAudit()).toMatchObject({ ok: true });
  });

  test('an import adds connections of extensions that --extension names', async () => {
    const exported = await run(['connections', 'export', '--folder', there.folder]);
    const into = mkdtempSync(join(tmpdir(), 'valetkey-cli-'));
    onTestFinished(() => rmSync(into, { recursive: true, force: true }));
    const arguments_ = ['connections', 'import', fileWith(exported.out), '--folder', into, '--extension'];
    expect(await run([...arguments_, extensionFolder()])).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^con_\S+ Work: enter its secret in Settings, or with .*\n$/),
    });
    expect((await run(['connections', 'list', '--folder', into])).out).toContain('acme.reader/api');
    expect(await run([...arguments_, '/nowhere'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('/nowhere: package.json: The extension’s folder does not exist'),
    });
  });

  test.each([
    ['not JSON', '{', 'is not JSON'],
    ['another document', { format: 'x' }, 'format does not have the expected form'],
    [
      'a secret slipped in',
      { format: 'valetkey-connections', version: 1, connections: [{ secrets: {} }] },
      'does not have the expected form',
    ],
  ])('an import refuses %s with a sentence, and changes nothing', async (_, document, sentence) => {
    const before = await there.broker.settings.listConnections();
    const { code, out, err } = await run([
      'connections',
      'import',
      fileWith(document),
      '--folder',
      there.folder,
    ]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
    expect(await there.broker.settings.listConnections()).toEqual(before);
  });

  test('an import refuses a missing file and a missing folder', async () => {
    expect(await run(['connections', 'import', '/nowhere/x.json', '--folder', there.folder])).toMatchObject({
      code: 2,
      err: expect.stringContaining('/nowhere/x.json does not exist'),
    });
    expect(await run(['connections', 'import', there.folder, '--folder', there.folder])).toMatchObject({
      code: 2,
      err: `${there.folder} is a folder: name the file in it.\n`,
    });
    const file = fileWith({ format: 'valetkey-connections', version: 1, connections: [] });
    expect(await run(['connections', 'import', file, '--folder', '/nowhere'])).toMatchObject({ code: 2 });
  });
});
