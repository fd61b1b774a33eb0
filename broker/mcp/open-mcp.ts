import {
  type CapabilityContract,
  type ErrorCode,
  type Facet,
  mcpSessionContract,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { EndReason, Live } from '../grants/ledger.ts';
import type { Violation } from '../port/admit-frame.ts';
import { openGate } from '../port/gate.ts';
import type { Share } from '../port/share.ts';
import type { MakeChannel } from '../port/transport.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import type { Talk } from '../secrets/door.ts';
import type { FetchPowers } from '../use/fetch.ts';
import { recordUse } from '../use/recorded-use.ts';
import type { Session, Sessions } from '../use/session.ts';
import type { UnderWay } from '../use/under-way.ts';
import type { Eras } from './eras.ts';
import { makeErrorOutput } from './error-output.ts';
import type { ToolPowers } from './guarded-tools.ts';
import { openHttpWire } from './http-wire.ts';
import { type ElicitFor, type McpSession, type McpSessionPowers, openMcpSession } from './mcp-session.ts';
import { makePieceQueue, type PieceQueue } from './pace.ts';
import { openProgramWire } from './program-wire.ts';
import { longestMessage, type Room, type Wire } from './wire.ts';

export type McpPowers = FetchPowers &
  ToolPowers & {
    readonly sessions: Sessions;
    readonly makeChannel: MakeChannel;
    readonly eras: Eras;
    readonly keptTasks: McpSessionPowers['keptTasks'];
    readonly signedInAt: McpSessionPowers['signedInAt'];
    readonly elicit: ElicitFor | undefined;
    readonly shareOf: (extension: string) => Share;
    readonly log: (level: 'info' | 'warn', text: string) => void;
    /** The holder broke the rules of its port: its extension is to be stopped. */
    readonly onViolation: (live: Live, why: Violation) => void;
    readonly onInternalError: (error: unknown) => void;
    /** A session ends together with its program, and the end of this process waits for it. */
    readonly onEnding: (over: Promise<void>) => void;
  };

/** Each has a port, a session at the server and a stream of it. */
const mostSessions = 1_024;
/** Each is a process. */
const mostPrograms = 8;

/** Ends after which the server is told that the session is over. After the others not one byte more leaves. */
const polite: readonly (EndReason | 'closed')[] = ['closed', 'disposed', 'extension-stopped'];

/** What a session that ended by itself says to its next call; after the other ends the handle is as good as gone. */
const codesOfEnds: Partial<Record<EndReason | 'closed', ErrorCode>> = {
  'connection-changed': 'connection-suspended',
  'workspace-closed': 'workspace-closed',
};

/** `mcpOpen`: a session with the connection's server, behind a port of its own. */
export const mcpMethods = (
  live: Live,
  underWay: UnderWay,
  powers: McpPowers,
): Pick<Facet<CapabilityContract>, 'mcpOpen'> => {
  const openNow = new Set<(why: EndReason | 'closed') => void>();
  live.onEnd((why) => {
    for (const end of [...openNow]) end(why);
  });

  return {
    mcpOpen: async ({ offers, protocolVersion }) => {
      const { shared, transport, leave } = enter(live, powers);
      const ending = new AbortController();
      let opening: Promise<McpSession> | undefined;
      let session: McpSession | undefined;
      let ended: EndReason | 'closed' | undefined;
      const end = (why: EndReason | 'closed'): void => {
        if (ended !== undefined) return;
        ended = why;
        openNow.delete(end);
        ending.abort();
        const over = session?.close(polite.includes(why)) ?? opening?.then(closeUnused, () => undefined);
        powers.onEnding(Promise.resolve(over).finally(leave).catch(powers.onInternalError));
        gate?.close(codesOfEnds[why] ?? 'capability-closed');
      };
      let gate: ReturnType<typeof openGate> | undefined;
      openNow.add(end);
      try {
        const talk = shared.door.openTalk(longestMessage);
        opening = openMcpSession(live, { offers, protocolVersion }, underWay, {
          ...powers,
          talk,
          transport,
          signal: ending.signal,
          share: powers.shareOf(live.principal.id),
          openWire: (connection, room) =>
            openWire(live, talk, connection, { room, pieces: piecesOf(shared) }, powers),
        });
        session = await opening;
      } catch (error) {
        end('closed');
        throw error;
      }
      if (ending.signal.aborted) throw new ValetkeyError({ code: 'capability-closed' });
      const { near, far } = powers.makeChannel();
      gate = openGate({
        contract: mcpSessionContract,
        facet: session.facet,
        transport: near,
        share: powers.shareOf(live.principal.id),
        onViolation: (why) => powers.onViolation(live, why),
        onClosed: () => end('closed'),
        onInternalError: powers.onInternalError,
      });
      return { port: far, handshake: session.handshake };
    },
  };
};

/** While its handshake is open there is a program already; what comes of it is used by nobody. */
const closeUnused = (session: McpSession): Promise<void> => session.close(false);

/** A place in the pair's session, which is held for as long. */
const enter = (
  live: Live,
  { sessions, connectionOf }: Pick<McpPowers, 'sessions' | 'connectionOf'>,
): { readonly shared: Session; readonly transport: 'streamableHttp' | 'sse' | 'stdio'; leave(): void } => {
  const { transport = 'streamableHttp' } = connectionOf(live).mcp ?? {};
  const program = transport === 'stdio';
  const { session: shared, release } = sessions.hold(live.principal.id, live.connectionId);
  const { openMcp } = shared;
  if (openMcp.sessions >= mostSessions || (program && openMcp.programs >= mostPrograms)) {
    release();
    throw new ValetkeyError({ code: 'too-many-requests' });
  }
  openMcp.sessions += 1;
  if (program) openMcp.programs += 1;
  return {
    shared,
    transport,
    leave: () => {
      openMcp.sessions -= 1;
      if (program) openMcp.programs -= 1;
      release();
    },
  };
};

const queues = new WeakMap<Session, PieceQueue>();
const piecesOf = (shared: Session): PieceQueue => {
  const pieces = queues.get(shared) ?? makePieceQueue();
  queues.set(shared, pieces);
  return pieces;
};

const openWire = (
  live: Live,
  talk: Talk,
  connection: () => ConnectionInUse,
  { room, pieces }: { readonly room: Room; readonly pieces: PieceQueue },
  powers: McpPowers,
): Promise<Wire> => {
  const { mcp } = connection();
  if (mcp === undefined) throw new ValetkeyError({ code: 'mcp-unavailable' });
  if (mcp.transport !== 'stdio') {
    return openHttpWire(mcp.transport, mcp.path, {
      talk,
      connection,
      room,
      pieces,
      rates: powers.rates,
      onNeedsReconnect: powers.onNeedsReconnect,
      onExpiry: powers.onExpiry,
      onHop: (hop) => recordUse(live, { method: 'MCP' }, 0, powers).hop(hop, { bytesPerDay: hop.bytesSent }),
    });
  }
  const { command, args, cwd } = mcp;
  const opened = talk.open(connection());
  const output = makeErrorOutput((line) => powers.log('info', `MCP server of ${live.connectionId}: ${line}`));
  return openProgramWire((on) => opened.start({ command, args, cwd }, on), {
    room,
    pieces,
    errorOutput: output.take,
    ended: (why) =>
      powers.log('warn', `the MCP server of ${live.connectionId} ended by itself (${why})\n${output.last()}`),
  });
};
