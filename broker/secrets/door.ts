import { ValetkeyError } from '@valetkey/api-contracts';
import type { Exchange, Hop, UnscrubbedHop } from '../network/exchange.ts';
import { NetworkError } from '../network/network-error.ts';
import { type Abortable, makeCancellation } from '../network/on-abort.ts';
import { scrubText } from '../network/scrub-head.ts';
import type { Courier, NetworkLimits, Scrub, SendRequest } from '../network/send.ts';
import { unlessAborted } from '../network/unless-aborted.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { type Credential, makeCredentialOpener, type OpenPowers } from './credential.ts';
import type { Scrubber } from './redaction/scrubber.ts';
import {
  type ProgramEvents,
  type ProgramPowers,
  type RunningProgram,
  startProgram,
} from './server-program.ts';
import { makeSessionScrub } from './session-scrub.ts';

export type { ProgramEvents, RunningProgram } from './server-program.ts';

/** A request as its caller decided it. The credential, a token that it needs, and the scrubbing are added behind the door. */
export type CredentialedRequest = Pick<
  SendRequest,
  'destination' | 'method' | 'headers' | 'body' | 'alsoHeaders' | 'patient'
> & {
  /**
   * Who can call it off. With `afterMs` nobody can, and the request itself has so long; fetching a token before it does
   * not count.
   */
  readonly endsBy: Abortable | { readonly afterMs: number };
  /**
   * Told of each request for a token, and of each redirected or repeated one, before it leaves; if this throws, it does
   * not leave.
   */
  readonly onHop: (hop: Hop) => void;
  /** Whether a redirect may turn the request into this method. Absent: into any. */
  readonly admitsMethod?: (method: string) => boolean;
  /** An event stream that stays open: it has sockets of its own, so that no request waits for it. */
  readonly stream?: boolean;
};

/** A connection whose credential was opened. It can be sent along and cannot be read. */
export type OpenConnection = {
  /** Everything in the exchange was scrubbed. Rejects with a NetworkError or a ValetkeyError. */
  send(request: CredentialedRequest): Promise<Exchange>;
};

export type ProgramCommand = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
};

/**
 * For a server that is talked to for long. What it says is searched for every secret that the connection has used since
 * the talk began, by the meaning of JSON texts and not by their bytes.
 */
export type Talk = {
  /** From now on, what the server says is searched for this credential, too. */
  open(connection: ConnectionInUse): OpenConnection & {
    /** Starts the connection's program with its declared variables. All that it prints was scrubbed. */
    start(program: ProgramCommand, on: ProgramEvents): RunningProgram;
  };
  /**
   * How much was taken out since this was asked before. With several requests at once, it is of all of them. Throws
   * where the credential is gone: of an answer that came after a sign-out nothing is handed on.
   */
  takeHits(): number;
  /** Scrubs what we say of the talk ourselves, in the log for instance. It is not counted. */
  text(value: string): string;
};

/** The only way from the rest of the broker to a credential, with sockets of its own. */
export type Door = {
  /** Throws ValetkeyError: the vault is locked, a secret is missing, nobody has signed in. */
  open(connection: ConnectionInUse): OpenConnection & {
    /** Scrubs what is shown of a request before it leaves. */
    text(value: string): string;
  };
  /** @param longestMessage in bytes */
  openTalk(longestMessage: number): Talk;
  /** Ends what is under way. */
  close(): Promise<void>;
};

export type DoorPowers = OpenPowers & {
  readonly openCourier: (limits?: Partial<NetworkLimits>) => Courier;
  readonly programs: ProgramPowers;
  /** Told of each credential that is opened, with what looks for it. */
  readonly onOpened?: (connection: ConnectionInUse, scrubber: () => Scrubber) => void;
};

const mostStreams = 1_024;

export function openDoor(powers: DoorPowers): Door {
  const courier = powers.openCourier();
  let streams: Courier | undefined;
  let closed = false;
  const opener = makeCredentialOpener(powers);
  const credentialOf = (connection: ConnectionInUse): Credential => {
    const credential = opener(connection);
    powers.onOpened?.(connection, credential.own);
    return credential;
  };

  const courierFor = ({ stream }: CredentialedRequest): Courier => {
    if (stream !== true || closed) return courier;
    streams ??= powers.openCourier({ connections: mostStreams });
    return streams;
  };
  const sender =
    (credential: Credential, scrub: Scrub): OpenConnection['send'] =>
    (request) =>
      sendWith(credential, scrub, courierFor(request), request);

  return Object.freeze<Door>({
    open: (connection) => {
      const credential = credentialOf(connection);
      const { scrub } = credential;
      return { send: sender(credential, scrub), text: (value) => scrubText(scrub, value) };
    },
    openTalk: (longestMessage) => {
      const { scrub, takeHits, text, use } = makeSessionScrub(longestMessage);
      return Object.freeze<Talk>({
        open: (connection) => {
          const credential = credentialOf(connection);
          use(credential);
          return {
            send: sender(credential, scrub),
            start: (program, on) =>
              startProgram({ ...program, environment: credential.environment }, scrub, on, powers.programs),
          };
        },
        takeHits,
        text,
      });
    },
    close: async () => {
      closed = true;
      await Promise.all([courier.close(), streams?.close()]);
    },
  });
}

/** Fetches a token where none lasts, places the credential, sends, scrubs. */
async function sendWith(
  credential: Credential,
  scrub: Scrub,
  courier: Courier,
  request: CredentialedRequest,
): Promise<Exchange> {
  const { endsBy, admitsMethod } = request;
  const signal = 'afterMs' in endsBy ? makeCancellation() : endsBy;
  // Before anything begins for it, such as a renewal.
  if (signal.aborted) throw new ValetkeyError({ code: 'aborted' });
  const onHop = (hop: UnscrubbedHop): void => request.onHop({ ...hop, path: scrubText(scrub, hop.path) });
  const waiter = { signal, onHop };

  const waiting = credential.ready(waiter);
  if (waiting !== undefined) await unlessAborted(waiting, signal);
  const { inject, learn, identity, pathWithout } = credential.onWire(waiter);
  return courier.send({
    destination: request.destination,
    method: request.method,
    headers: request.headers,
    body: request.body,
    alsoHeaders: request.alsoHeaders,
    patient: request.patient,
    signal: 'afterMs' in endsBy ? AbortSignal.timeout(endsBy.afterMs) : endsBy,
    inject,
    learn,
    identity,
    pathWithout,
    onHop: (hop) => {
      if (hop.repeated === undefined && admitsMethod?.(hop.method) === false)
        throw new NetworkError('redirect-refused', { why: 'method-caveat' });
      onHop(hop);
    },
    scrub,
  });
}
