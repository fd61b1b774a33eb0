import type { CapabilityContract } from '@valetkey/api-contracts';
import type { Connected } from './host/connect-port.ts';

/**
 * What an extension holds for a capability. It has no members: the authority is the port behind it, and the port is
 * kept here, keyed by the handle's identity. A copy, a spread, `{}` or JSON is not a handle. Dropping a
 * handle, and of its clients, lets go of the authority too, once the garbage is collected.
 */
export type CapabilityHandle<Provider extends string = string> = OpaqueHandle<Provider>;

declare const provider: unique symbol;

/** Exported as a type only: a `#private` member makes it nominal, so that no look-alike type-checks. */
class OpaqueHandle<Provider extends string> {
  // For the type checker alone: it keeps handles of different providers apart. A private member would not do it,
  // since a declaration file says of it no more than that it is there.
  declare readonly [provider]?: Provider;
  readonly #opaque = true;

  /** A handle in JSON would be an empty object that looks like one; this says so instead. */
  toJSON(): never {
    void this.#opaque;
    throw new TypeError('A capability handle is not data: it cannot be stored or sent as JSON.');
  }

  get [Symbol.toStringTag](): string {
    return 'CapabilityHandle';
  }
}
Object.freeze(OpaqueHandle.prototype);
Object.freeze(OpaqueHandle);

const connections = new WeakMap<object, Connected<CapabilityContract>>();
/** A weaker capability dies with the one it came from, so that one must not be collected while the weaker is held. */
const cameFrom = new WeakMap<Connected<CapabilityContract>, Connected<CapabilityContract>>();

export const makeHandle = <Provider extends string>(
  connected: Connected<CapabilityContract>,
  from?: Connected<CapabilityContract>,
): CapabilityHandle<Provider> => {
  const handle = new OpaqueHandle<Provider>();
  connections.set(handle, connected);
  if (from !== undefined) cameFrom.set(connected, from);
  Object.freeze(handle);
  return handle;
};

/** The port behind a handle, or undefined for anything that is not one. */
export const connectionBehind = (handle: unknown): Connected<CapabilityContract> | undefined =>
  typeof handle === 'object' && handle !== null ? connections.get(handle) : undefined;
