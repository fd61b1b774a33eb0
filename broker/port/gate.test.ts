import { expect, it } from 'vitest';
import { z } from 'zod';
import { openGate } from './gate.ts';

it('a gate tells of its end once, also where posting the last answers tells that the far side is gone', () => {
  const told: string[] = [];
  let far: { message(data: unknown): void; closed(): void } | undefined;
  openGate({
    contract: { wait: { input: z.unknown(), result: z.unknown(), largestInput: 1_000 } },
    facet: { wait: () => new Promise<never>(() => undefined) },
    transport: {
      post: () => far?.closed(),
      start: (on) => {
        far = on;
      },
      close: () => void told.push('port closed'),
    },
    onViolation: (why) => void told.push(why),
    onClosed: () => void told.push('told'),
    onInternalError: (error) => void told.push(String(error)),
  });
  const call = { type: 'APPLY', path: ['wait'], argumentList: [{ type: 'RAW', value: 1 }] };
  for (const id of ['1', '2']) far?.message({ id, ...call });
  far?.message({ id: '3', type: 'ENDPOINT' });
  expect(told).toEqual(['unknown-frame', 'port closed', 'told']);
});
