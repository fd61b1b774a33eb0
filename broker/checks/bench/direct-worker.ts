import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Agent, fetch, Response } from 'undici';
import { type Order, runLoop } from './loops.ts';
import { makeRelayed } from './relayed.ts';

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

const relayed = makeRelayed(
  (frame) => relayPort.postMessage(frame),
  (bytes, head) => new Response(bytes, head),
);
relayPort.on('message', relayed.answered);

parentPort?.on('message', async (order: Order) => {
  const fetchOne = order.call === 'relay' ? relayed.fetch : direct;
  const call = (): Promise<unknown> => fetchOne(order.target ?? '/');
  parentPort?.postMessage(await runLoop(call, order, () => performance.now()));
});
