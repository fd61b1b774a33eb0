import { type ConnectionId, defined, type ReconnectRule } from '@valetkey/api-contracts';
import { parseJson } from '../json/parse-json.ts';
import { isFixedHeader } from '../network/response-headers.ts';
import { meansReconnect } from '../providers/judge-answer.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { readDate } from '../time/read-date.ts';

export type AnswerWatch = {
  /** Told that the service says, as its provider declares, that the credential no longer works. */
  readonly onNeedsReconnect: (connectionId: ConnectionId, status: number) => void;
  /** Told when the credential ends, as the service says with the header that its provider declares. */
  readonly onExpiry: (connectionId: ConnectionId, at: number) => void;
};
type HeaderList = readonly (readonly [string, string])[];

const watchedHeader = 'www-authenticate';
const longestJson = 64 * 1024;

type Watched = Pick<ConnectionInUse, 'reconnect' | 'expiry'>;

/** What the network has to bring along beyond what an extension may see: nothing where no rule looks at it. */
export const watchedHeaders = ({ reconnect, expiry }: Watched): readonly string[] => {
  const challenged = (reconnect ?? []).some(({ challenge }) => challenge !== undefined);
  const dated = expiry?.header?.toLowerCase();
  return [...(challenged ? [watchedHeader] : []), ...(dated === undefined ? [] : [dated])];
};

/** What of those an extension may see: they speak about how the connection signs in. */
export const withoutWatched = <Header extends readonly [string, string]>(
  headers: readonly Header[],
  watched: readonly string[],
): Header[] => {
  const hidden = [watchedHeader, ...watched].filter((name) => !isFixedHeader(name));
  return headers.filter(([name]) => !hidden.includes(name));
};

/**
 * Looks at an answer on its way to an extension. Costs nothing for providers without rules, and no parsing where no
 * rule with this status asks for the JSON. An extension cannot bring this about without the service's help.
 *
 * @param body scrubbed, and whole; absent where it is streamed
 */
export function watchAnswer(
  { id, reconnect, expiry }: Pick<ConnectionInUse, 'id'> & Watched,
  status: number,
  headers: HeaderList,
  body: Uint8Array | undefined,
  { onNeedsReconnect, onExpiry }: AnswerWatch,
): void {
  const endsAt = expiryIn(headers, expiry?.header);
  if (endsAt !== undefined) onExpiry(id, endsAt);
  const rules = (reconnect ?? []).filter((rule) => rule.status === undefined || rule.status.includes(status));
  if (rules.length === 0) return;
  const challenges = headers.flatMap(([name, value]) => (name === watchedHeader ? [value] : []));
  const value = wantsJson(rules, headers, body) ? parseJson(Buffer.from(body).toString()) : undefined;
  const text = wantsText(rules, body) ? Buffer.from(body).toString() : undefined;
  const json = value === undefined ? undefined : { value };
  if (meansReconnect(rules, { status, challenges, ...defined({ json, text }) })) onNeedsReconnect(id, status);
}

/** The date in that header. Undefined: none was declared, or the answer holds none. */
export const expiryIn = (headers: HeaderList, header: string | undefined): number | undefined => {
  const wanted = header?.toLowerCase();
  return wanted === undefined ? undefined : readDate(headers.find(([name]) => name === wanted)?.[1]);
};

const wantsText = (rules: readonly ReconnectRule[], body: Uint8Array | undefined): body is Uint8Array =>
  body !== undefined && body.byteLength <= longestJson && rules.some(({ text }) => text !== undefined);

const wantsJson = (
  rules: readonly ReconnectRule[],
  headers: HeaderList,
  body: Uint8Array | undefined,
): body is Uint8Array =>
  body !== undefined &&
  body.byteLength <= longestJson &&
  rules.some(({ answer }) => answer !== undefined) &&
  headers.some(
    ([name, value]) => name === 'content-type' && /^application\/(?:[\w.-]+\+)?json\b/i.test(value),
  );
