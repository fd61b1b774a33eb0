import type { ConnectionClient } from '@valetkey/extension-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardStep, playGuard } from './fixtures/guard-model.ts';
import { idStep, playIds } from './fixtures/id-model.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';
import { type PuppetServer, startPuppetHttp, startPuppetProgram } from './fixtures/puppet-server.ts';
import { openRawTransport } from './fixtures/raw-transport.ts';

describe.each([
  {
    over: 'HTTP',
    start: startPuppetHttp,
    runs: 60,
    restarts: { most: 3, code: 'broken-response', areNoticed: false },
  },
  {
    over: 'stdio',
    start: startPuppetProgram,
    runs: 24,
    restarts: { most: 1, code: 'mcp-failed', areNoticed: true },
  },
])('an extension and a server over $over that choose any ids', ({ start, runs, restarts }) => {
  let broker: McpBroker;
  let server: PuppetServer;
  let client: ConnectionClient;
  beforeAll(async () => {
    [broker, server] = await Promise.all([mcpBroker(), start()]);
    client = await broker.client(server.provider, server.fields);
  });
  afterAll(async () => {
    await broker.close();
    await server.stop();
  });

  it('each side gets exactly its own answers, reports and cancellations, under its own ids', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(idStep, { minLength: 1, maxLength: 40, size: 'max' }), async (steps) => {
        const raw = await openRawTransport(client, { roots: {} });
        await playIds(raw, server, steps, restarts).finally(() => raw.close());
      }),
      { numRuns: runs, endOnFailure: true, timeout: 240_000 },
    );
  });

  it('no other list becomes the answer to the broker’s own, so no changed tool is called', async () => {
    const steps = fc.array(guardStep, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(steps, steps, async (before, after) => {
        const once = await broker.client(server.provider, server.fields);
        const raw = await openRawTransport(once);
        await playGuard(raw, server, before, after).finally(() => raw.close());
      }),
      { numRuns: runs / 2, endOnFailure: true, timeout: 240_000 },
    );
  });

  it('an id or token that JSON-RPC does not have is refused, and nothing leaves', async () => {
    const raw = await openRawTransport(client);
    const from = server.arrived.length;
    const refusal = { error: { data: { valetkey: { code: 'invalid-input' } } } };
    for (const wrong of [1.5, 2 ** 53, 'x'.repeat(129), true, { id: 1 }]) {
      await raw.send({ id: wrong, method: 'prompts/list' });
      expect(await raw.answerTo(wrong)).toMatchObject(refusal);
    }
    for (const [at, progressToken] of [1.5, 2 ** 53, 'x'.repeat(129), true, null, {}].entries()) {
      const id = `token ${at}`;
      await raw.send({ id, method: 'prompts/list', params: { _meta: { progressToken } } });
      expect(await raw.answerTo(id)).toMatchObject(refusal);
    }
    expect(server.arrived.slice(from)).toEqual([]);
    await raw.close();
  });
});
