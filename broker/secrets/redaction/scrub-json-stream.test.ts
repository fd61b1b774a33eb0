import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeJsonScrubStream } from './scrub-json.ts';
import { scrubString } from './scrub-string.ts';
import { makeScrubber } from './scrubber.ts';

const secret = 'tok"en\\with/all-of-it';
const digits = '48213390571264480917';
const scrubber = makeScrubber([secret, digits]);

const scrubbed = (text: string, size = text.length, using = scrubber) => {
  const stream = makeJsonScrubStream(() => using, 1_000_000);
  const bytes = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += Math.max(1, size)) {
    // Copied, and what was given is overwritten: nothing of it may be kept as a view.
    const chunk = Buffer.from(bytes.subarray(at, at + Math.max(1, size)));
    pieces.push(...stream.push(chunk).map((piece) => Buffer.from(piece)));
    chunk.fill(0x58);
  }
  return { text: Buffer.concat([...pieces, ...stream.end()]).toString(), hits: stream.hits };
};
/** The rule, without a stream: each text by itself, and a number that holds a form as a text. */
const oneByOne = (value: unknown): unknown => {
  if (typeof value === 'string') return scrubString(scrubber, value).text;
  if (typeof value === 'number') {
    const { text, hits } = scrubber.text(String(value));
    return hits === 0 ? value : text;
  }
  if (Array.isArray(value)) return value.map(oneByOne);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [oneByOne(key), oneByOne(member)]);
  return Object.fromEntries(members);
};
const message = (result: unknown): string => JSON.stringify({ jsonrpc: '2.0', id: 1, result });

describe('a stream of JSON', () => {
  it('a stream of JSON equals its values scrubbed one by one, however it was cut', () => {
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom(secret, digits, `<${secret}>`, Buffer.from(`x${secret}`).toString('base64')),
    );
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        words,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(Number(digits), null, true),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(words, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 30 }), fc.boolean(), (value, size, isIndented) => {
        const plain = oneByOne(JSON.parse(JSON.stringify(value)));
        const streamed = scrubbed(JSON.stringify(value, undefined, isIndented ? 2 : undefined), size);
        expect(JSON.parse(streamed.text)).toEqual(plain);
      }),
    );
  });

  it.each(['LF', 'CRLF', 'server-sent events'])('a stream gives out each message at its end: %s', (how) => {
    const [before, after] = how === 'LF' ? ['', '\n'] : how === 'CRLF' ? ['', '\r\n'] : ['data: ', '\n\n'];
    const stream = makeJsonScrubStream(() => scrubber, 1_000);
    for (const result of [{ a: secret }, [1, 2.5, -3e7], 'x']) {
      const given = Buffer.concat(stream.push(Buffer.from(`${before}${message(result)}${after}`))).toString();
      expect(given).toBe(
        `${before}${message(result).replace(JSON.stringify(secret), '"[redacted]"')}${after}`,
      );
    }
  });

  it('a number is checked before it is rounded, and becomes text if it holds a secret', () => {
    for (const number of [
      digits,
      `${digits}.0`,
      `-${digits}`,
      `999${digits}`,
      `0.${digits}`,
      String(Number(digits)),
    ]) {
      const { text, hits } = scrubbed(`{"n":${number},"m":[${number}, 7]}`, 3);
      const parsed = JSON.parse(text) as { n: unknown; m: unknown[] };
      expect([typeof parsed.n, String(parsed.n).includes('[redacted]'), parsed.m[1], hits]).toEqual([
        'string',
        true,
        7,
        2,
      ]);
      expect(text).not.toContain('48213390');
    }
  });

  it('ordinary numbers stay as they were written', () => {
    const text =
      '{"a":1,"b":-0.5,"c":1e400,"d":12345678901234567890,"e":[0,1700000000000],"f":4.821339057126e19}';
    expect(scrubbed(text, 2)).toEqual({ text, hits: 0 });
  });

  it('the code of an error stays a number', () => {
    const error = `{"jsonrpc":"2.0","id":1,"error":{"data":{"code":${digits}},"code":${digits},"message":"x"}}`;
    const parsed = JSON.parse(scrubbed(error, 5).text) as {
      error: { code: unknown; data: { code: unknown } };
    };
    expect([parsed.error.code, parsed.error.data.code]).toEqual([-32603, '[redacted]']);
    expect(JSON.parse(scrubbed(`{"result":{"code":${digits}}}`).text)).toEqual({
      result: { code: '[redacted]' },
    });
  });

  it('text that is not JSON passes, and secrets in it are found', () => {
    const text = `event: "odd\nid: abc\ndata: /messages?sessionId=12345678-1234\n<a href="\\x${digits}">it's</a>\n`;
    expect(scrubbed(text, 4).text).toBe(text.replace(digits, '[redacted]'));
    expect(scrubbed(`: ${secret.replace('"', '')} ${digits} x`).text).not.toContain(digits);
  });

  it('the stream has room for one string of the largest size, and not for more', () => {
    const stream = makeJsonScrubStream(() => scrubber, 1_000);
    stream.push(Buffer.from(`"${'x'.repeat(900)}`));
    expect(() => stream.push(Buffer.from('x'.repeat(200)))).toThrow(RangeError);
  });

  it('the secrets in use are searched for when a string is complete', () => {
    let using = makeScrubber(['nothing-of-this']);
    const stream = makeJsonScrubStream(() => using, 1_000);
    const first = stream.push(Buffer.from(`["${digits.slice(0, 9)}`));
    using = scrubber;
    const second = stream.push(Buffer.from(`${digits.slice(9)}"]`));
    expect(Buffer.concat([...first, ...second, ...stream.end()]).toString()).toBe('["[redacted]"]');
  });
});
