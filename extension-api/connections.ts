import {
  type CapabilityRequest,
  type Client,
  type ControlContract,
  capabilityContract,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { Access } from './author-types.ts';
import { type CapabilityHandle, connectionBehind, makeHandle } from './capability-handle.ts';
import { type ConnectionClient, makeConnectionClient } from './connection-client.ts';
import type { MethodOf, PathOf, ProviderName } from './declared-connections.ts';
import { connectPort, type Port } from './host/connect-port.ts';

export type ConnectionRequestInput<Provider extends string> = {
  readonly provider: Provider;
  /**
   * Shown to the user as your own words: say what you will do with it. At most 200 characters. Absent: the reason that your
   * manifest declares, with several for one provider that of the first that allows this access.
   */
  readonly reason?: string | undefined;
  /**
   * What you need, within what your manifest declares; what is not named is not asked for. Absent: all of that, with
   * several for one provider all of the first.
   */
  readonly access?:
    | (Omit<Partial<Access>, 'methods' | 'paths'> & {
        readonly methods?: readonly MethodOf<Provider>[];
        readonly paths?: readonly PathOf<Provider>[];
      })
    | undefined;
  /** OAuth 2 scopes, within what your manifest declares. Absent: all of those. The user signs in for what is missing. */
  readonly scopes?: readonly string[] | undefined;
  /**
   * True: where no connection can be used yet, wait until the user has made one. In the desktop application only; elsewhere
   * the request is refused with `no-connection`, as without it.
   */
  readonly wait?: boolean | undefined;
};

export type Connections = {
  /**
   * Asks for a connection. The user answers, or has answered before.
   * Rejects with a ValetkeyError: `not-declared` and `provider-unknown` are the manifest's mistakes; `no-connection`,
   * `denied` and `connection-suspended` are the user's to change; `prompt-limit` and `consent-unavailable` pass.
   * `too-many-requests`: it has 1,024 handles, or took 2,048 in a row without a question; after those it gets 60 a minute.
   * Keep a handle and use it again.
   */
  request<Provider extends ProviderName>(
    request: ConnectionRequestInput<Provider>,
  ): Promise<CapabilityHandle<Provider>>;
  /** The client of a handle; of one that has ended, every method rejects. Anything else throws `capability-closed`. */
  use<Provider extends string>(handle: CapabilityHandle<Provider>): ConnectionClient<Provider>;
};

export function makeConnections(control: Client<ControlContract>): Connections {
  return Object.freeze({
    request: async <Provider extends ProviderName>({
      provider,
      reason,
      access,
      scopes,
      wait,
    }: ConnectionRequestInput<Provider>): Promise<CapabilityHandle<Provider>> => {
      const { port } = await control.request({
        provider,
        reason,
        access,
        scopes,
        wait,
      } as unknown as CapabilityRequest);
      return makeHandle<Provider>(
        connectPort(capabilityContract, port as unknown as Port, 'capability-closed'),
      );
    },
    use: <Provider extends string>(handle: CapabilityHandle<Provider>): ConnectionClient<Provider> => {
      const connected = connectionBehind(handle);
      if (connected === undefined)
        throw new ValetkeyError({ code: 'capability-closed', expected: whatInstead(handle) });
      return makeConnectionClient<Provider>(connected);
    },
  });
}

const whatInstead = (given: unknown): string =>
  typeof (given as { then?: unknown } | null | undefined)?.then === 'function'
    ? 'this is a promise: await it and use the resulting handle'
    : 'this is not a handle: use the object that request or attenuate returned, not a copy';
