/**
 * The guest of an extension's thread, step by step as shells/node/guest/worker.ts, with what a benchmark needs in scope: a
 * clock (extensions have none finer than a millisecond), a bare port to compare with, and a way to be told what to do.
 */
import '../../shells/node/guest/lock-down.ts';
import type { MessagePort } from 'node:worker_threads';

const { workerData } = await import('node:worker_threads');
const { rawPort, orders } = workerData as { readonly rawPort: MessagePort; readonly orders: MessagePort };
const { performance, setImmediate } = globalThis;

/** One message there and back, with the frame of an empty call, and nothing else. */
const raw = (): Promise<unknown> =>
  new Promise((resolve) => {
    rawPort.once('message', resolve);
    rawPort.postMessage({
      id: '1234567890',
      type: 'APPLY',
      path: ['describe'],
      argumentList: [{ type: 'RAW', value: {} }],
    });
  });
rawPort.on('message', () => undefined);

const { startGuest } = await import('../../shells/node/guest/start-guest.ts');
await startGuest({
  clock: () => performance.now(),
  raw,
  onOrder: (run: (order: unknown) => Promise<unknown>) => {
    orders.on('message', (order) => {
      setImmediate(async () => orders.postMessage(await run(order)));
    });
  },
});
