import type { AuditEvent, DeclaredRequest } from '@valetkey/api-contracts';
import { parseJson } from '../json/parse-json.ts';
import { decideDestination } from '../network/destination.ts';
import { NetworkError } from '../network/network-error.ts';
import { originText } from '../network/origin.ts';
import { readAtMost } from '../network/read-whole.ts';
import type { Courier, Hop } from '../network/send.ts';
import type { JudgedAnswer } from '../providers/judge-answer.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import type { ConnectionRates } from '../resolve/connection-rate.ts';
import type { Credential } from '../secrets/credential.ts';

export type DeclaredRequestPowers = {
  readonly openCourier: () => Courier;
  readonly credential: (connection: ConnectionInUse) => Credential;
  readonly rates: Pick<ConnectionRates, 'count'>;
  /** Told of what leaves beside the declared request, before it does: for a token, and where a redirect leads. */
  readonly onHop: (hop: Hop) => void;
};

const longestAnswer = 1024 * 1024;
const patienceMs = 15_000;

/** What the audit log says of a declared request before it is sent. Empty: it goes nowhere. */
export const whereDeclaredGoes = (
  { origins }: Pick<ConnectionInUse, 'origins'>,
  { method, path }: DeclaredRequest,
): Pick<AuditEvent, 'method' | 'origin' | 'path'> => {
  const decided = decideDestination({ origins, target: path });
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
  { openCourier, credential: open, rates, onHop: tell }: DeclaredRequestPowers,
): Promise<JudgedAnswer> => {
  const decided = decideDestination({ origins: inUse.origins, target: path });
  if (!decided.ok) throw new NetworkError('request-malformed', { why: decided.why });
  rates.count(inUse.id, inUse.rateLimit);
  const courier = openCourier();
  try {
    const credential = open(inUse);
    const onHop = (hop: Hop): void => tell({ ...hop, path: credential.scrub.text(hop.path).text });
    // A person waits, and cannot be revoked.
    const asker = { signal: { aborted: false }, onHop };
    await credential.ready(asker);
    const { status, headers, body } = await courier.send({
      destination: decided.destination,
      method,
      headers: {
        accept: '*/*',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'PROPFIND' ? { depth: '0' } : {}),
        ...inUse.sentHeaders,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      signal: AbortSignal.timeout(patienceMs),
      alsoHeaders: ['www-authenticate'],
      ...credential.onWire(asker),
      onHop,
      scrub: credential.scrub,
    });
    const challenges = headers.flatMap(([name, value]) => (name === 'www-authenticate' ? [value] : []));
    if (!readBody) {
      body.cancel();
      return { status, challenges };
    }
    const bytes = await readAtMost(body, longestAnswer);
    // Whatever the content type says: services answer JSON as text too.
    const value = bytes === undefined ? undefined : parseJson(Buffer.from(bytes).toString());
    return { status, challenges, ...(value === undefined ? {} : { json: { value } }) };
  } finally {
    await courier.close();
  }
};
