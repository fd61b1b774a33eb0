import type { CapabilityHandle } from '@valetkey/extension-api';
import type { Attack, Scene, Way } from '../attack.ts';

type Handle = CapabilityHandle<string>;

/** Presents what looks like a handle, and one that has been given back. */
export const forgedHandle: Attack = {
  name: 'forged-handle',
  ways: (scene) => {
    const { handle } = scene;
    const prototype: object = Object.getPrototypeOf(handle);
    const forgeries: Record<string, () => unknown> = {
      'empty object': () => ({}),
      nothing: () => undefined,
      'name of the provider': () => 'mallory.hostile/echo',
      'id of a capability': () => 'cap_000000000000000000001',
      'own prototype': () => Object.create(prototype),
      'handle as prototype': () => Object.create(handle),
      spread: () => ({ ...handle }),
      'copied properties': () =>
        Object.defineProperties(Object.create(prototype), Object.getOwnPropertyDescriptors(handle)),
      JSON: () => JSON.parse(JSON.stringify(handle)),
      'its constructor': () => Reflect.construct(prototype.constructor as new () => object, []),
      proxy: () => new Proxy(handle, {}),
      'structured clone': () => structuredClone(handle),
    };
    const ways = new Map<string, Way>(
      Object.entries(forgeries).map(([name, forge]) => [name, () => present(scene, forge())]),
    );
    ways.set('disposed handle', () => replay(scene));
    return ways;
  },
};

const present = async ({ connections, keep, read }: Scene, forgery: unknown): Promise<string> => {
  keep(forgery);
  await read(await connections.use(forgery as Handle).fetch('/public/small'));
  return 'an answer';
};

const replay = async ({ client, connections, read }: Scene): Promise<string> => {
  const spent = await client.attenuate({ paths: ['/public/**'] });
  connections.use(spent).dispose();
  await read(await connections.use(spent).fetch('/public/small'));
  return 'an answer';
};
