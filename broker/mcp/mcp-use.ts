import { type Budgets, ValetkeyError } from '@valetkey/api-contracts';
import type { CaveatName } from '../grants/caveats.ts';
import type { Live } from '../grants/ledger.ts';
import { originText } from '../network/origin.ts';
import { unlessAborted } from '../network/unless-aborted.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { costOfTool } from '../use/cost-of.ts';
import { takeReceived, uncountedAnswer } from '../use/daily-budget.ts';
import type { FetchPowers } from '../use/fetch.ts';
import { recordUse } from '../use/recorded-use.ts';
import type { UnderWay } from '../use/under-way.ts';
import { mcpError } from './mcp-error.ts';

/** What a use came to: undefined when it was called off. */
export type Exchanged<T> =
  | {
      readonly result: T;
      readonly hits: number;
      /** The server gave what was asked for. Its errors, and what needed no server, show nothing about the connection. */
      readonly worked: boolean;
    }
  | undefined;

export type McpUse = <T>(
  /** For the audit log: the method and what it acts on. */
  subject: string,
  options: {
    readonly counts: boolean;
    /** What it sends. */
    readonly message?: object | undefined;
    /** The tool that it calls. */
    readonly tool?: string | undefined;
    /** It helps others to end, and so has a place where they have taken all. */
    readonly relieves?: true;
    readonly caveat?: CaveatName | undefined;
    /** Aborted when nobody wants it any more: what has not left by then is not sent, and costs nothing. */
    readonly calledOff?: AbortSignal;
    /** What has to be so first; what it throws is the refusal. */
    readonly before?: (() => Promise<'go on' | 'called off'>) | undefined;
  },
  exchange: () => Promise<Exchanged<T>>,
) => Promise<T | undefined>;

/** Far beyond what the log keeps (recorded-use.ts): nobody searches megabytes of a name for a secret. */
const longestSubject = 64 * 1024;

/** One MCP use, in order: caveats, what has to be so first, credential, intent, the exchange (with redaction), outcome. */
export const makeMcpUse =
  (
    live: Live,
    underWay: UnderWay,
    powers: FetchPowers & {
      /** Opens the credential for this connection: what comes is searched for it from now on. */
      readonly prepare: (connection: ConnectionInUse) => void;
      readonly scrubText: (text: string) => string;
      /** Of the session. */
      readonly signal: AbortSignal;
    },
  ): McpUse =>
  async (whole, { counts, message, tool, relieves, caveat, calledOff, before }, exchange) => {
    const subject = whole.slice(0, longestSubject);
    const record = recordUse(live, { method: 'MCP', path: subject }, 0, powers);
    if (caveat !== undefined) record.refuse({ code: 'caveat-refused', caveat });
    const end = relieves ? undefined : underWay.begin(undefined).end;
    try {
      // A look at what another process changed: whether the person is asked goes by that.
      if (before !== undefined) powers.connectionOf(live);
      const first = await before?.().catch((error: unknown) => record.refuse(mcpError(error).answer));
      if (first === 'called off') return undefined;
      let connection = powers.connectionOf(live);
      const replaced = relieves ? undefined : powers.whenReplaced(connection, live.signal);
      if (replaced !== undefined) {
        const whileOpen = unlessAborted(replaced, powers.signal);
        await (calledOff === undefined ? whileOpen : unlessAborted(whileOpen, calledOff)).catch(
          (error: unknown) => {
            if (calledOff?.aborted !== true) throw error;
          },
        );
        connection = powers.connectionOf(live);
      }
      if (calledOff?.aborted === true) return undefined;
      const uncounted = tool === undefined ? undefined : uncountedAnswer(live, connection);
      if (uncounted !== undefined) record.refuse(uncounted);
      powers.prepare(connection);
      const takes: Budgets = {
        bytesPerDay: sizeOf(live, [subject, message]),
        ...(counts ? { usesPerDay: 1, ...takesOfCall(connection, tool) } : undefined),
      };
      record.refuseWhenSpent(takes);
      const spent = counts ? live.takeUse() : undefined;
      if (spent !== undefined) record.refuse({ code: 'caveat-refused', caveat: spent });
      const [home] = connection.origins;
      const origin = home === undefined ? {} : { origin: originText(home) };
      await record.intend({ method: 'MCP', path: powers.scrubText(subject), ...origin }, takes);
      const done = live.begin();
      const exchanged = await exchange().finally(done);
      takeReceived(live, sizeOf(live, exchanged?.result), powers);
      const outcome = exchanged === undefined ? 'aborted' : 'ok';
      record.finish({ outcome, redactions: exchanged?.hits ?? 0 }, exchanged?.worked === true);
      return exchanged?.result;
    } catch (error) {
      const outward = live.signal.aborted ? new ValetkeyError({ code: 'aborted' }) : mcpError(error);
      const outcome = outward.code === 'aborted' ? 'aborted' : 'failed';
      record.finish({ outcome, code: outward.code }, false);
      throw outward;
    } finally {
      end?.();
    }
  };

/** What is said in a session, as it would be sent. Looked at only where bytes are counted. */
export const sizeOf = (live: Live, said: unknown): number =>
  live.budgets.bytesPerDay === undefined || said === undefined ? 0 : Buffer.byteLength(JSON.stringify(said));

const takesOfCall = ({ costs }: ConnectionInUse, tool: string | undefined): Budgets =>
  tool === undefined ? {} : { callsPerDay: 1, costPerDay: costs && costOfTool(costs, tool) };
