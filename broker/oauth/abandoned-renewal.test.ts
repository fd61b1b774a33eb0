import { afterEach, describe, expect, it } from 'vitest';
import { type HoldingLookup, holdingLookup } from '../checks/fixtures/holding-lookup.ts';
import { serve } from '../network/fixtures/serving.ts';
import { type SigningIn, signingInBroker } from './fixtures/signing-in-broker.ts';

let broker: SigningIn;
let names: HoldingLookup;
let received: string[];
let aheadMs: number;
afterEach(() => broker.close());

/** Signed in, with a token that has ended. Nothing more can leave before `names.letGo()`. */
const withEndedToken = async () => {
  received = [];
  aheadMs = 0;
  names = holdingLookup();
  const served = await serve((request, response) => {
    received.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token: 'a-token-of-it', token_type: 'bearer', expires_in: 600 }));
  });
  broker = await signingInBroker(
    `http://localhost:${served.port}`,
    { flows: ['clientCredentials'], issuer: undefined, endpoints: { token: '{url}/token' } },
    { network: { lookup: names.lookup }, now: () => Date.now() + aheadMs },
  );
  const { id } = await broker.connect();
  expect(await broker.signIn(id, 'clientCredentials')).toMatchObject({ state: 'signed-in' });
  await broker.hold();
  received = [];
  aheadMs = 3_600_000;
  names.hold();
};
const use = (path: string) => {
  const stop = new AbortController();
  return { stop, answer: broker.fetch(path, { signal: stop.signal }).catch(({ name }) => name) };
};
const log = async (kind: 'use.intended' | 'use.finished' | 'sign-in.request' | 'token.refused') =>
  (await broker.settings.listAudit({ kind })).entries.length;
/** A use that was aborted while its renewal was about to leave. */
const abortedUse = async () => {
  const { stop, answer } = use('/first');
  await expect.poll(() => names.held()).toBe(1);
  return async () => {
    stop.abort();
    expect(await answer).toBe('AbortError');
    await expect.poll(() => log('use.finished')).toBe(1);
  };
};

describe('a renewal that no use waits for any more', () => {
  it('a use that is aborted a moment after it began leaves no failure behind that nobody hears', async () => {
    await withEndedToken();
    const unheard: unknown[] = [];
    const note = (error: unknown): void => void unheard.push(error);
    process.prependListener('unhandledRejection', note);
    for (let times = 0; times < 60; times += 1) {
      const { stop, answer } = use(`/${times}`);
      await new Promise((resolve) => setTimeout(resolve, times % 9));
      stop.abort();
      expect(await answer).toBe('AbortError');
    }
    names.letGo();
    expect(await broker.fetch('/next')).toMatchObject({ status: 200 });
    process.off('unhandledRejection', note);
    expect(unheard).toEqual([]);
  });

  it('an abandoned renewal does not leave, and is no failure of the service', async () => {
    await withEndedToken();
    await (await abortedUse())();
    names.letGo();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(received).toEqual([]);
    expect(await broker.fetch('/next')).toMatchObject({ status: 200 });
    expect(received).toEqual(['POST /token', 'GET /next']);
    expect(await log('token.refused')).toBe(0);
  });

  it('a renewal leaves while another use waits', async () => {
    await withEndedToken();
    const abort = await abortedUse();
    const { answer } = use('/also');
    await expect.poll(() => log('use.intended')).toBe(2);
    await abort();
    names.letGo();
    expect(await answer).toMatchObject({ status: 200 });
    expect(received).toEqual(['POST /token', 'GET /also']);
  });
});
