const { setTimeout, setInterval, clearTimeout, queueMicrotask } = globalThis;

type Callback = (...args: unknown[]) => void;

const longest = 2 ** 31 - 1;

/**
 * The web's timers, which answer with numbers. Node's own return a Timeout, which is linked to its neighbours in
 * Node's lists and so to other timers' callbacks, and is `this` in the callback.
 */
export function makeTimers() {
  const running = new Map<number, NodeJS.Timeout>();
  let last = 0;

  const stop = (id: unknown): void => {
    const timer = running.get(Number(id));
    if (timer === undefined) return;
    running.delete(Number(id));
    clearTimeout(timer);
  };

  return {
    setTimeout: (callback: Callback, ms?: unknown, ...args: unknown[]): number => {
      const id = ++last;
      const run = callable(callback);
      running.set(
        id,
        setTimeout(() => {
          running.delete(id);
          run(...args);
        }, delay(ms)),
      );
      return id;
    },
    setInterval: (callback: Callback, ms?: unknown, ...args: unknown[]): number => {
      const id = ++last;
      const run = callable(callback);
      running.set(
        id,
        setInterval(() => run(...args), delay(ms)),
      );
      return id;
    },
    clearTimeout: (id?: unknown) => stop(id),
    clearInterval: (id?: unknown) => stop(id),
    queueMicrotask: (callback: () => void) => {
      const run = callable(callback);
      queueMicrotask(() => run());
    },
  };
}

/** A string would be evaluated by a browser; here it is refused, as Node does. */
const callable = (callback: unknown): Callback => {
  if (typeof callback !== 'function') throw new TypeError('A timer needs a function.');
  return callback as Callback;
};

/** As in Node and browsers, out of range is "as soon as possible"; Node's warning about it is spared. */
const delay = (ms: unknown): number => {
  const number = Number(ms ?? 0);
  return number >= 1 && number <= longest ? number : 1;
};
