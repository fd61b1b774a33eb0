import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedRequest } from '../contracts/asked-request.ts';
import { destinationOf, savedOrigin } from '../network/fixtures/serving.ts';
import { summaryOfRequest } from './request-summary.ts';

const origins = [savedOrigin('https://api.example.com')];
const summaryOf = (
  body: string | Uint8Array<ArrayBuffer> | undefined,
  { target = '/v1/x?y=1', headers = {}, scrub = (text: string) => text } = {},
) => {
  const summary = summaryOfRequest(
    { method: 'POST', body },
    destinationOf({ origins }, target),
    headers,
    scrub,
  );
  expect(askedRequest.parse(summary)).toEqual(summary);
  return summary;
};
const bytes = (...values: number[]) => new Uint8Array(values);

describe('what is shown of a request', () => {
  it('the summary has method, host, path with its query, headers, and JSON on lines', () => {
    expect(summaryOf('{"to":"all","n":1}', { headers: { 'content-type': 'application/json' } })).toEqual({
      method: 'POST',
      origin: 'https://api.example.com',
      target: '/v1/x?y=1',
      headers: [{ name: 'content-type', value: 'application/json', cut: 0 }],
      body: { bytes: 18, lines: ['{', '  "to": "all",', '  "n": 1', '}'], cut: 0 },
    });
    expect(summaryOf(undefined).body).toBeUndefined();
    expect(summaryOf(new TextEncoder().encode('[1]')).body?.lines).toEqual(['[', '  1', ']']);
  });

  it('other text stands on one line, so that no break in it passes for ours', () => {
    expect(summaryOf('a=1\nWho asks\u202e').body).toMatchObject({
      lines: ['a=1\\u{A}Who asks\\u{202E}'],
    });
  });

  it('one byte that is not UTF-8 hides nothing of the rest', () => {
    const body = Buffer.concat([
      Buffer.from('{"pad":"'),
      bytes(0xff, 0x00),
      Buffer.from('","role":"admin"}'),
    ]);
    expect(summaryOf(body).body).toEqual({
      bytes: body.length,
      lines: ['{"pad":"\\xff\\x00","role":"admin"}'],
      cut: 0,
    });
  });

  it('a character that the look at a long body cuts through does not make it binary', () => {
    expect(summaryOf(new TextEncoder().encode(`x${'é'.repeat(80_000)}`)).body?.lines).toHaveLength(1);
  });

  it('a secret is scrubbed from path, headers and body before anything is cut', () => {
    const secret = 's3cr3t'.repeat(50);
    const scrub = (text: string): string => text.replaceAll(secret, '[hidden]');
    const shown = summaryOf(`${' '.repeat(3_900)}${secret}`, {
      target: `/v1/${secret}`,
      headers: { prefer: `${'x'.repeat(300)}${secret}` },
      scrub,
    });
    expect(JSON.stringify(shown)).not.toContain('s3cr3t');
  });

  it('what is not shown is counted, whatever the body is', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 400 }), (piece, times) => {
        const body = `x${piece.repeat(times)}`;
        const shown = summaryOf(body).body;
        const all = shown?.lines?.join('').length ?? 0;
        // Each character is shown as one or more, or counted as one or more.
        expect(all + (shown?.cut ?? 0)).toBeGreaterThanOrEqual(body.normalize('NFC').length);
      }),
      { numRuns: 200 },
    );
    expect(summaryOf(JSON.stringify(Array.from({ length: 500 }, (_, n) => n))).body?.cut).toBeGreaterThan(0);
    expect(summaryOf('x'.repeat(10_000)).body?.cut).toBe(6_000);
    expect(summaryOf(new Uint8Array(1_000_000).fill(0x78)).body).toMatchObject({ cut: 996_000 });
  });
});
