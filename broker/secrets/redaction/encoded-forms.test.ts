import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodedForms } from './encoded-forms.ts';
import { serverEncoders } from './fixtures/server-encoders.ts';
import { minimumSecretLength } from './scrubber.ts';

const token = 'ghp_aB3dE5gH7jK9mN1pQ3sT';
const password = 'p"/s+&<w=\'>r\\d {x}~`|é?#☃😀';

const has = (forms: readonly Uint8Array[], wanted: string | Buffer): boolean =>
  forms.some((form) => Buffer.from(wanted).equals(form));

describe('the forms of a secret', () => {
  for (const [name, encode] of Object.entries(serverEncoders)) {
    test(`the forms hold the secret as ${name}`, () => {
      for (const secret of [token, password, 'user:pass/word~~?>']) {
        expect(has(encodedForms(secret), encode(secret))).toBe(true);
      }
    });
  }

  test('the forms hold the inner characters of base64 at any alignment', () => {
    const secret = fc.string({ unit: 'binary', minLength: minimumSecretLength, maxLength: 30 });
    const around = fc.uint8Array({ maxLength: 5 });
    fc.assert(
      fc.property(
        secret,
        around,
        around,
        fc.constantFrom('base64', 'base64url'),
        (inner, before, after, encoding) => {
          const bytes = Buffer.from(inner);
          const text = Buffer.concat([before, bytes, after]).toString(encoding as 'base64');
          const first = Math.ceil((before.length * 8) / 6);
          const afterLast = Math.floor(((before.length + bytes.length) * 8) / 6);
          return has(encodedForms(inner), text.slice(first, afterLast));
        },
      ),
    );
  });

  test('each form is there once, and none is empty', () => {
    const keys = [token, password, 'aaaaaaaa', '        '].map((secret) =>
      encodedForms(secret).map((form) => Buffer.from(form).toString('hex')),
    );
    for (const list of keys) {
      expect(new Set(list).size).toBe(list.length);
      expect(list).not.toContain('');
    }
    expect(encodedForms('')).toEqual([]);
  });

  test('a token that escapes to itself has few forms', () => {
    expect(encodedForms(token).length).toBeLessThan(32);
  });

  test('each form has at least six bytes, except the secret itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), (secret) => {
        const short = encodedForms(secret).filter((form) => form.length < 6);
        return short.every((form) => Buffer.from(secret).equals(form));
      }),
    );
  });

  test('the forms hold the secret without white space at its ends', () => {
    expect(has(encodedForms(` ${token}\n`), token)).toBe(true);
  });

  test('of a long secret, white space at its ends is all that no form but the secret itself holds', () => {
    const long = token.repeat(12);
    expect(has(encodedForms(`${long}\n`), `${long}\n`)).toBe(true);
    expect(encodedForms(`${long}\n`).length).toBe(encodedForms(long).length + 1);
  });

  test('the forms hold the secret in composed and in decomposed letters', () => {
    const forms = encodedForms('caf\u00e9-au-lait');
    expect(has(forms, 'cafe\u0301-au-lait')).toBe(true);
    expect(has(forms, Buffer.from('caf\u00e9-au-lait', 'latin1'))).toBe(true);
  });

  test('a lone surrogate causes no error', () => {
    expect(has(encodedForms('12345678\ud800'), '12345678\ufffd')).toBe(true);
  });
});
