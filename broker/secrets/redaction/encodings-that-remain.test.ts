import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { leastWork } from '../../checks/fixtures/least-work.ts';
import { longestCompressed } from './inflate.ts';
import { makeScrubber } from './scrubber.ts';

/** THREAT-MODEL.md, "What is not promised", lists exactly these. One that is found some day leaves both. */
const secret = 'ghp_aB3dE5gH7jK9mN1pQ3sT';
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const each = (text: string, write: (code: number) => string): string =>
  Array.from(text, (char) => write(char.charCodeAt(0))).join('');
/** The bits of a text by so many, each number a character. */
const digitsOf = (text: string, bits: number): string => {
  const all = each(text, (code) => code.toString(2).padStart(8, '0'));
  return (all.match(new RegExp(`.{${bits}}`, 'g')) ?? [])
    .map((digit) => String.fromCharCode(Number.parseInt(digit, 2)))
    .join('');
};
const inBase = (base: number, digits: string): string => {
  let text = '';
  for (let rest = BigInt(`0x${hex(secret)}`); rest > 0n; rest /= BigInt(base))
    text = digits.charAt(Number(rest % BigInt(base))) + text;
  return text;
};
const noise = (length: number): string => {
  let state = 1;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % 256;
  };
  let text = '';
  for (let at = 0; at < length; at += 1) text += String.fromCharCode(next());
  return text;
};
/** Of letters, which are compressed, while bytes are not and would stand there as they are. */
const largeNoise = base64(Buffer.from(noise(1_080_000), 'latin1'));

const remaining: Readonly<Record<string, string | Buffer>> = {
  'a part of it': `${secret.slice(0, -1)} and ${secret.slice(1)}`,
  'its parts in several texts': JSON.stringify([secret.slice(0, 12), secret.slice(12)]),
  'other letter case': secret.toUpperCase(),
  'a cipher': each(secret, (code) => String.fromCharCode(code ^ 1)),
  'base64 spelled backwards': [...base64(`a${secret}`)].reverse().join(''),
  'base64 of base64 of base64 of base64': base64(base64(base64(base64(secret)))),
  base32: each(digitsOf(secret, 5), (code) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(code)),
  base58: inBase(58, '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'),
  base85: inBase(85, String.fromCharCode(...Array.from({ length: 85 }, (_none, at) => 33 + at))),
  'compressed bytes that are broken behind it': base64(
    Buffer.concat([deflateSync(secret, { finishFlush: constants.Z_SYNC_FLUSH }), Buffer.alloc(8, 0xff)]),
  ),
  'base64 of deflate without a head': base64(deflateRawSync(`${secret} ${secret}`)),
  'a list of numbers with fractions': `[${each(secret, (code) => `${code}.0,`).slice(0, -1)}]`,
  'a list of objects with a byte each': JSON.stringify(
    Array.from(secret, (char) => ({ b: char.charCodeAt(0) })),
  ),
  'base64 of gzip in UTF-16': base64(Buffer.from(gzipSync(secret).toString('latin1'), 'utf16le')),
  'octal numbers without backslashes': each(secret, (code) => `${code.toString(8)} `),
  'binary digits': each(secret, (code) => `${code.toString(2).padStart(8, '0')} `),
  'quoted-printable of every byte': each(secret, (code) => `=${code.toString(16).toUpperCase()}`),
  'hex digits in texts of their own': JSON.stringify((hex(secret).match(/../g) ?? []).map(String)),
  'hex digits that stand apart': [...hex(secret)].join('-'),
  'base64 with spaces between words': (base64(`abc${secret}`).match(/.{1,5}/g) ?? []).join(' '),
  'UTF-16 of an escaped text with characters beyond Latin-1': Buffer.from(
    each(secret, (code) => `\\u${code.toString(16).padStart(4, '0')}☃`),
    'utf16le',
  ),
  'a body that is compressed and does not say so': gzipSync(`${secret} ${secret}`),
  'compressed bytes of more than a megabyte': base64(gzipSync(`${largeNoise}${secret}`)),
};

describe('what redaction does not find', () => {
  it.each(Object.entries(remaining))('%s', (_how, body) => {
    const stream = makeScrubber([secret]).stream();
    const bytes = Buffer.from(body);
    const given = Buffer.concat([...stream.push(bytes), ...stream.end()]);
    expect([stream.hits, given.equals(bytes)]).toEqual([0, true]);
  });

  it('redaction gives out the first 15 characters of base64 whose lines are shorter and come one by one', () => {
    const lines = (base64(`abc${secret}`).match(/.{1,12}/g) ?? []).map((line) => `${line}\n`);
    const stream = makeScrubber([secret]).stream();
    const given = [...lines.flatMap((line) => stream.push(Buffer.from(line))), ...stream.end()];
    expect(Buffer.concat(given).toString()).toBe(`${lines[0]}[redacted]\n`);
    const whole = makeScrubber([secret]).text(lines.join(''));
    expect(whole.text).toBe('YWJj[redacted]\n');
  });

  it('redaction gives out the first 15 characters of a line that mail broke before, and that comes alone', () => {
    const stream = makeScrubber([secret]).stream();
    const lines = [`${secret.slice(0, 12)}=\n`, `${secret.slice(12)}\n`];
    const given = [...lines.flatMap((line) => stream.push(Buffer.from(line))), ...stream.end()];
    expect(Buffer.concat(given).toString()).toBe(`${lines[0]}[redacted]\n`);
  });

  it('redaction does not find more than a megabyte of compressed bytes', () => {
    expect(gzipSync(largeNoise).length).toBeGreaterThan(longestCompressed);
    const below = base64(gzipSync(`${largeNoise.slice(0, 900_000)}${secret}`));
    const stream = makeScrubber([secret]).stream();
    for (let at = 0; at < below.length; at += 65_536) stream.push(Buffer.from(below.slice(at, at + 65_536)));
    stream.end();
    expect(stream.hits).toBe(1);
  });
});

describe('what is looked through is bounded', () => {
  it('data that inflates without end counts as a secret, and inflating is bounded by the body', () => {
    const bomb = base64(gzipSync(Buffer.alloc(64 * 1024 * 1024)));
    const stream = makeScrubber([secret]).stream();
    const given = Buffer.concat([...stream.push(Buffer.from(`"${bomb}"`)), ...stream.end()]);
    expect(given.toString()).toBe('"[redacted]"');
  });

  it('an event passes at once, even if a code could continue in the next one', () => {
    const stream = makeScrubber([secret]).stream();
    for (const event of [
      `data: ${base64(noise(600))}\n\n`,
      `data: ${base64(gzipSync('no secret'))}\n\n`,
      ': ping\n\n',
      'data: {"a":"\\u0041 \\u005f"}\n\n',
      '{"line":"of a log that says \\u005f"}\n',
      'GET /foo 200\n',
    ])
      expect(Buffer.concat([...stream.push(Buffer.from(event))]).toString()).toBe(event);
  });

  it('endless single bytes cost in proportion to their number', () => {
    const compressed = base64(gzipSync(noise(32_000)));
    const cost = (length: number): number =>
      leastWork(() => {
        const stream = makeScrubber([secret]).stream();
        for (const byte of Buffer.from(compressed.slice(0, length))) stream.push(Buffer.of(byte));
        stream.end();
      });
    // Quadratic work would make it sixteen times as much.
    expect(cost(32_000) / cost(8_000)).toBeLessThan(6);
  });
});

describe('a body without the secret', () => {
  it('a body without the secret stays unchanged, in every encoding and in any pieces', () => {
    const text = 'Nothing to see here: a text, {"of": ["some", 1, 2, 103]} & more_of_it. '.repeat(8);
    const bodies = [
      text,
      base64(text),
      base64(base64(text)),
      hex(text),
      base64(gzipSync(text)),
      JSON.stringify(Buffer.from(text)),
      encodeURIComponent(text),
      each(text, (code) => `&#${code};`),
      each(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
      Buffer.from(text, 'utf16le'),
      Buffer.from(noise(5_000), 'latin1'),
    ].map((body) => Buffer.from(body));
    for (const body of bodies)
      for (const size of [1, 13, 1_000, body.length]) {
        const stream = makeScrubber([secret]).stream();
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < body.length; at += size)
          pieces.push(...stream.push(body.subarray(at, at + size)));
        expect(Buffer.concat([...pieces, ...stream.end()]).equals(body)).toBe(true);
        expect(stream.hits).toBe(0);
      }
  });
});
