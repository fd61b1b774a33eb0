import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodedForms } from './encoded-forms.ts';
import { serverEncoders } from './fixtures/server-encoders.ts';
import { makeScrubber, minimumSecretLength, type Scrubber } from './scrubber.ts';

const token = 'ghp_aB3dE5gH7jK9mN1pQ3sT';

const scrub = (scrubber: Scrubber, ...chunks: Uint8Array[]): { output: Buffer; hits: number } => {
  const stream = scrubber.stream();
  const output = Buffer.concat([...chunks.flatMap((chunk) => stream.push(chunk)), ...stream.end()]);
  return { output, hits: stream.hits };
};

const noFormIn = (output: Buffer, secret: string): boolean =>
  encodedForms(secret).every((form) => !output.includes(Buffer.from(form)));

const special = fc.constantFrom(...'aZ0"\\/&<>\'%+=$^*()[]{}.|?~` -_:;#@!,é☃😀\n\t');
const secrets = fc
  .oneof(
    fc.string({ unit: special, minLength: minimumSecretLength, maxLength: 24 }),
    fc.string({ unit: 'binary', minLength: minimumSecretLength, maxLength: 24 }),
    fc.string({ unit: fc.constantFrom(...'abAB01_'), minLength: minimumSecretLength, maxLength: 40 }),
  )
  .filter((secret) => Buffer.byteLength(secret.trim()) >= minimumSecretLength);
const surroundings = fc.oneof(
  fc.string({ unit: special, maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

describe('an echoed secret', () => {
  for (const [name, encode] of Object.entries(serverEncoders)) {
    test(`an echoed secret never gets through as ${name}, at whatever place the body is split`, () => {
      fc.assert(
        fc.property(secrets, surroundings, surroundings, (secret, before, after) => {
          const encoded = Buffer.from(encode(secret));
          const body = Buffer.concat([Buffer.from(before), encoded, Buffer.from(after)]);
          const scrubber = makeScrubber([secret]);
          const whole = scrub(scrubber, body);
          expect(whole.hits).toBeGreaterThan(0);
          expect(whole.output.includes(encoded)).toBe(false);
          expect(noFormIn(whole.output, secret)).toBe(true);
          for (let at = 0; at <= body.length; at += 1) {
            const parts = scrub(scrubber, body.subarray(0, at), body.subarray(at));
            if (!parts.output.equals(whole.output) || parts.hits !== whole.hits) return false;
          }
          return true;
        }),
        { numRuns: 25 },
      );
    });
  }

  test('an echoed secret never gets through inside a longer base64 text, at any alignment', () => {
    fc.assert(
      fc.property(
        secrets,
        fc.uint8Array({ maxLength: 8 }),
        fc.uint8Array({ maxLength: 8 }),
        (secret, before, after) => {
          const text = Buffer.concat([before, Buffer.from(secret), after]).toString('base64');
          const { output, hits } = scrub(makeScrubber([secret]), Buffer.from(text));
          return hits > 0 && noFormIn(output, secret);
        },
      ),
    );
  });

  test('an echoed secret is replaced by the marker and by nothing else', () => {
    const { output, hits } = scrub(
      makeScrubber([token]),
      Buffer.from(`{"token":"${token}","again":"${token}"}`),
    );
    expect(output.toString()).toBe('{"token":"[redacted]","again":"[redacted]"}');
    expect(hits).toBe(2);
  });

  test('an echoed secret is found byte by byte as well', () => {
    const body = Buffer.from(`x${token}${Buffer.from(`Bearer ${token}`).toString('base64')}`);
    const whole = scrub(makeScrubber([token]), body);
    const parts = scrub(makeScrubber([token]), ...Array.from(body, (byte) => Uint8Array.of(byte)));
    expect(parts).toEqual(whole);
  });

  test('a Basic credential is found as password, as pair and in the header', () => {
    const scrubber = makeScrubber(['opensesame', 'ali:opensesame', '', 'opensesame']);
    const header = `Basic ${Buffer.from('ali:opensesame').toString('base64')}`;
    expect(scrubber.text(header)).toEqual({ text: 'Basic [redacted]', hits: 1 });
    expect(scrubber.text('no user ali:opensesame')).toEqual({ text: 'no user [redacted]', hits: 1 });
  });

  test('no marker makes a new one, even if the secret contains the marker', () => {
    for (const secret of [
      '[redacted]',
      'redacted',
      ']abcdefg',
      'abcdefg[',
      '**********',
      'x[redacted]x*',
      ']*)}#-=~',
    ]) {
      const body = Buffer.from(
        `${secret}${secret}${secret.slice(1)}${secret}${secret.slice(0, -1)}${secret} ${secret}`,
      );
      const { output } = scrub(makeScrubber([secret]), body);
      expect(noFormIn(output, secret)).toBe(true);
    }
  });
});

describe('a body without the secret', () => {
  test('a body without the secret passes unchanged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (body, at) => {
        const cut = Math.min(at, body.length);
        const { output, hits } = scrub(makeScrubber([token]), body.subarray(0, cut), body.subarray(cut));
        return hits === 0 && output.equals(body);
      }),
    );
  });

  test('a body passes unchanged if there is no secret to search for', () => {
    const scrubber = makeScrubber(['', '']);
    expect(scrub(scrubber, Buffer.from('body'))).toEqual({ output: Buffer.from('body'), hits: 0 });
    expect(scrubber.text('text')).toEqual({ text: 'text', hits: 0 });
  });
});

describe('a text', () => {
  test('a text is scrubbed whole', () => {
    const scrubber = makeScrubber([token]);
    expect(scrubber.text(`Bearer ${token}`)).toEqual({ text: 'Bearer [redacted]', hits: 1 });
    expect(scrubber.text('text/plain; charset=utf-8')).toEqual({
      text: 'text/plain; charset=utf-8',
      hits: 0,
    });
    expect(scrubber.text('lone \ud800')).toEqual({ text: 'lone \ud800', hits: 0 });
  });

  test('a text holds no form, also if replacing broke a character', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\ufffd', 'é', '愀', '\0'), maxLength: 60 });
    fc.assert(
      fc.property(fc.constantFrom('aaaaaa', '\ufffd\ufffd', '\ufffd', 'é'), text, (secret, body) => {
        return noFormIn(Buffer.from(makeScrubber([secret]).text(body).text), secret);
      }),
    );
  });
});
