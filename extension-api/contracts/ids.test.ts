import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcpToolPattern, pathPattern } from './access.ts';
import {
  capabilityId,
  connectionId,
  digest,
  extensionId,
  grantId,
  instant,
  localName,
  nonce,
  providerId,
} from './ids.ts';

/** CPU time: the clock's grows while others use the machine, too. */
const cpuMs = (): number => process.cpuUsage().user / 1_000;

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean =>
  schema.safeParse(value).success;

describe.each([
  ['con', connectionId],
  ['gra', grantId],
  ['cap', capabilityId],
])('an id of a row that starts with %s_', (prefix, schema) => {
  it('the id has 21 characters of nanoid after its prefix, and nothing else does', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{21}$/), (id) => {
        expect(accepts(schema, `${prefix}_${id}`)).toBe(true);
        for (const wrong of [
          id,
          `${prefix}_${id}x`,
          `${prefix}_${id.slice(1)}`,
          `${prefix}_${id}\n`,
          `x${prefix}_${id}`,
        ]) {
          expect(accepts(schema, wrong)).toBe(false);
        }
      }),
    );
  });
  it('the id does not pass for one of another kind', () => {
    for (const other of ['con', 'gra', 'cap']) {
      expect(accepts(schema, `${other}_${'a'.repeat(21)}`)).toBe(other === prefix);
    }
  });
});

describe('names', () => {
  const word = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,63}$/);

  it('a name is local or joined: publisher.name for an extension, publisher.name/provider for what it contributes', () => {
    fc.assert(
      fc.property(word, word, word, (publisher, name, provider) => {
        expect(accepts(localName, name)).toBe(true);
        expect(accepts(extensionId, `${publisher}.${name}`)).toBe(true);
        expect(accepts(providerId, provider)).toBe(true);
        expect(accepts(providerId, `${publisher}.${name}/${provider}`)).toBe(true);
        // A contributed id is never a built-in's, nor an extension's.
        expect(accepts(localName, `${publisher}.${name}`)).toBe(false);
        expect(accepts(extensionId, `${publisher}.${name}/${provider}`)).toBe(false);
        expect(accepts(providerId, `${publisher}.${name}`)).toBe(false);
      }),
    );
  });

  it.each([
    '',
    'A',
    '-a',
    'a_b',
    'a b',
    'a/b',
    'a\n',
    'a'.repeat(65),
    'ä',
    'ａ',
    'a\u202e',
    '__proto__',
    '../a',
  ])('a name is never %j', (text) => {
    for (const schema of [localName, extensionId, providerId]) expect(accepts(schema, text)).toBe(false);
    expect(accepts(extensionId, `acme.${text}`)).toBe(false);
    expect(accepts(providerId, `acme.x/${text}`)).toBe(false);
  });

  it('any other text is a name only if it matches the rule', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (text) => {
        expect(accepts(localName, text)).toBe(/^[a-z0-9][a-z0-9-]{0,63}$/.test(text) && !text.includes('\n'));
      }),
    );
  });
});

describe('other small values', () => {
  it('an instant is a non-negative whole number of milliseconds', () => {
    for (const right of [0, 1, 1_800_000_000_000]) expect(accepts(instant, right)).toBe(true);
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '0', null, new Date()]) {
      expect(accepts(instant, wrong)).toBe(false);
    }
  });
  it('a digest is 64 lower-case hexadecimal digits', () => {
    expect(accepts(digest, '0af9'.repeat(16))).toBe(true);
    for (const wrong of [
      '0AF9'.repeat(16),
      '0'.repeat(63),
      '0'.repeat(65),
      `${'0'.repeat(64)}\n`,
      'g'.repeat(64),
    ]) {
      expect(accepts(digest, wrong)).toBe(false);
    }
  });
  it('a nonce is 22 characters of base64url', () => {
    expect(accepts(nonce, 'aZ09_-aZ09_-aZ09_-aZ09')).toBe(true);
    for (const wrong of ['a'.repeat(21), 'a'.repeat(23), `${'a'.repeat(21)}=`])
      expect(accepts(nonce, wrong)).toBe(false);
  });
  it('a tool pattern is a name or a single star', () => {
    for (const right of ['*', 'echo', 'get-sum', 'a.b/c:d_e'])
      expect(accepts(mcpToolPattern, right)).toBe(true);
    for (const wrong of ['', '**', 'get-*', 'a b', 'a'.repeat(129), 'ä'])
      expect(accepts(mcpToolPattern, wrong)).toBe(false);
  });
  it('a path pattern has a limit and is refused quickly', () => {
    const started = cpuMs();
    for (const wrong of [
      `/${'a'.repeat(512)}`,
      '/a'.repeat(300),
      `/${'%41'.repeat(170)}*`,
      '/*'.repeat(255).concat('!'),
    ]) {
      expect(accepts(pathPattern, wrong)).toBe(false);
    }
    // Backtracking would take hours.
    expect(cpuMs() - started).toBeLessThan(2_000);
  });
});
