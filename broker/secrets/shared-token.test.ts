import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type Connected, connected, secret, url } from '../checks/fixtures/connected.ts';
import { type HoldingLookup, holdingLookup } from '../checks/fixtures/holding-lookup.ts';
import { type Client, codeOf } from '../checks/fixtures/watched-broker.ts';
import { serve } from '../network/fixtures/serving.ts';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

let one: Connected;
let names: HoldingLookup;
let received: string[];
const connect = async () => {
  received = [];
  names = holdingLookup();
  names.hold();
  const served = await serve((request, response) => {
    received.push(`${request.method} ${request.url}`);
    if (request.url !== '/token') return response.end('here');
    return response.end(JSON.stringify({ access_token: 'canary-token-4kQ7sWn2Zr9V', expires_in: 300 }));
  });
  one = await connected(
    {
      fields: [url, secret('key', { format: 'pem' })],
      auth: {
        kind: 'jwtBearer',
        key: 'key',
        algorithm: 'ES256',
        claims: { iss: 'me' },
        exchange: { url: '/token' },
      },
      mcp: { path: '/mcp' },
    },
    { fields: { url: `http://localhost:${served.port}` }, secrets: { key } },
    { network: { lookup: names.lookup } },
  );
};
afterEach(async () => {
  expect(await one.close()).toEqual([]);
});
/** A use whose token is about to leave. */
const waitingUse = async (client: Client) => {
  const stop = new AbortController();
  const use = codeOf(client.fetch('/first', { signal: stop.signal }));
  await expect.poll(() => names.held()).toBe(1);
  return { stop, use };
};
/** Time enough for what would leave. */
const nothingLeaves = async (): Promise<void> => {
  names.letGo();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(received).toEqual([]);
};
/** The broker knows it, too. */
const aborted = async ({ stop, use }: Awaited<ReturnType<typeof waitingUse>>): Promise<void> => {
  stop.abort();
  await use;
  const ends = async () => (await one.watched.audit({ kind: 'use.finished' })).map(({ outcome }) => outcome);
  await expect.poll(ends).toEqual(['aborted']);
};
const begun = async () => (await one.watched.audit({ kind: 'use.intended' })).length;

describe('a token that a use has asked for', () => {
  it('the token request does not leave for a use that was aborted before', async () => {
    await connect();
    await aborted(await waitingUse(one.client));
    await nothingLeaves();
    expect(await (await one.client.fetch('/next')).text()).toBe('here');
    expect(received).toEqual(['POST /token', 'GET /next']);
  });

  it('the token request does not leave for a use that was revoked', async () => {
    await connect();
    const { use } = await waitingUse(one.client);
    const [grant] = await one.settings.listGrants({ revoked: true });
    if (grant === undefined) throw new Error('there is one');
    await one.settings.revokeGrant({ grantId: grant.id });
    expect(await use).toBe('capability-closed');
    await nothingLeaves();
    const other = await one.another('other');
    expect(await (await other.fetch('/next')).text()).toBe('here');
    expect(received).toEqual(['POST /token', 'GET /next']);
  });

  it('the token request does not leave for an MCP session that was revoked while it opened', async () => {
    await connect();
    const opening = codeOf(one.client.mcp());
    await expect.poll(() => names.held()).toBe(1);
    const [grant] = await one.settings.listGrants({ revoked: true });
    if (grant === undefined) throw new Error('there is one');
    await one.settings.revokeGrant({ grantId: grant.id });
    expect(await opening).toBe('capability-closed');
    await nothingLeaves();
  });

  it('the token request leaves for another use that waits with it', async () => {
    await connect();
    const other = await one.another('other');
    const first = await waitingUse(one.client);
    const also = other.fetch('/also');
    await expect.poll(begun).toBe(2);
    await aborted(first);
    names.letGo();
    expect(await (await also).text()).toBe('here');
    expect(received).toEqual(['POST /token', 'GET /also']);
  });

  it('the token request leaves for a use that comes when the first is gone', async () => {
    await connect();
    await aborted(await waitingUse(one.client));
    const next = one.client.fetch('/next');
    await expect.poll(begun).toBe(2);
    names.letGo();
    expect(await (await next).text()).toBe('here');
    expect(received).toEqual(['POST /token', 'GET /next']);
  });
});
