import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import { builtIn } from '../providers/built-in.ts';
import { extensionFolder } from './fixtures/extension-folder.ts';
import { run } from './fixtures/folder-with-history.ts';

const withProvider = (change: object): string => {
  const folder = extensionFolder();
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  Object.assign(manifest.contributes.connectionProviders[0], change);
  writeFileSync(file, JSON.stringify(manifest));
  return folder;
};

describe('providers list', () => {
  test('providers list names each built-in service, with its destination', async () => {
    const { code, out } = await run(['providers', 'list']);
    expect(code).toBe(0);
    for (const { id } of builtIn) expect(out).toMatch(new RegExp(`^${id} `, 'm'));
    expect(out).toMatch(/^slack .*https:\/\/slack\.com/m);
    expect((await run(['providers', 'list', '--json'])).out.trim().split('\n')).toHaveLength(builtIn.length);
  });

  test('providers list has an extension’s services at the end, under the id that "connect" takes', async () => {
    const options = ['providers', 'list', '--extension', extensionFolder()];
    const { code, out, err } = await run(options);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^acme\.reader\/api +Acme +bearer +\{url\}\n$/m);
    const lines = (await run([...options, '--json'])).out.trim().split('\n');
    expect(lines).toHaveLength(builtIn.length + 1);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ id: 'acme.reader/api', name: 'Acme' });
  });
});

test('providers list has the services that the user added, and tells of one that cannot be read', async () => {
  const t = await brokerInFolder();
  onTestFinished(t.removeFolder);
  const { folder } = t;
  await t.close({ keepFolder: true });
  const state = new Libsql(join(folder, 'state.db'));
  const insert = state.prepare('INSERT INTO added_services VALUES (?, ?, ?)');
  const pets = { id: 'pets', name: 'Pets', description: 'Sells pets.', fields: [], auth: { kind: 'none' } };
  insert.run(['pets', JSON.stringify({ ...pets, origins: ['https://api.pets.example'] }), 1]);
  insert.run(['birds', '{"id":"birds"}', 1]);
  state.close();
  const { code, out, err } = await run(['providers', 'list', '--folder', folder]);
  expect(code).toBe(0);
  expect(out).toMatch(/^added\/pets +Pets +none +https:\/\/api\.pets\.example\n$/m);
  expect(out).not.toContain('added/birds');
  expect(err).toContain('birds: This added service cannot be read');
  const shown = await run(['providers', 'show', 'added/pets', '--folder', folder]);
  expect(JSON.parse(shown.out)).toMatchObject({ id: 'pets', origins: ['https://api.pets.example'] });
});

describe('providers show', () => {
  test('providers show prints JSON that can be copied, or says that there is none', async () => {
    const { out } = await run(['providers', 'show', 'github']);
    expect(JSON.parse(out)).toMatchObject({ id: 'github', origins: expect.any(Array) });
    expect(out).not.toContain('../shells/node/');
    for (const id of ['gihub', 'acme.reader/api'])
      expect(await run(['providers', 'show', id])).toMatchObject({
        code: 2,
        err: expect.stringContaining(`There is no built-in provider "${id}": see "providers list"`),
      });
  });

  test('providers show prints an extension’s provider as the broker reads it, with defaults filled in', async () => {
    const show = await run(['providers', 'show', 'acme.reader/api', '--extension', extensionFolder()]);
    expect(show).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(show.out)).toMatchObject({
      id: 'api',
      version: 1,
      origins: ['{url}'],
      auth: { kind: 'bearer', secret: 'token' },
      fields: [
        { id: 'url', type: 'url', label: 'URL', required: true },
        { id: 'token', type: 'secret', label: 'Token', required: true },
      ],
    });
  });

  test('providers show names what the extension does describe, if the id is not among it', async () => {
    expect(await run(['providers', 'show', 'api', '--extension', extensionFolder()])).toMatchObject({
      code: 2,
      out: '',
      err: 'There is no provider "api". Described by --extension: acme.reader/api. See "providers list" for others.\n',
    });
  });

  test('providers show says if the extension describes none', async () => {
    const folder = extensionFolder();
    const file = join(folder, 'package.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), contributes: {} }));
    expect(await run(['providers', 'show', 'acme.reader/api', '--extension', folder])).toMatchObject({
      code: 2,
      out: '',
      err: 'There is no built-in provider "acme.reader/api", and the extension of --extension describes none under contributes.connectionProviders.\n',
    });
  });

  test('providers show reports every problem of the manifest with its place, as `list` does', async () => {
    const folder = withProvider({ origins: ['{adress}', 'http://example.com'], auth: { kind: 'barer' } });
    for (const command of [['list'], ['show', 'acme.reader/api']]) {
      const { code, out, err } = await run(['providers', ...command, '--extension', folder]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      const place = `${folder}: contributes.connectionProviders[0]`;
      expect(err).toContain(`${place}.origins[0]: `);
      expect(err).toContain(`${place}.origins[1]: `);
      expect(err).toContain(`${place}.auth.kind: `);
    }
  });
});

test('two folders with the same extension are refused with both names, and one given twice is not', async () => {
  const [one, other, third] = [extensionFolder(), extensionFolder(), withProvider({ id: 'other' })];
  for (const command of [['list'], ['show', 'acme.reader/api']])
    expect(await run(['providers', ...command, '--extension', one, third])).toEqual({
      code: 2,
      out: '',
      err: `${one} and ${third} are both the extension acme.reader: give --extension only one of them.\n`,
    });
  const link = `${other}-link`;
  symlinkSync(other, link);
  onTestFinished(() => rmSync(link));
  expect(await run(['providers', 'show', 'acme.reader/api', '--extension', other, link])).toMatchObject({
    code: 0,
    err: '',
  });
});
