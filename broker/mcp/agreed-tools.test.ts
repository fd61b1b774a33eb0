import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CapabilityId, GrantId } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import type { ToolClaim } from '../contracts/mcp-tools.ts';
import type { Live } from '../grants/ledger.ts';
import { makeAgreedTools } from './agreed-tools.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Some 10 KB, new each time as if read from the file. */
const tools = (): ToolClaim[] =>
  Array.from({ length: 20 }, (_, at) => ({
    name: `tool-${at}`,
    description: `${Math.random()}`.repeat(25),
    inputSchema: { type: 'object' },
  })) as never;

it('a thousand MCP grants, each used and ended, leave under a megabyte in memory', () => {
  let reads = 0;
  const agreed = makeAgreedTools({
    store: {
      get: () => {
        reads += 1;
        return { place: '', tools: tools() };
      },
      put: () => undefined,
      drop: () => undefined,
    },
    grants: {
      get: (id) =>
        ({
          id,
          state: 'active',
          caveats: { mcpTools: ['*'] },
          mcpAsking: { rule: 'none', always: [], never: [] },
        }) as never,
      put: () => undefined,
      suspend: () => true,
    },
    transaction: (work) => work(),
    ledger: { endWhere: () => 0 },
    note: () => undefined,
  });
  const [tool] = tools();
  if (tool === undefined) throw new Error('no tool');
  const useOnce = (at: number): void => {
    const ends: (() => void)[] = [];
    const controller = new AbortController();
    const live = {
      grantId: `gra_${at}` as GrantId,
      root: `cap_${at}` as CapabilityId,
      signal: controller.signal,
      onEnd: (run: () => void) => void ends.push(run),
    } as unknown as Live;
    const before = reads;
    for (let call = 0; call < 3; call += 1) agreed.asks(live, tool);
    expect([reads - before, ends.length]).toEqual([1, 1]);
    controller.abort();
    for (const run of ends) run();
    agreed.asks(live, tool); // a call that was under way
  };
  for (let at = 0; at < 100; at += 1) useOnce(at);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let at = 100; at < 1_100; at += 1) useOnce(at);
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(1_000_000);
});
