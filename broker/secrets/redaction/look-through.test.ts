import { syncBuiltinESMExports } from 'node:module';
import zlib, { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { layers } from './fixtures/layers.ts';
import { makeScrubber } from './scrubber.ts';

const secret = 'ghp_aB3dE5gH7jK9mN1pQ3sT';
const base64 = (bytes: string | Buffer): string => Buffer.from(bytes as string).toString('base64');
const scrubbed = (of: string, ...chunks: readonly (string | Buffer)[]): { text: string; hits: number } => {
  const stream = makeScrubber([of]).stream();
  const given = [...chunks.flatMap((chunk) => stream.push(Buffer.from(chunk as string))), ...stream.end()];
  return { text: Buffer.concat(given).toString('latin1'), hits: stream.hits };
};

describe('what is written in base64', () => {
  it.each([0, 1, 2, 3])('a secret in hex in base64 is found behind %i other digits', (count) => {
    const written = base64(layers.hex(secret));
    const { text, hits } = scrubbed(secret, `"${'x'.repeat(count)}${written}"`);
    expect([hits, text.includes(written)]).toEqual([1, false]);
  });

  it.each([0, 1, 2, 3, 5])('compressed data is found behind %i other digits', (count) => {
    for (const compressed of [gzipSync(secret), deflateSync(secret), deflateSync(secret, { level: 1 })]) {
      const written = base64(compressed);
      const { text, hits } = scrubbed(secret, `"${'F'.repeat(count)}${written}"`);
      expect([hits, text.includes(written)]).toEqual([1, false]);
    }
  });

  it('a secret in a later member of a gzip file is found, whatever the checksum of the first one says', () => {
    const first = gzipSync('nothing to see here');
    const wrong = Buffer.from(first);
    wrong.writeUInt32LE(7, wrong.length - 8);
    for (const before of [first, wrong]) {
      const written = base64(Buffer.concat([before, first, gzipSync(secret)]));
      expect(scrubbed(secret, written).text).toMatch(/^\[redacted\]=*$/);
    }
  });
});

describe('what is compressed and stands in a text', () => {
  const inJson = JSON.stringify({ token: secret });
  const each = (bytes: Buffer, write: (code: number) => string): string => Array.from(bytes, write).join('');
  const unit = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;
  const percent = (code: number): string => `%${code.toString(16).padStart(2, '0')}`;

  it.each([
    ['base64 of zlib at its fastest', base64(deflateSync(inJson, { level: 1 }))],
    ['zlib in JSON as Python writes it', `{"t": "${each(deflateSync(inJson), unit)}"}`],
    ['zlib in a JSON string', JSON.stringify({ t: deflateSync(inJson).toString('latin1') })],
    ['gzip as characters', gzipSync(inJson).toString('latin1')],
    ['gzip in UTF-32', Buffer.concat(Array.from(gzipSync(inJson), (code) => Buffer.of(code, 0, 0, 0)))],
    ['zlib in UTF-7', layers['UTF-7'](deflateSync(inJson).toString('latin1'))],
    ['zlib in percent-encoding behind a name', `t=${each(deflateSync(inJson), percent)}`],
    ['zlib in a list of bytes behind a name', JSON.stringify([...Buffer.from('t='), ...deflateSync(inJson)])],
  ])('a compressed secret is found in %s', (_how, written) => {
    expect(scrubbed(secret, written).hits).toBe(1);
  });

  it.each(['gzip', 'zlib'])('a secret late in %s is found, though few of its bytes are escaped', (how) => {
    let state = 1;
    const noise = Array.from({ length: 6_000 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return String.fromCharCode(0x21 + (state % 90));
    }).join('');
    const compressed = (how === 'gzip' ? gzipSync : deflateSync)(`${noise}${secret}`);
    const written = each(compressed, (code) =>
      code >= 0x20 && code < 0x7f && code !== 0x22 && code !== 0x5c ? String.fromCharCode(code) : unit(code),
    );
    for (const text of [`{"t": "${written}"}`, JSON.stringify({ t: compressed.toString('latin1') })])
      expect(scrubbed(secret, text).hits).toBe(1);
  });

  it('what stands behind compressed data stays', () => {
    const before = `t=${each(gzipSync(inJson), percent)}`;
    const { text } = scrubbed(secret, `${before}&next=%20of%20it`);
    expect(text).toMatch(/^t=\[redacted\]&next=%20of%20it$/);
  });

  it('beginnings of compressed data that are none are tried a bounded number of times', () => {
    const own = zlib.inflateRawSync;
    const triesOf = (count: number): number => {
      const text = `${'%78%01%02%03%04%05%06%07'.repeat(20)}${'-'.repeat(80)}`.repeat(count);
      let tries = 0;
      zlib.inflateRawSync = (...given) => {
        tries += 1;
        return own(...given);
      };
      syncBuiltinESMExports();
      try {
        scrubbed(secret, text);
      } finally {
        zlib.inflateRawSync = own;
        syncBuiltinESMExports();
      }
      return tries;
    };
    // Once for each stretch, of 20 beginnings, and a few for the first one.
    for (const count of [50, 400]) expect(triesOf(count) / count).toBeLessThan(1.5);
    expect(triesOf(1)).toBeGreaterThan(0);
  });
});

describe('what is escaped as JavaScript once did', () => {
  it.each([
    [secret.replace('_', '%u005f')],
    [Array.from(secret, (char) => `%u00${char.charCodeAt(0).toString(16)}`).join('')],
  ])('a secret is found in %s', (written) => {
    expect(scrubbed(secret, `"${written}"`).text).toBe('"[redacted]"');
  });

  it('a character beyond 16 bits is found in two escapes', () => {
    expect(scrubbed('pass😀word-1', 'pass%ud83d%ude00word-1').text).toBe('[redacted]');
  });
});

describe('what mail, shells and C do to long lines', () => {
  it.each(['=\r\n', '=\n', '=\\r\\n', '\\\n', '\\\r\n', '\\\\\\n'])(
    'a secret is found with %j in it',
    (end) => {
      const text = `x: ${secret.slice(0, 9)}${end}${secret.slice(9)}`;
      expect(scrubbed(secret, text).text).toBe('x: [redacted]');
    },
  );

  it('a secret is found where a shell breaks it behind a sign of equality', () => {
    expect(scrubbed('a-secret=of-mine', 'a-secret=\\\nof-mine').text).toBe('[redacted]');
  });

  it('a secret with signs of equality is found in quoted-printable', () => {
    expect(scrubbed('bXkgc2VjcmV0==', 'bXkgc2Vj=\r\ncmV0=3D=3D').text).toBe('[redacted]');
  });

  it('a line that goes on in the next chunk is kept back', () => {
    const [first, second] = [`a longer line: ${secret.slice(0, 9)}=\n`, `${secret.slice(9)}\n`];
    expect(scrubbed(secret, first, second).text).toBe('a longer line: [redacted]\n');
  });
});

describe('what is written as a list of bytes', () => {
  it.each(['70', '70,', '[70],', '70 '])('compressed data in base64 is found behind %s', (before) => {
    for (const compressed of [gzipSync(secret), deflateSync(secret)]) {
      const list = JSON.stringify([...Buffer.from(base64(compressed))]);
      const { text, hits } = scrubbed(secret, `${before}"${list}"`);
      expect([hits, text.includes(list)]).toEqual([1, false]);
    }
  });

  it('zlib of any length in base64 is found behind another number', () => {
    let state = 1;
    const noise = Array.from({ length: 900 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return String.fromCharCode(0x21 + (state % 90));
    }).join('');
    const list = JSON.stringify([...Buffer.from(base64(deflateSync(`${noise}${secret}`)))]);
    expect(scrubbed(secret, `70"${list}"`).hits).toBe(1);
  });

  it('a secret of few characters is found in fewer bytes than it has', () => {
    const short = 'a'.repeat(48);
    const compressed = deflateSync(short, { level: 9 });
    expect(compressed.length).toBeLessThan(16);
    const list = JSON.stringify([...Buffer.from(base64(compressed))]);
    expect(scrubbed(short, list).hits).toBe(1);
  });

  it('a list of lists of one byte each is read as one', () => {
    const lists = JSON.stringify([...Buffer.from(secret)].map((byte) => [byte]));
    expect(scrubbed(secret, lists)).toMatchObject({
      hits: 1,
      text: expect.stringMatching(/^\[(?:\[42\],?)+\]$/),
    });
  });

  it.each(['2', '25', '258', '258"', '258" '])(
    'a list that is cut behind the name %j is found whole',
    (name) => {
      const list = JSON.stringify(
        new Uint8Array(Buffer.from(`${'-'.repeat(215)}${layers.hex(secret)}`)),
      ).replaceAll(':', ' :');
      const at = list.indexOf(`"${name}`, list.indexOf('"257"')) + 1 + name.length;
      expect(scrubbed(secret, list.slice(0, at), list.slice(at))).toEqual(scrubbed(secret, list));
    },
  );

  it('a list keeps its length, and so tells that of the secret', () => {
    const { text } = scrubbed(secret, JSON.stringify([1, ...Buffer.from(secret), 2]));
    expect(JSON.parse(text)).toEqual([1, ...Array(secret.length).fill(42), 2]);
  });
});

describe('a secret with characters beyond Latin-1', () => {
  const wide = 'pässwörd☃😀-aB3dE5gH7';
  const utf32 = Buffer.concat(
    Array.from(wide, (char) => {
      const code = Buffer.alloc(4);
      code.writeUInt32LE(char.codePointAt(0) ?? 0);
      return code;
    }),
  );
  it.each([
    ['UTF-16', Buffer.from(wide, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(wide, 'utf16le').swap16()],
    ['UTF-32', utf32],
    ['UTF-32, big end first', Buffer.from(utf32).swap32()],
  ])('%s of it is found, alone and under another encoding', (_how, bytes) => {
    for (const written of [bytes, base64(bytes), bytes.toString('hex'), JSON.stringify([...bytes])])
      expect(scrubbed(wide, written).hits).toBe(1);
  });
});
