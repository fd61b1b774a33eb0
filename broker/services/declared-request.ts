import { type DeclaredRequest, defined } from '@valetkey/api-contracts';
import type { AuditEvent } from '../contracts/audit.ts';
import { parseJson } from '../json/parse-json.ts';
import { decideDestination } from '../network/destination.ts';
import type { Hop } from '../network/exchange.ts';
import { NetworkError } from '../network/network-error.ts';
import { originText } from '../network/origin.ts';
import { readAtMost } from '../network/read-whole.ts';
import { fillPath } from '../providers/fill-path.ts';
import type { JudgedAnswer } from '../providers/judge-answer.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { type ConnectionRates, countHop } from '../resolve/connection-rate.ts';
import type { Door } from '../secrets/door.ts';
import { expiryIn, watchedHeaders } from './watch-answer.ts';

export type DeclaredRequestPowers = {
  readonly openDoor: () => Door;
  readonly rates: Pick<ConnectionRates, 'count'>;
  /** Told of what leaves beside the declared request, before it does: for a token, and where a redirect leads. */
  readonly onHop: (hop: Hop) => void;
};

/** `expiresAt`: what the header says that the provider declares for it. */
export type DeclaredAnswer = JudgedAnswer & { readonly expiresAt?: number };

const longestAnswer = 1024 * 1024;
const patienceMs = 15_000;

/** What the audit log says of a declared request before it is sent. Empty: it goes nowhere. */
export const whereDeclaredGoes = (
  { origins, fields }: Pick<ConnectionInUse, 'origins' | 'fields'>,
  { method, path }: DeclaredRequest,
): Pick<AuditEvent, 'method' | 'origin' | 'path'> => {
  const filled = fillPath(path, fields);
  if (!filled.ok) return {};
  const decided = decideDestination({ origins, target: filled.path });
  if (!decided.ok) return {};
  const { origin, url } = decided.destination;
  return { method, origin: originText(origin), path: url.pathname };
};

/**
 * A request that a provider describes, made here in main: a test, or the list that a choice field offers. Its answer
 * is scrubbed like any other, so that what is shown of it cannot be the credential, and read only where `readBody`.
 * Throws NetworkError, or what opening the credential throws.
 */
export const sendDeclared = async (
  inUse: ConnectionInUse,
  { method, path, json }: DeclaredRequest,
  readBody: boolean,
  { openDoor, rates, onHop }: DeclaredRequestPowers,
): Promise<DeclaredAnswer> => {
  const filled = fillPath(path, inUse.fields);
  if (!filled.ok) throw new NetworkError('request-malformed', { why: 'field-empty' });
  const decided = decideDestination({ origins: inUse.origins, target: filled.path });
  if (!decided.ok) throw new NetworkError('request-malformed', { why: decided.why });
  rates.count(inUse.id, inUse.rateLimit);
  const door = openDoor();
  try {
    const { status, headers, body } = await door.open(inUse).send({
      destination: decided.destination,
      method,
      headers: {
        accept: '*/*',
        ...defined({
          'content-type': json === undefined ? undefined : 'application/json',
          depth: method === 'PROPFIND' ? '0' : undefined,
        }),
        ...inUse.sentHeaders,
      },
      body: json === undefined ? undefined : JSON.stringify(json),
      // A person waits, and cannot be revoked.
      endsBy: { afterMs: patienceMs },
      alsoHeaders: ['www-authenticate', ...watchedHeaders(inUse)],
      onHop: (hop) => {
        onHop(hop);
        countHop(hop, inUse, rates);
      },
    });
    const expiresAt = expiryIn(headers, inUse.expiry?.header);
    const challenges = headers.flatMap(([name, value]) => (name === 'www-authenticate' ? [value] : []));
    if (!readBody) {
      body.cancel();
      return { status, challenges, ...defined({ expiresAt }) };
    }
    const bytes = await readAtMost(body, longestAnswer);
    // Whatever the content type says: services answer JSON as text too.
    const text = bytes === undefined ? undefined : Buffer.from(bytes).toString();
    const value = text === undefined ? undefined : parseJson(text);
    const whole = value === undefined ? undefined : { value };
    return { status, challenges, ...defined({ json: whole, text, expiresAt }) };
  } finally {
    await door.close();
  }
};
