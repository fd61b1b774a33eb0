import { describe, expect, it } from 'vitest';
import { admitRequestHeaders, hasFramingHeader } from './request-headers.ts';

const outcome = (name: string, value = 'x', declared: string[] = [], reserved: string[] = []) => {
  const admitted = admitRequestHeaders([[name, value]], declared, reserved);
  return admitted.ok ? { ...admitted.headers } : `${admitted.why} ${admitted.header}`;
};

describe('request headers', () => {
  it('headers pass in lower case, on an object that inherits nothing', () => {
    const admitted = admitRequestHeaders(
      [
        ['Accept', 'text/html'],
        ['X-Api-Version', '3'],
      ],
      ['X-API-Version'],
      [],
    );
    expect(admitted).toEqual({ ok: true, headers: { accept: 'text/html', 'x-api-version': '3' } });
    expect(admitted.ok && Object.getPrototypeOf(admitted.headers)).toBe(null);
  });

  it('headers given twice are joined', () => {
    const admitted = admitRequestHeaders(
      [
        ['Prefer', 'a'],
        ['prefer', ' b '],
      ],
      [],
      [],
    );
    expect(admitted).toEqual({ ok: true, headers: { prefer: 'a, b' } });
  });

  it('headers neither on the list nor declared are refused by name', () => {
    expect(outcome('X-Whatever')).toBe('not-allowed x-whatever');
    expect(outcome('Range')).toBe('not-allowed range');
  });

  it.each([
    'Authorization',
    'Cookie',
    'Cookie2',
    'Host',
    'Proxy-Authorization',
    'Proxy-Anything',
    'Connection',
    'Keep-Alive',
    'Transfer-Encoding',
    'transfer_encoding',
    'TE',
    'Trailer',
    'Upgrade',
    'Expect',
    'Content-Length',
    'Origin',
    'Referer',
    'Sec-Fetch-Mode',
    'Sec-WebSocket-Key',
    'X-HTTP-Method-Override',
    'X-Method-Override',
    'X-HTTP-Method',
    'Via',
    'X-Forwarded-For',
    'X_Forwarded_Host',
    'Forwarded',
    'X-Original-URL',
    'Accept-Encoding',
    'HTTP2-Settings',
  ])('the header %s is refused even if a provider declares it', (name) => {
    expect(outcome(name, 'x', [name])).toBe(`not-allowed ${name.toLowerCase()}`);
  });

  it.each(['X-API-Key', 'x-api-key', 'X-Api-KEY', 'X_API_Key'])(
    "the connection's own credential header is refused in any spelling: %s",
    (name) => {
      expect(outcome(name, 'x', ['x-api-key', 'x_api_key'], ['X-Api-Key'])).toBe(
        `reserved ${name.toLowerCase()}`,
      );
    },
  );

  it.each([
    '',
    ' accept',
    'accept ',
    'accept:',
    'a b',
    'accept\r\nhost',
    'accept\u0000',
    'acc\u00e9pt',
    'coo\u212aie',
    '\uff48ost',
    'x'.repeat(200),
  ])('a name that is no ASCII token is refused, and not repeated: %j', (name) => {
    expect(outcome(name, 'x', [name])).toBe('malformed-name ');
  });

  it.each(['a\r\nhost: evil', 'a\n', '\r', 'a\u0000', 'é', '\u007f', '\u2028', 'a\u000bb'])(
    'a value that is not visible ASCII is refused: %j',
    (value) => {
      expect(outcome('accept', value)).toBe('malformed-value accept');
    },
  );

  it('values may hold spaces and tabs', () => {
    expect(outcome('accept', 'a\tb c')).toEqual({ accept: 'a\tb c' });
  });

  it('headers are bounded in number and size', () => {
    const many = Array.from({ length: 49 }, () => ['accept', 'a'] as const);
    expect(admitRequestHeaders(many, [], [])).toEqual({ ok: false, header: '', why: 'too-many' });
    expect(outcome('accept', 'a'.repeat(8193))).toBe('too-large accept');
    const large = Array.from({ length: 3 }, () => ['accept', 'a'.repeat(8000)] as const);
    expect(admitRequestHeaders(large, [], [])).toEqual({ ok: false, header: 'accept', why: 'too-large' });
  });

  it('headers named like Object.prototype members are ordinary', () => {
    expect(outcome('__proto__')).toBe('not-allowed __proto__');
    expect(outcome('constructor', 'x', ['constructor'])).toEqual({ constructor: 'x' });
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('headers that frame a message are found, no matter who set them', () => {
    expect(hasFramingHeader({ accept: 'x' })).toBe(false);
    expect(hasFramingHeader({ accept: 'x', Host: 'evil' })).toBe(true);
  });

  it.each([
    'host',
    'connection',
    'keep-alive',
    'content-length',
    'transfer-encoding',
    'te',
    'trailer',
    'upgrade',
    'expect',
  ])('the header %s frames a message', (name) => {
    expect(hasFramingHeader({ [name]: 'x' })).toBe(true);
  });
});
