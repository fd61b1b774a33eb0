import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodedForms } from './encoded-forms.ts';
import { scrubValue } from './fixtures/scrub-value.ts';
import { serverEncoders } from './fixtures/server-encoders.ts';
import { makeScrubber, minimumSecretLength } from './scrubber.ts';

const secrets = fc
  .oneof(
    fc.string({
      unit: fc.constantFrom(...'aZ0"\\/&<%+=$-_é☃😀'),
      minLength: minimumSecretLength,
      maxLength: 24,
    }),
    fc.string({ unit: fc.constantFrom(...'abAB01_-'), minLength: minimumSecretLength, maxLength: 40 }),
  )
  .filter((secret) => Buffer.byteLength(secret.trim()) >= minimumSecretLength);

/** What a server may do: any encoding, as a text or as bytes of a blob, something before it. */
const writings = Object.values(serverEncoders).flatMap((encode) => {
  const bytes = (secret: string) => Buffer.from(encode(secret));
  const wrapped = (text: string) => text.replace(/.{1,76}/g, '$&\r\n');
  const asText = (secret: string, before: string) => {
    const encoded = encode(secret);
    // Bytes that are no UTF-8 are not in a JSON text; in a blob they are.
    return typeof encoded === 'string' ? before + encoded : encoded.toString('base64');
  };
  return [
    asText,
    (secret: string, before: string) =>
      Buffer.concat([Buffer.from(before), bytes(secret)]).toString('base64'),
    (secret: string, before: string) =>
      Buffer.concat([Buffer.from(before), bytes(secret)]).toString('base64url'),
    (secret: string, before: string) =>
      wrapped(Buffer.concat([Buffer.from(before.repeat(9)), bytes(secret)]).toString('base64')),
  ];
});

/** As an MCP message may be: nested, the text as a member, a key, or among other texts. */
const { message: messages } = fc.letrec<{ message: (planted: string) => unknown }>((tie) => ({
  message: fc.oneof(
    { depthSize: 'small' },
    fc.constant((planted: string) => planted),
    fc.constant((planted: string) => ({ type: 'resource', resource: { uri: planted, blob: planted } })),
    fc.tuple(tie('message'), fc.jsonValue({ maxDepth: 1 })).map(([inner, other]) => (planted: string) => [
      other,
      inner(planted),
      other,
    ]),
    fc.tuple(tie('message'), fc.string({ maxLength: 5 })).map(([inner, key]) => (planted: string) => ({
      [key]: inner(planted),
      [planted]: null,
    })),
  ),
}));

const everyText = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([key, member]) => [key, ...everyText(member)]);
};

describe('in a message, however deep and however written', () => {
  test('no form of the secret is left in any text, key or blob, and a blob stays a blob', () => {
    fc.assert(
      fc.property(
        secrets,
        fc.constantFrom(...writings),
        fc.string({ maxLength: 4 }),
        messages,
        (secret, write, before, message) => {
          const planted = write(secret, before);
          const { value, hits } = scrubValue(makeScrubber([secret]), message(planted));
          expect(hits).toBeGreaterThan(0);
          const forms = encodedForms(secret).map((form) => Buffer.from(form));
          for (const text of everyText(value)) {
            const places = [Buffer.from(text), Buffer.from(text, 'base64')];
            expect(forms.some((form) => places.some((place) => place.includes(form)))).toBe(false);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a picture with the secret in its bytes stays base64, with its other bytes unchanged', () => {
    const secret = 'ghp_aB3dE5gH7jK9mN1pQ3sT';
    const data = Buffer.concat([Buffer.of(0x89, 0x50, 0xff), Buffer.from(secret), Buffer.of(0, 1)]);
    const { value } = scrubValue(makeScrubber([secret]), { type: 'image', data: data.toString('base64') });
    const left = Buffer.from((value as { data: string }).data, 'base64');
    expect(left).toEqual(
      Buffer.concat([Buffer.of(0x89, 0x50, 0xff), Buffer.from('[redacted]'), Buffer.of(0, 1)]),
    );
  });
});
