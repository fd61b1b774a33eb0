import { type ConnectionId, type OauthFlow, ValetkeyError } from '@valetkey/api-contracts';
import type { Note } from '../audit/note.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { SignInProgress } from '../contracts/sign-in.ts';
import { type Resolver, requireHere } from '../resolve/resolve-connection.ts';
import { classifyError } from '../secrets/oauth/classify-error.ts';
import { OauthError } from '../secrets/oauth/oauth-error.ts';
import { asSignInConnection, type SignInConnection } from '../secrets/oauth/sign-in-connection.ts';
import { makeUnfinished } from '../time/unfinished.ts';
import { outwardError } from '../use/outward-error.ts';
import type { OauthPowers } from './oauth-powers.ts';
import { hostOf, type RunPowers, runSignIn, type SignedIn, type SignInStep } from './run-sign-in.ts';
import { type OauthSession, tokensInSession } from './session-rows.ts';

export type SignIns = {
  /** Throws ValetkeyError when it cannot even begin. A sign-in of the same connection that is under way ends. */
  begin(wanted: {
    readonly connectionId: ConnectionId;
    readonly flow?: OauthFlow | undefined;
    readonly scopes: readonly string[];
    /** Called once there is a code to be typed in, where no page of ours asks for progress. */
    readonly onDevice?: (shown: SignInProgress) => void;
    /** Throws where it must not be stored any more. */
    readonly beforeStored?: () => void;
  }): SignInProgress;
  /** Throws `not-found`. */
  progress(id: string): SignInProgress;
  openPage(id: string): Promise<SignInProgress>;
  cancel(id: string): SignInProgress;
  /** Resolves with how it ended. Throws `not-found`. */
  ended(id: string): Promise<SignInProgress>;
  underWay(connectionId: ConnectionId): boolean;
  /** Ends those of the connections that are meant. */
  endWhere(isMeant: (connectionId: ConnectionId) => boolean): void;
  /** Ends all, and resolves when the last of them has written how it ended. */
  close(): Promise<void>;
};

type SignInUnderWay = {
  progress: SignInProgress;
  url: string | undefined;
  readonly controller: AbortController;
  readonly onDevice: ((shown: SignInProgress) => void) | undefined;
  readonly beforeStored: (() => void) | undefined;
  ran: Promise<void>;
};

/** Ended ones are kept as long as a page may still ask how they ended. */
const mostKept = 32;

export function makeSignIns(
  powers: OauthPowers &
    RunPowers & {
      readonly resolver: Pick<Resolver, 'resolve' | 'forget'>;
      readonly connections: Pick<ConnectionStore, 'update'>;
      readonly note: Note;
      readonly signedIn: (connectionId: ConnectionId) => void;
    },
): SignIns {
  const { audit, note, resolver, door, now, log } = powers;
  const known = new Map<string, SignInUnderWay>();
  const running = makeUnfinished();

  const isUnderWay = ({ progress: { state } }: SignInUnderWay): boolean =>
    state !== 'signed-in' && state !== 'failed';
  const of = (id: string): SignInUnderWay => {
    const one = known.get(id);
    if (one === undefined) throw new ValetkeyError({ code: 'not-found' });
    return one;
  };
  const endWhere: SignIns['endWhere'] = (isMeant) => {
    for (const one of known.values())
      if (isUnderWay(one) && isMeant(one.progress.connectionId)) one.controller.abort();
  };

  const open = async (one: SignInUnderWay): Promise<void> => {
    if (one.url === undefined) throw new ValetkeyError({ code: 'conflict' });
    const { url } = one;
    await powers.openInSystemBrowser(url).catch((cause: unknown) => {
      const tooMany = cause instanceof ValetkeyError && cause.code === 'too-many-pages';
      throw new OauthError(tooMany ? 'too-many-pages' : 'no-browser', { cause });
    });
    one.progress = { ...one.progress, page: { host: hostOf(url), opened: true } };
  };

  const tell = async (one: SignInUnderWay, { url, openNow, ...step }: SignInStep): Promise<void> => {
    one.progress = { ...one.progress, ...step };
    if (url === undefined) return;
    one.url = url;
    one.progress = { ...one.progress, page: { host: hostOf(url), opened: false } };
    if (openNow === true) await open(one);
    if (step.device !== undefined) one.onDevice?.(one.progress);
  };

  const run = async (
    one: SignInUnderWay,
    connection: SignInConnection,
    scopes: readonly string[],
  ): Promise<void> => {
    const { connectionId, flow } = one.progress;
    try {
      const before = signInBefore(connection);
      const signedIn = await runSignIn(
        connection,
        flow,
        scopes,
        before,
        one.controller.signal,
        powers,
        (step) => tell(one, step),
      );
      one.beforeStored?.();
      store(connection, flow, signedIn);
      one.progress = { ...one.progress, state: 'signed-in' };
      powers.signedIn(connectionId);
    } catch (error) {
      const why = whyOf(error);
      if (why === 'internal') log('error', 'a sign-in failed', error);
      one.progress = { ...one.progress, state: 'failed', why };
      note({ kind: 'sign-in.failed', connectionId, outcome: 'failed', detail: why });
    }
  };

  const sessionOf = ({ id, authorityDigest }: SignInConnection): OauthSession | undefined => {
    const session = powers.rows.get(id)?.session;
    return session?.authorityDigest === authorityDigest ? session : undefined;
  };

  /** With discovery: who we were at the issuer, so that we are not registered at each sign-in. */
  const signInBefore = (connection: SignInConnection): Parameters<typeof runSignIn>[3] => {
    const session = sessionOf(connection);
    if (session?.discovered === undefined) return {};
    const { counter, server, discovered } = session;
    const { id: connectionId, authorityDigest } = connection;
    const opened = door.open({ connectionId, authorityDigest }, counter);
    return { tokens: opened.ok ? opened.secret : undefined, before: { server, discovered } };
  };

  /** Tokens first, and named by the metadata after, so that a killed process leaves the old state or the new one. */
  const store = (
    connection: SignInConnection,
    flow: OauthFlow,
    { issued, server, discovered }: SignedIn,
  ): void => {
    const { id: connectionId, authorityDigest } = connection;
    const resolved = resolver.resolve(connectionId);
    requireHere(resolved);
    if (resolved.inUse.authorityDigest !== authorityDigest) throw new ValetkeyError({ code: 'conflict' });
    const place = { connectionId, authorityDigest };
    const counter = door.seal(place, issued, 0, sessionOf(connection)?.counter);
    const { record } = resolved;
    if (!resolved.sealedForThis) {
      // The user has signed in to where it goes now. Secrets that were saved for another place do not come along.
      powers.connections.update(connectionId, record.updatedAt, {
        authorityDigest,
        secretRefs: record.secretRefs.filter((ref) => door.opens(place, ref)),
      });
      resolver.forget();
    }
    audit.appendDurably({ kind: 'connection.signed-in', connectionId, detail: flow });
    powers.rows.put(connectionId, {
      counter,
      authorityDigest,
      flow,
      signedInAt: now(),
      server,
      ...tokensInSession(flow, issued),
      discovered,
      skewSeconds: issued.skewSeconds,
    });
    door.settle(connectionId, counter);
  };

  return Object.freeze<SignIns>({
    begin: ({ connectionId, flow: wanted, scopes, onDevice, beforeStored }) => {
      const connection = asSignInConnection(resolver.resolve(connectionId).inUse);
      const flow = wanted ?? connection.auth.flows[0];
      if (flow === undefined || !connection.auth.flows.includes(flow)) {
        throw new ValetkeyError({ code: 'sign-in-failed', why: 'flow-missing' });
      }
      const why = door.whyLocked();
      if (why !== undefined) throw new ValetkeyError({ code: 'vault-locked', why });
      endWhere((id) => id === connectionId);
      audit.appendDurably({ kind: 'sign-in.started', connectionId, detail: flow });
      const signInId = `sig_${powers.makeId()}`;
      const one: SignInUnderWay = {
        progress: { signInId, connectionId, flow, state: 'starting' },
        url: undefined,
        controller: new AbortController(),
        onDevice,
        beforeStored,
        ran: Promise.resolve(),
      };
      // Those that have ended go first: another connection's sign-in is not given up for them.
      const oldestFirst = [...known].toSorted(
        ([, a], [, b]) => Number(isUnderWay(a)) - Number(isUnderWay(b)),
      );
      for (const [oldest, kept] of oldestFirst) {
        if (known.size < mostKept) break;
        kept.controller.abort();
        known.delete(oldest);
      }
      known.set(signInId, one);
      const { scopes: granted = [], wantedScopes = [] } = powers.rows.get(connectionId)?.session ?? {};
      const asked = [...new Set([...connection.auth.scopes, ...granted, ...wantedScopes, ...scopes])];
      one.ran = run(one, connection, asked);
      running.add(one.ran);
      return one.progress;
    },
    progress: (id) => of(id).progress,
    openPage: async (id) => {
      const one = of(id);
      if (!isUnderWay(one)) return one.progress;
      await open(one).catch((error: unknown) => {
        throw error instanceof OauthError
          ? new ValetkeyError({ code: 'sign-in-failed', why: error.code })
          : error;
      });
      return one.progress;
    },
    cancel: (id) => {
      const one = of(id);
      if (isUnderWay(one)) one.controller.abort();
      return one.progress;
    },
    ended: async (id) => {
      const one = of(id);
      await one.ran;
      return one.progress;
    },
    underWay: (connectionId) =>
      [...known.values()].some((one) => one.progress.connectionId === connectionId && isUnderWay(one)),
    endWhere,
    close: async () => {
      endWhere(() => true);
      await running.ended();
    },
  });
}

/** One of our own words, for the page that shows how it ended. */
const whyOf = (error: unknown): string => {
  if (error instanceof ValetkeyError) return error.code;
  try {
    return classifyError(error).code;
  } catch {
    return outwardError(error).code;
  }
};
