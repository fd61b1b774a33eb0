import { nothing, type Scene } from '../attack.ts';
import { probe, runBy } from './reach-walk.ts';

type CallSite = { getThis?(): unknown; getFunction?(): unknown; getFileName?(): unknown };

/** V8 passes a stack's frames to its formatter, including functions and receivers of the host. */
export const callSites = async ({ client, keep }: Scene): Promise<string> => {
  const errors = Error as unknown as { prepareStackTrace?: unknown };
  const before = errors.prepareStackTrace;
  const sites: CallSite[] = [];
  try {
    errors.prepareStackTrace = (_error: unknown, frames: CallSite[]) => {
      sites.push(...frames);
      return '';
    };
    keep(new Error('look').stack);
    await client.fetch('http://[').catch((error: unknown) => keep((error as Error).stack));
  } finally {
    errors.prepareStackTrace = before;
  }
  keep(sites.map((site) => String(site.getFileName?.())));
  for (const site of sites) {
    const owner = site.getFunction?.() ?? site.getThis?.();
    if (typeof owner !== 'function' && typeof owner !== 'object') continue;
    const got = await probe(runBy(owner?.constructor), keep).catch(() => undefined);
    if (got !== undefined) return got;
  }
  return nothing(sites.length === 0 ? 'no call sites' : 'call sites without functions');
};

const traps = ['authorization', 'headers', 'token', 'secret', 'fetch', 'body', 'dispatcher', 'toJSON'];

/** Leaves traps on the prototype of everything and waits for somebody who carries the secret. */
export const polluted = async ({ client, keep, read }: Scene): Promise<string> => {
  const caught: unknown[] = [];
  const target = Object.prototype as unknown as Record<string, unknown>;
  let set = 0;
  try {
    for (const trap of traps) if (Reflect.defineProperty(target, trap, trapInto(caught, trap))) set += 1;
    await read(await client.fetch('/public/small'));
  } finally {
    for (const trap of traps) Reflect.deleteProperty(target, trap);
  }
  keep(caught);
  return nothing(set === 0 ? 'prototypes are frozen' : 'own objects only');
};

const trapInto = (caught: unknown[], trap: string): PropertyDescriptor => ({
  configurable: true,
  get(this: unknown): undefined {
    if (caught.length < 50) caught.push(this);
  },
  // Objects can still be made, or nobody would come by.
  set(this: object, value: unknown): void {
    if (caught.length < 50) caught.push(value);
    Object.defineProperty(this, trap, { value, configurable: true, enumerable: true, writable: true });
  },
});

/** Handles are kept in a WeakMap: a poisoned one sees what is behind them. */
export const poisonedWeakMap = async ({ connections, handle, keep, read }: Scene): Promise<string> => {
  const caught: unknown[] = [];
  const genuine = WeakMap.prototype.get;
  const poisoned = Reflect.defineProperty(WeakMap.prototype, 'get', {
    configurable: true,
    writable: true,
    value(this: WeakMap<object, unknown>, key: object) {
      const value: unknown = genuine.call(this, key);
      caught.push(value);
      return value;
    },
  });
  if (!poisoned) return nothing('prototypes are frozen');
  try {
    await read(await connections.use(handle).fetch('/public/small'));
  } finally {
    Object.defineProperty(WeakMap.prototype, 'get', { configurable: true, writable: true, value: genuine });
  }
  keep(caught);
  // What is behind a handle is the port that it stands for: no more authority than the handle.
  return nothing('own port only');
};
