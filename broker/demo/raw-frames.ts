import { MessageChannel, Worker } from 'node:worker_threads';
import type { Broker } from '../broker.ts';
import type { LoadedExtension } from '../providers/load-extension.ts';
import { messagePortTransport } from '../shells/node/message-port-transport.ts';

/** What a thread without any confinement can post: comlink's own words for "run this in the process that exposes". */
const frames: Readonly<Record<string, unknown>> = {
  'construct a Function': {
    id: '1',
    type: 'CONSTRUCT',
    path: ['request', 'constructor'],
    argumentList: [{ type: 'RAW', value: 'globalThis.valetkeyWasOwned = true' }],
  },
  'set __proto__': {
    id: '1',
    type: 'SET',
    path: ['__proto__', 'valetkeyWasOwned'],
    value: { type: 'RAW', value: true },
  },
  'replace a method': { id: '1', type: 'SET', path: ['request'], value: { type: 'RAW', value: 1 } },
  'read the object': { id: '1', type: 'GET', path: [] },
  'ask for an endpoint': { id: '1', type: 'ENDPOINT' },
  'an unknown handler': {
    id: '1',
    type: 'APPLY',
    path: ['log'],
    argumentList: [{ type: 'HANDLER', name: 'valetkey', value: 0 }],
  },
  'an argument list of 5': { id: '1', type: 'APPLY', path: ['log'], argumentList: 5 },
  'speak for another': {
    id: '1',
    type: 'APPLY',
    path: ['request'],
    argumentList: [
      { type: 'RAW', value: { provider: 'http', reason: 'x', extension: 'acme.registry-reader' } },
    ],
  },
};

/**
 * With the compartment taken away: a bare thread that holds the hostile extension's control port speaks raw comlink.
 * Returns what got through, by name.
 */
export const attackWithRawFrames = async (
  broker: Broker,
  extension: LoadedExtension,
): Promise<{ readonly tried: number; readonly got: readonly string[] }> => {
  const got: string[] = [];
  for (const [name, frame] of Object.entries(frames)) {
    const { port1, port2 } = new MessageChannel();
    let tellStopped: (was: boolean) => void = () => undefined;
    const stopped = new Promise<boolean>((resolve) => {
      tellStopped = resolve;
      setTimeout(resolve, 2_000, false).unref();
    });
    const { detach } = broker.attachExtension(extension, messagePortTransport(port1), {
      log: () => undefined,
      report: () => undefined,
      stop: () => tellStopped(true),
    });
    const thread = new Worker(
      `const { workerData } = require('node:worker_threads'); workerData.port.postMessage(workerData.frame);`,
      { eval: true, workerData: { port: port2, frame }, transferList: [port2], env: {} },
    );
    const wasStopped = await stopped;
    await thread.terminate();
    detach('stopped');
    const owned = 'valetkeyWasOwned' in globalThis || 'valetkeyWasOwned' in {};
    if (!wasStopped || owned) got.push(name);
  }
  return { tried: Object.keys(frames).length, got };
};
