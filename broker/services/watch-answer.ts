import type { ConnectionId, ReconnectRule } from '@valetkey/api-contracts';
import { parseJson } from '../json/parse-json.ts';
import { meansReconnect } from '../providers/judge-answer.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';

export type AnswerWatch = {
  /** Told that the service says, as its provider declares, that the credential no longer works. */
  readonly onNeedsReconnect: (connectionId: ConnectionId, status: number) => void;
};
type Headers = readonly (readonly [string, string])[];

const watchedHeader = 'www-authenticate';
const longestJson = 64 * 1024;

/** What the network has to bring along beyond what an extension may see: nothing where no rule looks at it. */
export const watchedHeaders = ({ reconnect }: Pick<ConnectionInUse, 'reconnect'>): readonly string[] =>
  (reconnect ?? []).some(({ challenge }) => challenge !== undefined) ? [watchedHeader] : [];

/** What of those an extension may see: a challenge speaks about how the connection signs in. */
export const withoutWatched = <Header extends readonly [string, string]>(
  headers: readonly Header[],
): Header[] => headers.filter(([name]) => name !== watchedHeader);

/**
 * Looks at an answer on its way to an extension. Costs nothing for providers without rules, and no parsing where no
 * rule with this status asks for the JSON. An extension cannot bring this about without the service's help.
 *
 * @param body scrubbed, and whole; absent where it is streamed
 */
export const watchAnswer = (
  { id, reconnect }: Pick<ConnectionInUse, 'id' | 'reconnect'>,
  status: number,
  headers: Headers,
  body: Uint8Array | undefined,
  { onNeedsReconnect }: AnswerWatch,
): void => {
  const rules = (reconnect ?? []).filter((rule) => rule.status === undefined || rule.status.includes(status));
  if (rules.length === 0) return;
  const challenges = headers.flatMap(([name, value]) => (name === watchedHeader ? [value] : []));
  const value = wantsJson(rules, headers, body) ? parseJson(Buffer.from(body).toString()) : undefined;
  if (meansReconnect(rules, { status, challenges, ...(value === undefined ? {} : { json: { value } }) }))
    onNeedsReconnect(id, status);
};

const wantsJson = (
  rules: readonly ReconnectRule[],
  headers: Headers,
  body: Uint8Array | undefined,
): body is Uint8Array =>
  body !== undefined &&
  body.byteLength <= longestJson &&
  rules.some(({ answer }) => answer !== undefined) &&
  headers.some(
    ([name, value]) => name === 'content-type' && /^application\/(?:[\w.-]+\+)?json\b/i.test(value),
  );
