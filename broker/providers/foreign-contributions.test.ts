import { expect, test } from 'vitest';
import { readerManifest } from './fixtures/reader-manifest.ts';
import { refuseOwnPoints } from './foreign-contributions.ts';
import { readManifest } from './read-manifest.ts';

const commands = [
  { command: 'reader.open', title: 'Open\u202e', when: { deep: [null, 1.5, { __proto__: null }] } },
];
const text = (contributes: object): string => {
  const root = readerManifest() as { contributes: object };
  return JSON.stringify({ ...root, contributes: { ...root.contributes, ...contributes } });
};

const faultsOf = (manifest: string, names: readonly string[]): string => {
  const reading = readManifest(manifest, names);
  return reading.ok ? '' : reading.problems.map(({ at, sentence }) => `${at}: ${sentence}`).join('\n');
};

test('a contribution point of the application is handed over untouched, and the rest is read', () => {
  const reading = readManifest(text({ commands, menus: {} }), ['commands', 'menus', 'views']);
  expect(reading).toMatchObject({ ok: true, foreign: { commands, menus: {} } });
  expect(reading.ok && reading.manifest.contributes.connectionProviders).toHaveLength(1);
  expect(reading.ok && reading.manifest.contributes).not.toHaveProperty('commands');
});

test('a contribution point that the application did not name is a mistake', () => {
  for (const names of [[], ['menus']])
    expect(faultsOf(text({ commands }), names)).toContain(
      'contributes.commands: `commands` is not known here; known are `connectionProviders` and `connectionRequests`.',
    );
});

test('a misspelt point of ours is still told, whatever the application named', () => {
  const misspelt = text({ commands }).replace('"connectionProviders"', '"connectionProvider"');
  expect(faultsOf(misspelt, ['commands'])).toContain('did you mean `connectionProviders`?');
});

test('a name of the root or of a prototype takes nothing out', () => {
  const names = ['publisher', 'constructor', '__proto__', 'toString'];
  const reading = readManifest(text({}), names);
  expect(reading).toMatchObject({ ok: true, manifest: { publisher: 'acme' } });
  expect(reading.ok && Object.keys(reading.foreign)).toEqual([]);
  const hostile = text({}).replace('"contributes":{', '"contributes":{"__proto__":{"polluted":true},');
  const read = readManifest(hostile, names);
  expect(read.ok && Object.getPrototypeOf(read.foreign)).toBe(Object.prototype);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('an application cannot take a point of ours out of the check', () => {
  expect(() => refuseOwnPoints(['commands', 'connectionProviders'])).toThrow(
    'contributions: `connectionProviders` is read by Valetkey itself; leave it out.',
  );
});
