import { fork } from 'node:child_process';
import { MessageChannel } from 'node:worker_threads';
import { z } from 'zod';
import { readLines } from '../../../extensions/extension-output.ts';
import type { ExtensionProcess, StartProcess } from '../../../extensions/start-extension.ts';
import type { StopState } from '../../../powers.ts';
import { promised } from '../../../time/promised.ts';
import { guestFolder } from '../extension-worker.ts';
import { messagePortTransport } from '../message-port-transport.ts';
import { bridgePorts, controlChannel } from './bridge-ports.ts';

/** What inspected-child.ts is told to run. */
export type InspectedOrder = {
  readonly extensionId: string;
  readonly mainSource: string;
  readonly bundles: string;
  /** Of the inspector, on 127.0.0.1; 0 is any that is free. */
  readonly port: number;
  /** The broker's process, with which it ends. */
  readonly broker: number;
};

/** What comes back. A debugger may send anything, but no port: those go to the extension, never from it. */
const childMessage = z.union([
  z.strictObject({ channel: z.int().nonnegative(), message: z.unknown() }),
  z.strictObject({ channel: z.int().nonnegative(), closed: z.literal(true) }),
  z.strictObject({ ended: z.enum(['stopped', 'crashed', 'hung', 'out-of-memory', 'protocol-violation']) }),
]);
export type ChildMessage = z.output<typeof childMessage>;

/** Processes run what tsc built, also when this module runs as TypeScript source, as in vitest. */
const childScript = new URL(
  './inspected-child.js',
  import.meta.url.endsWith('.ts')
    ? import.meta.url.replace('/broker/shells/', '/broker/dist/shells/')
    : import.meta.url,
);

/**
 * Runs an extension for its author, who debugs it: in a process of its own with an inspector on 127.0.0.1, which waits for
 * a debugger. The threads of the Node shell are in the broker's process, where an inspector would show every secret.
 *
 * Anyone who connects can run code as the person who started this: it is for development alone.
 */
export function startInspectedExtension(
  { extensionId, mainSource, onOutput }: Parameters<StartProcess>[0],
  port: number,
): ExtensionProcess {
  const child = fork(childScript, [], {
    // Neither this process's flags nor its environment: NODE_OPTIONS could open another inspector.
    execArgv: [],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Ctrl-C reaches this process alone, which then stops the other.
    detached: true,
  });
  const { port1, port2 } = new MessageChannel();
  const transport = messagePortTransport(port1);
  const bridge = bridgePorts((frame) => {
    // Where it has just ended, `exit` says so.
    if (child.connected) child.send(frame, () => undefined);
  });
  bridge.join(controlChannel, messagePortTransport(port2));

  let reason: StopState | undefined;
  const [ending, tellEnding] = promised<StopState>();
  const stopped = new Promise<StopState>((resolve) => {
    const ended = (): void => {
      reason ??= 'crashed';
      tellEnding(reason);
      transport.close();
      bridge.end();
      resolve(reason);
    };
    child.once('exit', ended);
    child.once('error', ended);
  });
  const stop = async (why: StopState = 'stopped'): Promise<void> => {
    reason ??= why;
    tellEnding(reason);
    transport.close();
    child.kill('SIGKILL');
    await stopped;
  };

  child.on('message', (given) => {
    const { data } = childMessage.safeParse(given);
    if (data === undefined) void stop('protocol-violation');
    else if ('ended' in data) void stop(data.ended);
    else bridge.receive(data);
  });
  if (child.stderr !== null) readLines(child.stderr, performance.now.bind(performance), onOutput);
  const order: InspectedOrder = {
    extensionId,
    mainSource,
    bundles: guestFolder(),
    port,
    broker: process.pid,
  };
  child.send(order);

  // It may stand at a breakpoint: silence means nothing here.
  return Object.freeze<ExtensionProcess>({ transport, alive: () => undefined, stop, ending, stopped });
}
