import type { ConnectionId } from '@valetkey/api-contracts';
import type { AnyKind, Auth, Memory, TokenRequest } from '../network/credential-kinds/index.ts';
import type { Origin } from '../network/origin.ts';
import type { Courier, Hop } from '../network/send.ts';
import { makeTokenRequest } from '../network/token-request.ts';

export type Remembered = {
  readonly memory: Memory | undefined;
  /** Each request is told to `onHop` before it leaves. */
  readonly tokenRequest: (
    origins: readonly Origin[],
    onHop: ((hop: Hop) => void) | undefined,
  ) => TokenRequest;
};

export type CredentialMemories = {
  /** What is known under one version of a connection's secrets and settings. */
  of(connectionId: ConnectionId, version: string, kind: AnyKind, auth: Auth): Remembered;
  /** Tokens are gone, and requests for them are aborted. */
  forget(connectionId?: ConnectionId): void;
};

/** The one in use, and one that is tried before it is saved. */
const versionsKept = 2;

/**
 * What credential kinds remember, one per connection: extensions that use the same connection share its token, so
 * that a hundred uses at once ask for one. Tokens live here only, never on disk.
 */
export const makeCredentialMemories = (openCourier: () => Courier): CredentialMemories => {
  type Entry = Remembered & { readonly close: () => void };
  const known = new Map<ConnectionId, Map<string, Entry>>();

  const open = (kind: AnyKind, auth: Auth): Entry => {
    let courier: Courier | undefined;
    return {
      memory: kind.remember?.(auth),
      tokenRequest: (origins, onHop) => {
        courier ??= openCourier();
        return makeTokenRequest(courier, origins, onHop);
      },
      close: () => {
        courier?.close().catch(() => undefined);
      },
    };
  };

  return Object.freeze<CredentialMemories>({
    of: (connectionId, version, kind, auth) => {
      const versions = known.get(connectionId) ?? new Map<string, Entry>();
      known.set(connectionId, versions);
      const entry = versions.get(version) ?? open(kind, auth);
      // Used last comes last.
      versions.delete(version);
      versions.set(version, entry);
      for (const [oldest, { close }] of versions) {
        if (versions.size <= versionsKept) break;
        versions.delete(oldest);
        close();
      }
      return entry;
    },
    forget: (connectionId) => {
      for (const id of connectionId === undefined ? [...known.keys()] : [connectionId]) {
        for (const { close } of known.get(id)?.values() ?? []) close();
        known.delete(id);
      }
    },
  });
};
