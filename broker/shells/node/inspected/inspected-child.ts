/**
 * The process of an extension that is debugged: its thread, as the Node shell runs it, and a bridge from its port to the
 * broker's process. Only here is an inspector; nothing of the broker is in this memory.
 */
import * as inspector from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { startExtensionWorker } from '../extension-worker.ts';
import { type BridgeFrame, bridgePorts, controlChannel } from './bridge-ports.ts';
import type { ChildMessage, InspectedOrder } from './start-inspected-extension.ts';

/** An extension that stands at a breakpoint says nothing for as long as its author looks. */
const silenceMs = 24 * 3_600_000;

/** This thread may stand still, and does not end while a debugger is connected. */
const endWithBroker = `const { workerData } = require('node:worker_threads');
  setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL'); }, 500);`;

process.once('message', ({ extensionId, mainSource, bundles, port, broker }: InspectedOrder) => {
  const watch = new Worker(endWithBroker, { eval: true, name: 'watch', workerData: broker, env: {} });
  watch.once('online', () => {
    inspector.open(port, '127.0.0.1');
    if (inspector.url() === undefined) process.exit(1); // Node has said why
    inspector.waitForDebugger();
    run();
  });
  const run = (): void => {
    const extension = startExtensionWorker({
      extensionId,
      mainSource,
      bundles,
      limits: { silenceMs },
      onOutput: (line) => process.stderr.write(`${line}\n`),
    });
    const tell = (message: ChildMessage): void => {
      if (process.connected) process.send?.(message);
    };
    const bridge = bridgePorts(tell);
    process.on('message', (frame: BridgeFrame) => bridge.receive(frame));
    bridge.join(controlChannel, extension.transport);
    void extension.ending.then((ended) => tell({ ended }));
  };
});
