import { ValetkeyError } from '@valetkey/api-contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CapabilityHandle } from './capability-handle.ts';
import { gatedConnections } from './fixtures/gated-connections.ts';

const description = { provider: 'acme', caveats: [{ methods: [], paths: [], mcpTools: [] }] } as never;

describe('a handle', () => {
  let gated: ReturnType<typeof gatedConnections>;
  let handle: CapabilityHandle<'acme'>;

  beforeEach(async () => {
    gated = gatedConnections({ describe: () => description });
    handle = await gated.connections.request({ provider: 'acme', reason: 'For tests.' });
  });
  afterEach(() => gated.end());

  it('a handle has no members and cannot be given any', () => {
    expect(Reflect.ownKeys(handle)).toEqual([]);
    expect(Object.isFrozen(handle)).toBe(true);
    expect(Object.isFrozen(Object.getPrototypeOf(handle))).toBe(true);
    expect(Object.isFrozen(handle.constructor)).toBe(true);
    expect(String(handle)).toBe('[object CapabilityHandle]');
  });

  it('a handle that is made into JSON says that it is not data', () => {
    expect(() => JSON.stringify({ handle })).toThrow('not data');
  });

  const prototype = (): object => Object.getPrototypeOf(handle);
  const forgeries: readonly [string, () => unknown][] = [
    ['an empty object', () => ({})],
    ['nothing', () => undefined],
    ['null', () => null],
    ['the name of a provider', () => 'acme'],
    ['the id of a capability', () => 'cap_aaaaaaaaaaaaaaaaaaaaa'],
    ['a spread', () => ({ ...handle })],
    ['JSON', () => JSON.parse('{}')],
    ['a structured clone', () => structuredClone(handle)],
    ['its prototype', prototype],
    ['an object with its prototype', () => Object.create(prototype())],
    ['an object that inherits from it', () => Object.create(handle)],
    [
      'a copy of its properties',
      () => Object.defineProperties(Object.create(prototype()), Object.getOwnPropertyDescriptors(handle)),
    ],
    ['what its constructor makes', () => Reflect.construct(handle.constructor as new () => object, [])],
    ['a proxy of it', () => new Proxy(handle, {})],
    ['a function', () => () => handle],
  ];
  it.each(forgeries)('a handle is not %s', (_what, forge) => {
    let thrown: unknown;
    try {
      gated.connections.use(forge() as CapabilityHandle);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ValetkeyError);
    expect(thrown).toMatchObject({ code: 'capability-closed' });
    expect(String(thrown)).toContain('this is not a handle');
  });

  it('a promise of a handle is refused, and the author is told to await it', async () => {
    const early = gated.connections.request({ provider: 'acme', reason: 'x' });
    expect(() => gated.connections.use(early as unknown as CapabilityHandle)).toThrow('await it');
    await early;
  });

  it('a handle works for anyone who holds it, any number of times', async () => {
    const [one, other] = [gated.connections.use(handle), gated.connections.use(handle)];
    expect(await one.describe()).toEqual(description);
    expect(await other.describe()).toEqual(description);
  });

  it('a disposed handle is refused like one that does not exist', async () => {
    const client = gated.connections.use(handle);
    gated.connections.use(handle).dispose();
    await client.closed;
    await expect(client.describe()).rejects.toMatchObject({ code: 'capability-closed' });
    await expect(gated.connections.use(handle).describe()).rejects.toMatchObject({
      code: 'capability-closed',
    });
    await expect(client.attenuate({})).rejects.toMatchObject({ code: 'capability-closed' });
    client.dispose();
    await vi.waitFor(() => expect(gated.closings).toEqual(['capability']));
  });

  // As `using client = ...` does at the end of its block.
  it('Symbol.dispose ends a handle like dispose', async () => {
    const client = gated.connections.use(handle);
    await client.describe();
    client[Symbol.dispose]();
    await client.closed;
    expect(
      await gated.connections
        .use(handle)
        .describe()
        .catch(({ code }) => code),
    ).toBe('capability-closed');
  });
});
