import type { ConnectionId } from '@valetkey/api-contracts';
import type { Origin } from '../network/origin.ts';
import type { Courier } from '../network/send.ts';
import type { AnyKind, Auth, Memory, TokenRequest } from './kinds/index.ts';
import type { Scrubber } from './redaction/scrubber.ts';
import { makeTokenRequest } from './token-request.ts';

export type Remembered = {
  readonly memory: Memory | undefined;
  readonly tokenRequest: (origins: readonly Origin[]) => TokenRequest;
  /** As of now. Made by whoever opens this version first; the forms are the same for all. */
  scrubber: (() => Scrubber) | undefined;
  /** Those of all versions that are known, and of what was tried last. */
  readonly inUse: () => ReadonlySet<Scrubber>;
};

export type CredentialMemories = {
  /** What is known under one version of a connection's secrets and settings. */
  of(connectionId: ConnectionId, version: string, kind: AnyKind, auth: Auth): Remembered;
  /** Values were sent that are not saved: answers that are under way are searched for them. */
  tried(connectionId: ConnectionId, scrubber: () => Scrubber): void;
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

  const tried = new Map<ConnectionId, () => Scrubber>();

  const open = (id: ConnectionId, kind: AnyKind, auth: Auth, versions: ReadonlyMap<string, Entry>): Entry => {
    let courier: Courier | undefined;
    return {
      scrubber: undefined,
      inUse: () => {
        const scrubbers = new Set<Scrubber>();
        const triedLast = tried.get(id)?.();
        if (triedLast !== undefined) scrubbers.add(triedLast);
        for (const { scrubber } of versions.values()) if (scrubber !== undefined) scrubbers.add(scrubber());
        return scrubbers;
      },
      memory: kind.remember?.(auth),
      tokenRequest: (origins) => {
        courier ??= openCourier();
        return makeTokenRequest(courier, origins);
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
      const entry = versions.get(version) ?? open(connectionId, kind, auth, versions);
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
    tried: (connectionId, scrubber) => {
      // Where nobody uses the connection there is no answer to search.
      if (known.has(connectionId)) tried.set(connectionId, scrubber);
    },
    forget: (connectionId) => {
      for (const id of connectionId === undefined ? [...known.keys()] : [connectionId]) {
        for (const { close } of known.get(id)?.values() ?? []) close();
        known.delete(id);
        tried.delete(id);
      }
    },
  });
};
