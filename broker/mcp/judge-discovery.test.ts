import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAnswer, judgeFailure } from './judge-discovery.ts';
import type { ServerMessage } from './wire-ids.ts';

const legacyVersions = ['2025-11-25', '2025-06-18'];
const fresh = { legacyVersions, wasModern: false };
const known = { legacyVersions, wasModern: true };
const result = (value: object): ServerMessage => ({ jsonrpc: '2.0', id: 1, result: value }) as never;
const error = (code: number, data?: unknown): ServerMessage =>
  ({ jsonrpc: '2.0', id: 1, error: { code, message: '', data } }) as never;
const http = (status: number, text = '') => Object.assign(new Error(), { status, data: { status, text } });

describe('an answer to server/discover', () => {
  it('an answer means the new era only if it names the revision', () => {
    expect(judgeAnswer(result({ supportedVersions: ['2026-07-28'] }), fresh).kind).toBe('modern');
    expect(judgeAnswer(result({ supportedVersions: ['2025-11-25'] }), fresh).kind).toBe('legacy');
    expect(judgeAnswer(result({ supportedVersions: ['2031-01-01'] }), fresh)).toEqual({
      kind: 'error',
      why: 'protocol-version',
    });
    for (const wrong of [{}, { supportedVersions: [] }, { supportedVersions: '2026-07-28' }])
      expect(judgeAnswer(result(wrong), fresh).kind).toBe('legacy');
  });

  it('a server that refuses the version is asked again if it names ours, and a newer one is not taken for older', () => {
    expect(judgeAnswer(error(-32022, { supported: ['2026-07-28'] }), fresh).kind).toBe('again');
    expect(judgeAnswer(error(-32022, { supported: ['2031-01-01'] }), fresh).kind).toBe('error');
    expect(judgeAnswer(error(-32022, { supported: ['2025-11-25'] }), fresh).kind).toBe('legacy');
  });

  it('a server that spoke the new era becomes older only by its own clear statement', () => {
    expect(judgeAnswer(error(-32601), known).kind).toBe('legacy');
    expect(judgeAnswer(error(-32022, { supported: ['2025-11-25'] }), known).kind).toBe('legacy');
    for (const said of [error(-32000), error(-32603), result({}), error(-32022)])
      expect(judgeAnswer(said, known)).toEqual({ kind: 'error', why: 'era-changed' });
  });
});

describe('a failure of server/discover', () => {
  it('a refusal tells the era only if the server does not know the request', () => {
    for (const status of [400, 404, 405, 406, 415, 422])
      expect(judgeFailure(http(status), fresh)).toEqual({ kind: 'legacy', evidence: `http-${status}` });
    const others = fc
      .integer({ min: 100, max: 599 })
      .filter((status) => ![400, 404, 405, 406, 415, 422].includes(status));
    fc.assert(
      fc.property(others, fc.string(), (status, text) => {
        expect(judgeFailure(http(status, text), fresh)).toBeUndefined();
      }),
    );
    for (const failed of [new Error('reset'), undefined, { code: 'timed-out' }, { code: -32601 }])
      expect(judgeFailure(failed, fresh)).toBeUndefined();
  });

  it('a refusal is judged by its JSON-RPC error, and without one the new era stays', () => {
    const body = (code: number, data?: unknown) => JSON.stringify({ error: { code, message: 'no', data } });
    expect(judgeFailure(http(400, body(-32022, { supported: ['2026-07-28'] })), fresh)?.kind).toBe('again');
    expect(judgeFailure(http(404, body(-32601)), known)?.kind).toBe('legacy');
    for (const text of ['', '{', '<p>', body(-32000), '{"error":{"code":"-32601"}}'])
      expect(judgeFailure(http(404, text), known)).toEqual({ kind: 'error', why: 'era-changed' });
  });
});
