import { expect, it } from 'vitest';
import { extensionNamed } from '../checks/fixtures/broker-in-folder.ts';
import { displayText } from '../consent/display-text.ts';
import { inDevelopment } from './in-development.ts';

it('an extension in development stays the same through edits, and is never the same as the one that is run', () => {
  const [before, after] = ['1', '2'].map((digit) =>
    extensionNamed('reader', { contentDigest: digit.repeat(64) }),
  );
  if (before === undefined || after === undefined) throw new Error('There are two.');
  expect(inDevelopment(before).contentDigest).toBe(inDevelopment(after).contentDigest);
  expect([before.contentDigest, after.contentDigest]).not.toContain(inDevelopment(after).contentDigest);
  const elsewhere = { ...before, folder: '/elsewhere' };
  expect(inDevelopment(elsewhere).contentDigest).not.toBe(inDevelopment(before).contentDigest);
});

it('an extension in development says so in its name', () => {
  expect(inDevelopment(extensionNamed('reader')).manifest.displayName).toMatch(/ \(in development\)$/);
});

it.each([
  ['is long', 'n'.repeat(200)],
  ['grows by its escapes', '\u202e'.repeat(60)],
  ['grows as it is composed', '\u0958'.repeat(60)],
])('a name that %s leaves room for that', (_, displayName) => {
  const extension = extensionNamed('reader');
  const named = { ...extension, manifest: { ...extension.manifest, displayName } };
  const shown = displayText(inDevelopment(named).manifest.displayName ?? '', 80);
  expect(shown).toMatch(/ \(in development\)$/);
  expect(shown).not.toContain('\\\\');
});
