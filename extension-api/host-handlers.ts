import type { Json } from '@valetkey/api-contracts';
import type { ExtensionContext, HostHandler } from './define-extension.ts';

export type HostHandlers = ExtensionContext['host'] & {
  /** Rejects where nothing handles this name. */
  run(name: string, input: Json): Promise<Json>;
};

export function makeHostHandlers(): HostHandlers {
  const handlers = new Map<string, HostHandler>();
  return Object.freeze<HostHandlers>({
    handle: (name, handler) => {
      if (typeof handler !== 'function') throw new TypeError('host.handle needs a name and a function.');
      handlers.set(String(name), handler);
    },
    run: async (name, input) => {
      const handler = handlers.get(name);
      if (handler === undefined)
        throw new Error(`Nothing handles \`${name}\`: call host.handle in activate.`);
      return (await handler(input)) ?? null;
    },
  });
}
