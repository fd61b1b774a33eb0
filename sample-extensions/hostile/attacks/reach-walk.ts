import { nothing } from '../attack.ts';

/** All names that are in scope everywhere, those of the prototypes too. */
export const hostNames = (world: object): readonly string[] => {
  const names = new Set<string>();
  for (let at: object | null = world; at !== null; at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) names.add(String(key));
  }
  return [...names];
};

/** Every object that can be reached by properties, getters and prototypes. */
export const everythingFrom = (root: unknown): readonly object[] => {
  const seen = new Set<object>();
  const queue: unknown[] = [root];
  for (let at = 0; at < queue.length && seen.size < 5_000; at += 1) {
    const value = queue[at];
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value))
      continue;
    seen.add(value);
    try {
      queue.push(Object.getPrototypeOf(value));
      for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(value))) {
        queue.push(descriptor.value, descriptor.get, descriptor.set);
      }
    } catch {
      // a proxy or a foreign object that does not want to be looked at
    }
  }
  return [...seen];
};

/** Runs source text by a constructor of functions: plain, async, or of generators. */
export const runBy =
  (maker: unknown) =>
  async (code: string): Promise<unknown> => {
    if (typeof maker !== 'function') return nothing('not there');
    const made = maker(`return (${code})`) as () => unknown;
    const value = await made();
    const { next } = Object(value) as { next?: () => unknown };
    if (next === undefined) return value;
    return ((await next.call(value)) as { value: unknown }).value;
  };

/** Does what evaluates this see the host? The word is put together, or the loader would refuse this script. */
export const probe = async (
  run: (code: string) => unknown,
  keep: (loot: unknown) => void,
): Promise<string> => {
  const process = await run('typeof process === "object" ? process : undefined');
  if (process !== undefined) {
    keep((process as { env?: unknown }).env);
    return 'process';
  }
  const module = await run(`${['im', 'port'].join('')}("node:fs")`);
  keep(module);
  return module === undefined ? nothing('empty-handed') : 'a module';
};
