import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Agent, fetch, Response } from 'undici';
import { type Order, runLoop } from './loops.ts';

/** The baseline: undici's own fetch, with the secret in the worker's hands. And a call of bare-relay.ts, without it. */
const { url, token, relayPort } = workerData as {
  readonly url: string;
  readonly token: string;
  readonly relayPort: MessagePort;
};
const dispatcher = new Agent({ connections: 64 });
const headers = { authorization: `Bearer ${token}` };

const direct = async (target: string): Promise<unknown> => {
  const response = await fetch(`${url}${target}`, { headers, dispatcher });
  return response.arrayBuffer();
};

let calls = 0;
const waiting = new Map<number, (bytes: Uint8Array) => void>();
relayPort.on('message', ({ id, bytes }: { readonly id: number; readonly bytes: Uint8Array }) => {
  waiting.get(id)?.(bytes);
  waiting.delete(id);
});
const relayed = async (path: string): Promise<unknown> => {
  calls += 1;
  const bytes = await new Promise<Uint8Array>((resolve) => {
    waiting.set(calls, resolve);
    relayPort.postMessage({ id: calls, path });
  });
  return new Response(bytes).arrayBuffer();
};

parentPort?.on('message', async (order: Order) => {
  const fetchOne = order.call === 'relay' ? relayed : direct;
  const call = (): Promise<unknown> => fetchOne(order.target ?? '/');
  parentPort?.postMessage(await runLoop(call, order, () => performance.now()));
});
