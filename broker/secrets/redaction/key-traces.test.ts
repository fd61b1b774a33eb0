import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { scrubValue } from './fixtures/scrub-value.ts';
import { makeScrubber } from './scrubber.ts';

const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1', more = {}): string =>
  String(key.export({ format: 'pem', type, ...more }));
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const keys: Readonly<Record<string, string>> = {
  'RSA, PKCS 8': pem(rsa.privateKey, 'pkcs8'),
  'RSA, PKCS 1': pem(rsa.privateKey, 'pkcs1'),
  'P-256': pem(ec.privateKey, 'pkcs8'),
  'P-256, SEC 1': pem(ec.privateKey, 'sec1'),
  Ed25519: pem(ed.privateKey, 'pkcs8'),
  encrypted: pem(rsa.privateKey, 'pkcs8', { cipher: 'aes-256-cbc', passphrase: 'a passphrase' }),
};
const bodyOf = (text: string): string => text.replaceAll(/-----[A-Z0-9 ]+-----|\s/g, '');
const derOf = (text: string): Buffer => Buffer.from(bodyOf(text), 'base64');
const wrapped = (text: string, columns: number, end: string, indent = ''): string =>
  (text.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []).map((line) => indent + line).join(end);
const asFile = (text: string, columns: number, end: string, indent = ''): string =>
  [
    `${indent}-----BEGIN PRIVATE KEY-----`,
    wrapped(bodyOf(text), columns, end, indent),
    `${indent}-----END`,
  ].join(end);

/** As a server or program may write it. Latin-1, so that each character is a byte. */
const written: Readonly<Record<string, (text: string) => string>> = {
  'with LF': (text) => asFile(text, 64, '\n'),
  'with CRLF': (text) => asFile(text, 64, '\r\n'),
  'with CR': (text) => asFile(text, 64, '\r'),
  unwrapped: bodyOf,
  'in lines of 76': (text) => asFile(text, 76, '\n'),
  'in lines of 20': (text) => asFile(text, 20, '\r\n'),
  'in lines of 7': (text) => asFile(text, 7, '\n'),
  indented: (text) => asFile(text, 64, '\n', '        '),
  'with spaces for line ends': (text) => asFile(text, 64, ' '),
  'in base64url': (text) => Buffer.from(derOf(text)).toString('base64url'),
  'in a JSON string': (text) => JSON.stringify(asFile(text, 64, '\n')),
  'in a JSON string, with CRLF and slashes': (text) =>
    JSON.stringify(asFile(text, 64, '\r\n')).replaceAll('/', '\\/'),
  'in JSON in a JSON string': (text) => JSON.stringify(JSON.stringify(asFile(text, 64, '\n'))),
  'in a JSON string, with escapes of Unicode': (text) =>
    asFile(text, 64, '\n').replaceAll(/[\n+/=]/g, (char) => `\\u00${Buffer.from(char).toString('hex')}`),
  'in a form': (text) => encodeURIComponent(asFile(text, 64, '\n')),
  'in a form, twice': (text) => encodeURIComponent(encodeURIComponent(asFile(text, 64, '\r\n'))),
  'as bytes': (text) => derOf(text).toString('latin1'),
  'in hex': (text) => derOf(text).toString('hex'),
  'in upper-case hex': (text) => derOf(text).toString('hex').toUpperCase(),
  'in hex, wrapped': (text) => wrapped(derOf(text).toString('hex'), 60, '\n    '),
  'in hex with colons': (text) => wrapped(derOf(text).toString('hex'), 2, ':'),
  'in base64 one byte later': (text) => Buffer.concat([Buffer.from('x'), derOf(text)]).toString('base64'),
  'in base64 two bytes later': (text) => Buffer.concat([Buffer.from('xy'), derOf(text)]).toString('base64'),
};

/** Twelve bytes of the key or more, wherever they stand: the first payload is far behind the fixed begin. */
const isVisible = (text: string, shown: string): boolean => {
  const der = derOf(text).subarray(-32);
  const plain = shown
    .replaceAll(/\\+[nr]|%(?:25)*0[ad]|[\s:]/gi, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/');
  const needles = [der.toString('latin1'), der.toString('hex')].flatMap((needle) => [
    needle,
    needle.toUpperCase(),
  ]);
  for (const before of [0, 1, 2])
    needles.push(
      Buffer.concat([Buffer.alloc(before), der])
        .toString('base64')
        .slice(4, -4),
    );
  return needles.some((needle) => {
    for (let at = 0; at + 16 <= needle.length; at += 4)
      if (shown.includes(needle.slice(at, at + 16)) || plain.includes(needle.slice(at, at + 16))) return true;
    return false;
  });
};

describe.each(Object.entries(keys))('a private key (%s)', (_name, key) => {
  const scrubber = makeScrubber([key]);
  it.each(Object.entries(written))('the key is found %s', (_how, write) => {
    const text = `before ${write(key)} after`;
    const bytes = Buffer.from(text, 'latin1');
    expect(
      isVisible(
        key,
        text
          .replaceAll(/\\u00(..)/g, (_all, hex) => Buffer.from(hex, 'hex').toString())
          .replaceAll('\\/', '/')
          .replaceAll(/%(?:25)*(2B|2F)/g, (_all, hex) => Buffer.from(hex, 'hex').toString()),
      ),
    ).toBe(true);
    for (const size of [1, 7, 100, bytes.length]) {
      const stream = scrubber.stream();
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size)
        pieces.push(...stream.push(bytes.subarray(at, at + size)).map((piece) => Buffer.from(piece)));
      const shown = Buffer.concat([...pieces, ...stream.end()]).toString('latin1');
      expect([size, isVisible(key, shown), stream.hits > 0]).toEqual([size, false, true]);
      expect(shown.startsWith('before ') && shown.endsWith(' after')).toBe(true);
      expect(shown.length).toBeLessThan(300);
    }
  });

  it('the key is found in JSON values: as text, as base64, and as bytes that became text', () => {
    const value = {
      text: asFile(key, 64, '\r\n'),
      blob: derOf(key).toString('base64'),
      binary: derOf(key).toString('latin1'),
    };
    const scrubbed = scrubValue(scrubber, value).value as typeof value;
    for (const part of Object.values(scrubbed)) expect(isVisible(key, part)).toBe(false);
    expect(isVisible(key, Buffer.from(scrubbed.blob, 'base64').toString('latin1'))).toBe(false);
  });
});

describe('a private key that is looked for', () => {
  it.each([
    ['Ed25519', 'PRIVATE KEY', '302e020100300506032b657004220420', ''],
    [
      'P-256, PKCS 8',
      'PRIVATE KEY',
      '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420',
      '',
    ],
    ['P-256, SEC 1', 'EC PRIVATE KEY', '30310201010420', 'a00a06082a8648ce3d030107'],
  ])(
    'the search begins with its first byte, also where its bytes look like DER: %s',
    (_kind, label, before, after) => {
      // Two integers, twelve and sixteen bytes long, of which the second would look like the first long one.
      const seed = Buffer.from(`020c${'5e'.repeat(12)}0210${'a7c1'.repeat(8)}`, 'hex');
      const der = Buffer.concat([Buffer.from(before, 'hex'), seed, Buffer.from(after, 'hex')]);
      const scrubber = makeScrubber([
        `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`,
      ]);
      expect(scrubber.text(`seed ${seed.toString('hex')}`).text).toBe('seed [redacted]');
      expect(scrubber.text(`seed ${seed.toString('base64')}`).text).toMatch(/^seed \[redacted\]E?=$/);
    },
  );

  it('the key is found as the numbers of a JWK, and in the other container', () => {
    const key = keys['RSA, PKCS 8'] ?? '';
    const scrubber = makeScrubber([key]);
    const jwk = createPrivateKey(key).export({ format: 'jwk' });
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const)
      expect(scrubber.text(`{"${name}":"${jwk[name]}"}`).text.length).toBeLessThan(30);
    expect(isVisible(key, scrubber.text(asFile(keys['RSA, PKCS 1'] ?? '', 64, '\r\n')).text)).toBe(false);
  });

  it.each(['RSA, PKCS 8', 'P-256', 'Ed25519'])(
    'the search changes no other key, certificate or text: %s',
    (name) => {
      const scrubber = makeScrubber([keys[name] ?? '']);
      const others = [
        pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, 'pkcs8'),
        pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'pkcs8'),
        pem(generateKeyPairSync('ed25519').privateKey, 'pkcs8'),
        String(
          generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
            format: 'pem',
            type: 'spki',
          }),
        ),
      ];
      for (const text of others) expect(scrubber.text(text)).toEqual({ text, hits: 0 });
    },
  );

  it('the search ignores the certificate beside the key', () => {
    const certificate =
      '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQx1abcdefghijklmnopqrstuvwxyz0123456789ABCDE\n-----END CERTIFICATE-----\n';
    const scrubber = makeScrubber([keys['Ed25519'] ?? '']);
    const both = makeScrubber([`${certificate}${keys['Ed25519']}`]);
    const unwrapped = bodyOf(certificate);
    for (const one of [scrubber, both]) expect(one.text(unwrapped).hits).toBe(0);
  });

  it('a piece that ends in a long gap is found, wherever the stream was cut', () => {
    const key = keys['Ed25519'] ?? '';
    const body = bodyOf(key);
    const spaced = [31, 32, 33, 100].map((gap) => [...body].join(' '.repeat(gap))).join('#');
    const shown = [1, 50, 1_000, spaced.length].map((size) => {
      const stream = makeScrubber([key]).stream();
      const bytes = Buffer.from(spaced);
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size)
        pieces.push(...stream.push(bytes.subarray(at, at + size)).map((piece) => Buffer.from(piece)));
      return Buffer.concat([...pieces, ...stream.end()]).toString();
    });
    expect(new Set(shown).size).toBe(1);
    expect(shown[0]?.match(/\[redacted\]/g)).toHaveLength(2);
  });

  it('the search keeps nothing back beyond a blank line, where events end', () => {
    const stream = makeScrubber([(keys['P-256'] ?? '').trim()]).stream();
    const event = Buffer.from('data: {"a":1}\n\n');
    expect(Buffer.concat([...stream.push(event)]).toString()).toBe(event.toString());
  });
});
