import { parentPort, workerData } from 'node:worker_threads';
import { Agent, fetch } from 'undici';
import { type Order, runLoop } from './loops.ts';

/** The baseline: undici's own fetch, with the secret in the worker's hands. */
const { url, token } = workerData as { readonly url: string; readonly token: string };
const dispatcher = new Agent({ connections: 64 });
const headers = { authorization: `Bearer ${token}` };

parentPort?.on('message', async (order: Order) => {
  const call = async (): Promise<unknown> => {
    const response = await fetch(`${url}${order.target}`, { headers, dispatcher });
    return response.arrayBuffer();
  };
  parentPort?.postMessage(await runLoop(call, order, () => performance.now()));
});
