import type { ConnectionId } from '@valetkey/api-contracts';
import type { Origin } from '../network/origin.ts';
import type { Courier } from '../network/send.ts';
import type { AnyKind, Auth, Memory, TokenRequest } from './kinds/index.ts';
import type { Scrubber } from './redaction/scrubber.ts';
import { makeTokenRequest } from './token-request.ts';

export type Remembered = {
  readonly memory: Memory | undefined;
  readonly tokenRequest: (origins: readonly Origin[]) => TokenRequest;
  /** As of now. Made by the first opener of this version; the forms are the same for all. */
  scrubber: (() => Scrubber) | undefined;
  /** Those of all versions that are known, and of what was tried last. */
  readonly inUse: () => ReadonlySet<Scrubber>;
};
type Entry = Remembered & { readonly close: () => void };
type Versions = { readonly known: Map<string, Entry>; earlier: readonly (() => Scrubber)[] };

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
/** Their tokens outlive them at the service, which can tell them: as many as are kept of tokens (still-retired.ts). */
const earlierKept = 4;

/**
 * What credential kinds remember, one per connection: extensions that use the same connection share its token, so
 * that a hundred uses at once ask for one. Tokens live here only, never on disk.
 */
export const makeCredentialMemories = (openCourier: () => Courier): CredentialMemories => {
  const known = new Map<ConnectionId, Versions>();

  const tried = new Map<ConnectionId, () => Scrubber>();

  const open = (id: ConnectionId, kind: AnyKind, auth: Auth, versions: Versions): Entry => {
    let courier: Courier | undefined;
    return {
      scrubber: undefined,
      inUse: () => {
        const scrubbers = new Set<Scrubber>();
        const triedLast = tried.get(id)?.();
        if (triedLast !== undefined) scrubbers.add(triedLast);
        for (const { scrubber } of versions.known.values())
          if (scrubber !== undefined) scrubbers.add(scrubber());
        for (const scrubber of versions.earlier) scrubbers.add(scrubber());
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
      const versions = known.get(connectionId) ?? { known: new Map<string, Entry>(), earlier: [] };
      known.set(connectionId, versions);
      const entry = versions.known.get(version) ?? open(connectionId, kind, auth, versions);
      // Used last comes last.
      versions.known.delete(version);
      versions.known.set(version, entry);
      for (const [oldest, { scrubber, close }] of versions.known) {
        if (versions.known.size <= versionsKept) break;
        versions.known.delete(oldest);
        if (scrubber !== undefined) versions.earlier = [scrubber, ...versions.earlier].slice(0, earlierKept);
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
        for (const { close } of known.get(id)?.known.values() ?? []) close();
        known.delete(id);
        tried.delete(id);
      }
    },
  });
};
