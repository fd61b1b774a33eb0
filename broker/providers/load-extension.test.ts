import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readerManifest } from './fixtures/reader-manifest.ts';
import { loadExtension } from './load-extension.ts';

let outside: string;
let folder: string;
const manifest = JSON.stringify(readerManifest());
const source = 'export const activate = () => "é";\n';
const write = (name: string, text: string | Uint8Array): void => writeFileSync(join(folder, name), text);

beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'valetkey-load-'));
  folder = join(outside, 'extension');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  write('package.json', manifest);
  write('dist/main.js', source);
  writeFileSync(join(outside, 'canary.js'), 'canary');
});
afterEach(() => rmSync(outside, { recursive: true }));

const load = async () => {
  const loading = await loadExtension(folder, files);
  return loading.ok ? loading.extension : loading.problems;
};
const digest = async () => {
  const loading = await loadExtension(folder, files);
  return loading.ok ? loading.extension.contentDigest : 'not loaded';
};

test('loading gives identity, manifest, script and digest', async () => {
  expect(await load()).toMatchObject({
    id: 'acme.reader',
    manifest: { version: '1.2.0' },
    mainSource: source,
    contentDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

describe('the digest', () => {
  test('the digest of the same content does not depend on its folder', async () => {
    const before = await digest();
    const other = join(outside, 'moved');
    symlinkSync(folder, other);
    const loading = await loadExtension(other, files);
    expect(loading.ok && loading.extension.contentDigest).toBe(before);
  });

  test.each<[string, string, string]>([
    ['one byte of the script', 'dist/main.js', `${source} `],
    ['one byte of the manifest', 'package.json', `${manifest} `],
    ['the name of the script', 'package.json', manifest.replace('./dist/main.js', './dist/other.js')],
  ])('changes with %s', async (_, name, text) => {
    const before = await digest();
    write('dist/other.js', source);
    write(name, text);
    const after = await digest();
    expect(after).toMatch(/^[0-9a-f]{64}$/);
    expect(after).not.toBe(before);
  });

  test('the digest ignores files that the extension does not load', async () => {
    const before = await digest();
    write('README.md', 'hello');
    expect(await digest()).toBe(before);
  });
});

describe('refuses, without a byte of what lies outside,', () => {
  const leaks = 'The file must lie inside the folder; a link leads out of it.';
  const cases: readonly [string, () => void, { at: string; sentence: string }][] = [
    [
      'a script that is a link outwards',
      () => relink('dist/main.js', join(outside, 'canary.js')),
      { at: 'main', sentence: leaks },
    ],
    [
      'a folder that is a link outwards',
      () => {
        rmSync(join(folder, 'dist'), { recursive: true });
        writeFileSync(join(outside, 'main.js'), 'canary');
        symlinkSync(outside, join(folder, 'dist'));
      },
      { at: 'main', sentence: leaks },
    ],
    [
      'a manifest that is a link outwards',
      () => relink('package.json', join(outside, 'canary.js')),
      { at: 'package.json', sentence: leaks },
    ],
    [
      'a link in a circle',
      () => relink('dist/main.js', join(folder, 'dist/main.js')),
      { at: 'main', sentence: 'The file is a link that leads in a circle.' },
    ],
    [
      'a link to nothing',
      () => relink('dist/main.js', join(outside, 'nothing')),
      { at: 'main', sentence: 'There is no such file in the folder. Has the extension been built?' },
    ],
    [
      'a script that is a folder',
      () => {
        rmSync(join(folder, 'dist/main.js'));
        mkdirSync(join(folder, 'dist/main.js'));
      },
      { at: 'main', sentence: 'This must be a regular file.' },
    ],
    [
      'a script that is a pipe, without waiting for its writer',
      () => {
        rmSync(join(folder, 'dist/main.js'));
        execFileSync('mkfifo', [join(folder, 'dist/main.js')]);
      },
      { at: 'main', sentence: 'This must be a regular file.' },
    ],
    [
      'a missing script',
      () => rmSync(join(folder, 'dist/main.js')),
      { at: 'main', sentence: 'There is no such file in the folder. Has the extension been built?' },
    ],
    [
      'a missing manifest',
      () => rmSync(join(folder, 'package.json')),
      { at: 'package.json', sentence: 'There is no such file in the folder.' },
    ],
    [
      'a missing folder',
      () => rmSync(folder, { recursive: true }),
      { at: 'package.json', sentence: 'The extension’s folder does not exist or cannot be read.' },
    ],
    [
      'a manifest that is too large',
      () => write('package.json', manifest + ' '.repeat(256 * 1024)),
      { at: 'package.json', sentence: 'The file is too large; at most 256 KB.' },
    ],
    [
      'a script that is too large',
      () => write('dist/main.js', '/'.repeat(5 * 1024 * 1024 + 1)),
      { at: 'main', sentence: 'The file is too large; at most 5,120 KB.' },
    ],
    [
      'a script that is not text',
      () => write('dist/main.js', new Uint8Array([0xff, 0xfe, 0x00])),
      { at: 'main', sentence: 'The script must be text in UTF-8.' },
    ],
    [
      'a manifest that is not text',
      () => write('package.json', new Uint8Array([0x7b, 0xc0, 0xae, 0x7d])),
      { at: 'package.json', sentence: 'The file must be text in UTF-8.' },
    ],
    [
      'a manifest with a climbing main',
      () => write('package.json', manifest.replace('./dist/main.js', '../canary.js')),
      {
        at: 'main',
        sentence:
          '`"../canary.js"` must be a script inside the extension’s folder, named as in "dist/main.js".',
      },
    ],
  ];
  test.each(cases)('%s', async (_, spoil, problem) => {
    spoil();
    const result = await load();
    expect(result).toContainEqual(problem);
    expect(JSON.stringify(result).replaceAll('canary.js', '')).not.toContain('canary');
  });
});

test('a link that stays inside is followed', async () => {
  write('bundle.js', source);
  relink('dist/main.js', join(folder, 'bundle.js'));
  expect(await load()).toMatchObject({ mainSource: source });
});

function relink(name: string, target: string): void {
  rmSync(join(folder, name));
  symlinkSync(target, join(folder, name));
}

describe('the icon', () => {
  const iconed = JSON.stringify({ ...readerManifest(), icon: './art/icon.png' });
  const png = (width: number, height: number, bytes = 60): Buffer => {
    const picture = Buffer.alloc(bytes);
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(picture);
    picture.writeUInt32BE(width, 16);
    picture.writeUInt32BE(height, 20);
    return picture;
  };
  beforeEach(() => {
    mkdirSync(join(folder, 'art'));
    write('package.json', iconed);
  });

  test('an icon is a picture of the folder, and counts for the digest', async () => {
    write('art/icon.png', png(128, 256));
    expect(await load()).toMatchObject({ icon: png(128, 256) });
    const before = await digest();
    write('art/icon.png', png(128, 128));
    expect(await digest()).not.toBe(before);
  });

  test.each<[string, Uint8Array, string]>([
    ['has a script in it', Buffer.from('<svg><script>alert(1)</script></svg>'), 'must be a PNG picture'],
    ['is a PNG by its signature alone', png(1, 1).subarray(0, 20), 'must be a PNG picture'],
    ['becomes a picture of 16 GB', png(65_535, 65_535), 'at most 256 by 256 pixels'],
    ['has no width', png(0, 16), 'at most 256 by 256 pixels'],
    ['is larger than what one reads at a glance', png(64, 64, 32 * 1024 + 1), 'at most 32 KB'],
  ])('that %s is refused', async (_, bytes, sentence) => {
    write('art/icon.png', bytes);
    expect(await load()).toEqual([{ at: 'icon', sentence: expect.stringContaining(sentence) }]);
  });

  test('an icon that a link brings in from outside is refused', async () => {
    writeFileSync(join(outside, 'icon.png'), png(16, 16));
    symlinkSync(join(outside, 'icon.png'), join(folder, 'art/icon.png'));
    expect(await load()).toEqual([{ at: 'icon', sentence: expect.stringContaining('a link leads out') }]);
  });

  test.each(['../icon.png', 'icon.svg', '/etc/icon.png', 'https://acme.example/icon.png'])(
    'an icon at %s is refused by its name',
    async (icon) => {
      write('package.json', JSON.stringify({ ...readerManifest(), icon }));
      expect(await load()).toEqual([{ at: 'icon', sentence: expect.stringMatching(/PNG picture|inside/) }]);
    },
  );
});
