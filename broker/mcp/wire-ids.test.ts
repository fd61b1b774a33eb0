import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replaceToken, tokenIn } from './progress-token.ts';
import { makeWireIds, type ServerMessage, serverIdOf, serverTokenOf } from './wire-ids.ts';
import { requestMessage } from './wire-message.ts';

describe('ids toward a server', () => {
  it('ids are unique, fit into 31 bits for a billion requests, and start elsewhere in each session', () => {
    const draw = makeWireIds();
    const drawn = Array.from({ length: 10_000 }, draw);
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(Math.min(...drawn)).toBeGreaterThan(0);
    expect(Math.max(...drawn) + 1_000_000_000).toBeLessThan(2 ** 31);
    const firsts = Array.from({ length: 20 }, () => makeWireIds()());
    expect(new Set(firsts).size).toBe(firsts.length); // equal by chance in one run of five million
  });

  it('ids are where the HTTP wire looks for them', () => {
    const message = requestMessage(makeWireIds()(), 'ping', { id: 'x' }, false);
    expect(JSON.stringify(message)).toMatch(/^\{"jsonrpc":"2\.0","id":\d+,"method"/);
  });
});

describe('a progress token', () => {
  it('the sender’s token never leaves, whatever else is in the parameters', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.jsonValue(),
        fc.boolean(),
        (params, meta, token, wantsProgress) => {
          const id = makeWireIds()();
          const given = { ...params, _meta: { ...meta, progressToken: token } };
          const sent = requestMessage(id, 'ping', given as never, wantsProgress).params;
          expect(tokenIn(sent)).toBe(wantsProgress ? id : undefined);
          const { progressToken: _, ...others } = (sent?.['_meta'] ?? {}) as Record<string, unknown>;
          const { progressToken: __, ...expected } = given._meta;
          expect({ ...sent, _meta: others }).toEqual({ ...given, _meta: expected });
        },
      ),
    );
  });

  it('no token is added where there was none, and an invalid `_meta` stays as it is', () => {
    for (const params of [{}, { _meta: {} }, { _meta: [1] }, { _meta: 'x' }, { _meta: null }])
      expect(replaceToken(params, 7)).toEqual(params);
  });
});

it('an id or token of a server that fits into no message to the extension counts as none', () => {
  const asking = (id: unknown, progressToken: unknown): ServerMessage =>
    ({ jsonrpc: '2.0', id, method: 'roots/list', params: { _meta: { progressToken } } }) as never;
  for (const value of [0, '', -1, 'x'.repeat(128)]) {
    expect(serverIdOf(asking(value, 'y'))).toBe(value);
    expect(serverTokenOf(asking('y', value))).toBe(value);
  }
  for (const value of ['x'.repeat(129), 1.5, 2 ** 53, null, undefined, {}, true]) {
    expect(serverIdOf(asking(value, 1))).toBeUndefined();
    expect(serverTokenOf(asking(1, value))).toBeUndefined();
  }
});
