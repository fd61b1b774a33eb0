import { describe, expect, it } from 'vitest';
import { scanForCanaries } from './scan-for-canaries.ts';

const secrets = ['first+/canary-0123456789', 'second-canary-9876543210'];
const [, second = ''] = secrets;
const found = (...pieces: readonly string[]): readonly string[] =>
  scanForCanaries(secrets, {
    clean: [Buffer.from('nothing')],
    place: pieces.map((text) => Buffer.from(text)),
  }).found;

describe('the scan for canaries', () => {
  it('the scan finds nothing if nothing is there, and counts what it read', () => {
    const scan = scanForCanaries(secrets, { a: [Buffer.from('abc')], b: [Buffer.from('defg')] });
    expect(scan).toMatchObject({ secrets: 2, places: ['a', 'b'], bytes: 7, found: [] });
    expect(scan.forms).toBeGreaterThan(20);
  });

  it.each([
    ['plain', second],
    ['in base64', btoa(`user:${second}`)],
    ['in hexadecimal', Buffer.from(second).toString('hex')],
    ['as a JSON string', JSON.stringify({ token: secrets[0] })],
    ['percent-encoded', encodeURIComponent(secrets[0] ?? '')],
  ])('the scan names the place of a secret %s', (_how, text) => {
    expect(found('before', `${text} after`)).toEqual(['place']);
  });

  it('the scan finds a secret in two pieces', () => {
    expect(found(second.slice(0, 9), second.slice(9))).toEqual(['place']);
  });
});
