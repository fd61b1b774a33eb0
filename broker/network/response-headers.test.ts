import { describe, expect, it } from 'vitest';
import { asItIs } from './inside-answer.ts';
import type { RawHeaders } from './response-headers.ts';
import { scrubHead } from './scrub-head.ts';

const admitted = (raw: RawHeaders, also?: readonly string[]) => scrubHead(200, raw, asItIs, also).headers;

describe('response headers', () => {
  it.each([
    'set-cookie',
    'www-authenticate',
    'proxy-authenticate',
    'location',
    'content-location',
    'authentication-info',
    'proxy-authentication-info',
    'dpop-nonce',
    'access-control-allow-origin',
    'content-security-policy',
    'sourcemap',
    'server',
    'server-timing',
    'x-powered-by',
    'refresh',
    'content-length',
    'content-encoding',
    'transfer-encoding',
    'connection',
    'mcp-session-id',
    'authorization',
    'x-echo',
    'clear-site-data',
    'alt-svc',
    'report-to',
    '__proto__',
    'constructor',
  ])('the response header %s does not pass', (name) => {
    expect(admitted(JSON.parse(`{"${name}":"x"}`))).toEqual([]);
  });

  it('listed response headers pass, families and repeated ones included', () => {
    expect(
      admitted({
        'content-type': 'text/plain',
        'x-ratelimit-remaining': '7',
        'ratelimit-policy': '10;w=1',
        link: ['<a>; rel=next', '<b>; rel=prev'],
        'x-other': 'x',
      }),
    ).toEqual([
      ['content-type', 'text/plain'],
      ['x-ratelimit-remaining', '7'],
      ['ratelimit-policy', '10;w=1'],
      ['link', '<a>; rel=next'],
      ['link', '<b>; rel=prev'],
    ]);
  });

  it("unlisted response headers pass only where the broker's own client asks by name", () => {
    const raw = { 'mcp-session-id': 's', 'set-cookie': 'c' };
    expect(admitted(raw, ['mcp-session-id'])).toEqual([['mcp-session-id', 's']]);
  });
});
