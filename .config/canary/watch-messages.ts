import { MessagePort, Worker } from 'node:worker_threads';

type Look = (where: string, value: unknown) => void;

/** A page hands in what the user typed: what is asked of the broker is not looked at, all that it answers is. */
const asksTheBroker = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'APPLY';

/** Calls `look` before the method, with what it is given; the method itself is as it was. */
export const lookBefore = (
  target: object,
  name: string,
  look: (...args: readonly unknown[]) => void,
): void => {
  const method = Reflect.get(target, name) as (...args: never[]) => unknown;
  Reflect.set(target, name, function (this: unknown, ...args: never[]) {
    look(...args);
    return method.apply(this, args);
  });
};

export const watchPort = (prototype: object, look: Look): void =>
  lookBefore(prototype, 'postMessage', (message) => {
    if (!asksTheBroker(message)) look('a message on a port', message);
  });

export const watchPorts = (look: Look): void => {
  for (const { prototype } of [MessagePort, Worker]) watchPort(prototype, look);
};

export const watchPrinted = (look: Look): void => {
  // In a test process vitest's console has streams of its own.
  const { _stdout, _stderr } = console as unknown as Readonly<Record<string, object>>;
  for (const stream of new Set([process.stdout, process.stderr, _stdout, _stderr]))
    if (stream !== undefined) lookBefore(stream, 'write', (chunk) => look('what was printed', chunk));
};
