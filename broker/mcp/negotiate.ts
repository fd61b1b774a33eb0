import { setTimeout as pause } from 'node:timers/promises';
import { type JsonObject, type McpHandshake, type McpOffers, ValetkeyError } from '@valetkey/api-contracts';
import { type Channel, type ChannelEvents, openChannel } from './channel.ts';
import { envelope, modernRevision } from './envelope.ts';
import type { KnownEra } from './eras.ts';
import type { McpExchange } from './exchange.ts';
import { judgeAnswer, judgeFailure, type Verdict } from './judge-discovery.ts';
import { type Asks, initialize, type Link } from './link.ts';
import { type ModernPowers, makeModernLink } from './modern-link.ts';
import { makePendingRequest } from './pending-request.ts';
import type { Wire } from './wire.ts';

/** What is known of the era of one connection's server. */
export type EraMemory = {
  readonly recall: () => KnownEra | undefined;
  readonly keep: (known: KnownEra) => void;
  readonly forget: () => void;
};

export type NegotiationPowers = {
  readonly transport: 'streamableHttp' | 'sse' | 'stdio';
  readonly openWire: () => Promise<Wire>;
  readonly exchangeOver: (wire: Wire) => McpExchange;
  readonly asks: Asks;
  readonly memory: EraMemory;
  /** For a wire whose server speaks the older revisions, or of which it is not known yet. */
  readonly on: (exchange: McpExchange) => ChannelEvents;
  readonly modern: ModernPowers;
  readonly signal: AbortSignal;
};

/**
 * A link with a server of whichever era. The server's own answer decides: what fails for another reason (a sign-in, a
 * gateway, silence over HTTP) fails the opening, and is never taken for an older server.
 */
export async function openLink(powers: NegotiationPowers): Promise<Link> {
  // The oldest transport is of the older revisions only.
  if (powers.transport === 'sse')
    return overNewChannel(powers, (channel) => handshakeOver(channel, powers, 'transport'));
  const known = powers.memory.recall();
  if (known?.era !== 'legacy') return discoverFirst(powers, known?.era === 'modern');
  try {
    return await overNewChannel(powers, (channel) => handshakeOver(channel, powers, known.evidence));
  } catch (error) {
    if (!wasRefused(error)) throw error;
    powers.memory.forget(); // it may have been upgraded to one that has no handshake
    return discoverFirst(powers, false);
  }
}

/** The server's word against the handshake, and no failure on the way to it. */
const wasRefused = (error: unknown): boolean =>
  (error instanceof ValetkeyError && error.code === 'mcp-failed' && error.details.why !== 'ended-early') ||
  judgeFailure(error, { legacyVersions: [], wasModern: false }) !== undefined;

type Heard = { channel: Channel; receive: ChannelEvents['message'] };

const overNewChannel = async (
  powers: NegotiationPowers,
  work: (channel: Channel, heard: Heard) => Promise<Link>,
): Promise<Link> => {
  if (powers.signal.aborted) throw new ValetkeyError({ code: 'aborted' });
  const wire = await powers.openWire();
  const exchange = powers.exchangeOver(wire);
  const events = powers.on(exchange);
  const heard = { receive: events.message } as Partial<Heard> as Heard;
  const message: ChannelEvents['message'] = (said) => heard.receive(said);
  heard.channel = openChannel(wire, exchange, { ...events, message }, powers.signal);
  try {
    return await work(heard.channel, heard);
  } catch (error) {
    await heard.channel.close(false);
    throw error;
  }
};

const handshakeOver = async (
  channel: Channel,
  { asks, memory }: NegotiationPowers,
  evidence: string,
): Promise<Link> => {
  const link = await initialize(channel, asks);
  memory.keep({ era: 'legacy', evidence, server: serverOf(link.handshake) });
  return link;
};

const serverOf = ({ serverInfo }: McpHandshake): string =>
  `${String(serverInfo['name']).slice(0, 200)} ${String(serverInfo['version']).slice(0, 200)}`;

/** A program that says nothing for so long is asked in the older way, too; what it answers first is what it speaks. */
const silentMs = 5_000;

const discoverFirst = async (powers: NegotiationPowers, wasModern: boolean): Promise<Link> => {
  /** What is to be done over a new channel: this one's program has ended, or heard both. */
  let next: 'initialize' | 'discover' | undefined;
  let evidence = '';
  const attempt = (isLast: boolean): Promise<Link> =>
    overNewChannel(powers, async (channel, heard) => {
      if (next === 'initialize') return handshakeOver(channel, powers, evidence);
      const verdict = await discover(channel, powers, wasModern, isLast);
      if (verdict.kind === 'link') return verdict.link;
      if (verdict.kind === 'modern' && verdict.isFresh) {
        const link = makeModernLink(channel, verdict.result, await modernAsks(powers.asks), powers.modern);
        heard.receive = link.receive;
        powers.memory.keep({ era: 'modern', evidence: 'discovered', server: serverOf(link.handshake) });
        return link;
      }
      if (verdict.kind === 'modern') next = 'discover';
      else if (verdict.kind === 'ended') [next, evidence] = ['initialize', 'ended'];
      else if (verdict.kind === 'legacy') return handshakeOver(channel, powers, verdict.evidence);
      throw new ValetkeyError({
        code: 'mcp-failed',
        why: verdict.kind === 'error' ? verdict.why : 'protocol-version',
      });
    });
  try {
    return await attempt(false);
  } catch (error) {
    if (next === undefined) throw error;
    return attempt(true);
  }
};

const modernAsks = async ({
  offers,
  protocolVersion,
}: Asks): Promise<{ offers: McpOffers; protocolVersion: string }> => {
  const { LATEST_PROTOCOL_VERSION, SUPPORTED_PROTOCOL_VERSIONS } = await import(
    '@modelcontextprotocol/client'
  );
  // A client of this revision is answered in it by its own side of the port.
  const known =
    protocolVersion === modernRevision ||
    (protocolVersion !== undefined && SUPPORTED_PROTOCOL_VERSIONS.includes(protocolVersion));
  return { offers, protocolVersion: known ? protocolVersion : LATEST_PROTOCOL_VERSION };
};

type FoundServer =
  | { readonly kind: 'modern'; readonly result: JsonObject; readonly isFresh: boolean }
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'ended' }
  | Extract<Verdict, { kind: 'legacy' | 'error' | 'again' }>;

const discover = async (
  channel: Channel,
  powers: NegotiationPowers,
  wasModern: boolean,
  isLast: boolean,
): Promise<FoundServer> => {
  const { SUPPORTED_PROTOCOL_VERSIONS } = await import('@modelcontextprotocol/client');
  const about = { legacyVersions: SUPPORTED_PROTOCOL_VERSIONS, wasModern };
  const ask = async (): Promise<Verdict> => {
    const probe = makePendingRequest('server/discover', { _meta: envelope(powers.asks.offers) });
    try {
      return judgeAnswer(await channel.ask(probe), about);
    } catch (error) {
      const verdict = judgeFailure(error, about);
      if (verdict === undefined) throw error;
      return verdict;
    }
  };
  const asked = async (): Promise<FoundServer> => {
    let verdict = await ask();
    if (verdict.kind === 'again') verdict = await ask();
    return verdict.kind === 'modern' ? { ...verdict, isFresh: true } : verdict;
  };
  if (powers.transport !== 'stdio' || isLast) return asked();
  if (wasModern) {
    return asked().catch((error: unknown) => {
      powers.memory.forget(); // it is a program of this machine: another one may be there by now
      throw error;
    });
  }

  const endedEarly = (error: unknown): FoundServer => {
    const { code, details } = (error ?? {}) as Partial<ValetkeyError>;
    if (code === 'mcp-failed' && details?.why === 'ended-early') return { kind: 'ended' };
    throw error;
  };
  const first = asked().catch(endedEarly);
  const silent = new AbortController();
  const quiet = pause(silentMs, 'silent' as const, { ref: false, signal: silent.signal }).catch(() => first);
  const heard = await Promise.race([first, quiet]).finally(() => silent.abort());
  if (heard !== 'silent') return heard;
  const older = handshakeOver(channel, powers, 'answered-initialize')
    .then((link): FoundServer => ({ kind: 'link', link }))
    .catch(endedEarly);
  older.catch(() => undefined);
  const found = await Promise.race([first, older]);
  // It has heard both, and may take the second for the beginning of an older session.
  if (found.kind === 'modern') return { ...found, isFresh: false };
  return found.kind === 'legacy' ? older : found;
};
