import {
  type CapabilityContract,
  capabilityContract,
  type Facet,
  type FetchRequest,
  type ProviderId,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { givenInLine } from '../audit/authority-in-line.ts';
import { endOf } from '../grants/caveats.ts';
import type { Ledger, Live } from '../grants/ledger.ts';
import { type McpPowers, mcpMethods } from '../mcp/open-mcp.ts';
import { highWaterOf, longestPiece } from '../network/body-queue.ts';
import { openGate } from '../port/gate.ts';
import { smallCall, whileHeld } from '../port/share.ts';
import type { TransferablePort } from '../port/transport.ts';
import { recorded } from '../requests/record-authority.ts';
import { fetchThrough, type OpenBody } from './fetch.ts';
import { outwardError } from './outward-error.ts';
import type { Session } from './session.ts';
import { makeUnderWay, type UnderWay } from './under-way.ts';

export type CapabilityPowers = McpPowers & {
  readonly ledger: Pick<Ledger, 'attenuate' | 'end'>;
  /** A connection never changes its provider. */
  readonly providerOf: (live: Live) => ProviderId;
};

/** Puts a live capability behind a port of its own and returns the far end: holding that is the authority. */
export function openCapability(live: Live, powers: CapabilityPowers): TransferablePort {
  const { near, far } = powers.makeChannel();
  const { session, release } = powers.sessions.hold(live.principal.id, live.connectionId);
  const underWay = makeUnderWay(live);
  const gate = openGate({
    contract: capabilityContract,
    facet: facetOf(live, session, underWay, powers),
    transport: near,
    share: powers.shareOf(live.principal.id),
    onViolation: (why) => powers.onViolation(live, why),
    onClosed: () => powers.ledger.end(live, 'disposed'),
    onInternalError: powers.onInternalError,
  });
  live.onEnd((why) => {
    gate.close(why === 'workspace-closed' ? why : 'capability-closed');
    release();
  });
  return far;
}

const facetOf = (
  live: Live,
  session: Session,
  underWay: UnderWay,
  powers: CapabilityPowers,
): Facet<CapabilityContract> => {
  let provider: ProviderId | undefined;
  return {
    describe: () => {
      // When it is asked for, and once: a connection that cannot be read is no reason to half open a handle.
      provider ??= powers.providerOf(live);
      const { levels } = live;
      const usesLeft = live.usesLeft();
      const endsAt = endOf(levels);
      return {
        provider,
        caveats: [...levels],
        usesLeft,
        endsAt,
      };
    },
    ...fetchMethods(live, session, underWay, powers),
    attenuate: (wanted) => {
      if (!powers.lines.take(live.principal.id, 'handle'))
        throw new ValetkeyError({ code: 'too-many-requests' });
      const child = powers.ledger.attenuate(live, wanted);
      const { principal, connectionId, id: capabilityId, levels } = child;
      const added = levels.at(-1);
      const given = added && givenInLine(added);
      recorded(child, powers, {
        kind: 'capability.attenuated',
        extension: principal.id,
        connectionId,
        capabilityId,
        parent: live.id,
        ...given,
      });
      return { port: openCapability(child, powers) };
    },
    ...mcpMethods(live, underWay, powers),
  };
};

const fetchMethods = (
  live: Live,
  session: Session,
  underWay: UnderWay,
  powers: CapabilityPowers,
): Pick<Facet<CapabilityContract>, 'fetch' | 'readBody' | 'abort'> => {
  const bodies = new Map<number, OpenBody>();
  const share = powers.shareOf(live.principal.id);
  live.onEnd(() => {
    for (const { source, ended } of bodies.values()) {
      source.cancel();
      // An end must reach everything that ends with it, also when the audit log does not take the last line.
      try {
        ended(new ValetkeyError({ code: 'aborted' }));
      } catch (error) {
        powers.onInternalError(error);
      }
    }
    bodies.clear();
  });
  const drop = (requestId: number, error?: unknown): void => {
    const body = bodies.get(requestId);
    if (body === undefined) return;
    bodies.delete(requestId);
    body.ended(error);
  };

  return {
    fetch: async (request: FetchRequest) => {
      const { requestId, body } = request;
      const { cancellation, end } = underWay.begin(requestId);
      try {
        const work = () => fetchThrough(live, session, request, cancellation, powers);
        const copied = copyOf(body);
        const { answer, open } = await (copied === 0 ? work() : whileHeld(copied, share, work));
        if (open === undefined) {
          end();
          return answer;
        }
        const { source } = open;
        const unread = highWaterOf(source.steady);
        // It may have ended in this very moment, and then nobody would let go of what is kept from here on.
        if (live.signal.aborted || !share.hold(unread)) {
          source.cancel();
          const error = new ValetkeyError({ code: live.signal.aborted ? 'aborted' : 'too-many-requests' });
          open.ended(error);
          throw error;
        }
        bodies.set(requestId, {
          source,
          received: open.received,
          ended: (error) => {
            end();
            share.letGo(unread);
            open.ended(error);
          },
        });
        return answer;
      } catch (error) {
        end();
        throw error;
      }
    },
    readBody: async ({ requestId }) => {
      const body = bodies.get(requestId);
      if (body === undefined) throw new ValetkeyError({ code: 'not-found' });
      try {
        const { source, received } = body;
        const bytes = await source.read(longestPiece, source.steady ? longestPiece / 2 : 1);
        if (bytes !== undefined) received(bytes.byteLength);
        const done = bytes === undefined || source.drained;
        if (done) drop(requestId);
        return bytes === undefined ? { done } : { done, bytes: bytes as Uint8Array<ArrayBuffer> };
      } catch (error) {
        // Two reads at once are a mistake of the caller's; the body must not go on behind our back.
        body.source.cancel();
        drop(requestId, error);
        throw outwardError(error);
      }
    },
    abort: ({ requestId }) => {
      underWay.abort(requestId);
      bodies.get(requestId)?.source.cancel();
      drop(requestId, new ValetkeyError({ code: 'aborted' }));
      return {};
    },
  };
};

/** Beside a text there are the bytes that are sent of it, and beyond Latin-1 it takes two itself for each character. */
const copyOf = (body: FetchRequest['body']): number => {
  if (typeof body !== 'string' || body.length <= smallCall) return 0;
  const bytes = Buffer.byteLength(body);
  return bytes > body.length ? bytes + body.length : bytes;
};
