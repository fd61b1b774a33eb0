import type { DeclaredRequest } from '@valetkey/api-contracts';
import { decideDestination } from '../network/destination.ts';
import { NetworkError } from '../network/network-error.ts';
import type { BodySource, Courier } from '../network/send.ts';
import type { JudgedAnswer } from '../providers/judge-answer.ts';
import type { ConnectionInUse } from './connection-in-use.ts';
import type { ConnectionRates } from './connection-rate.ts';
import type { Credential } from './credential.ts';

export type DeclaredRequestPowers = {
  readonly openCourier: () => Courier;
  readonly credential: (connection: ConnectionInUse) => Credential;
  readonly rates: Pick<ConnectionRates, 'count'>;
};

const longestAnswer = 1024 * 1024;
const patienceMs = 15_000;

/**
 * A request that a provider describes, made here in main: a test, or the list that a choice field offers. Its answer
 * is scrubbed like any other, so that what is shown of it cannot be the credential, and read only where `readBody`.
 * Throws NetworkError, or what opening the credential throws.
 */
export const sendDeclared = async (
  inUse: ConnectionInUse,
  { method, path, json }: DeclaredRequest,
  readBody: boolean,
  { openCourier, credential: open, rates }: DeclaredRequestPowers,
): Promise<JudgedAnswer> => {
  const decided = decideDestination({ origins: inUse.origins, target: path });
  if (!decided.ok) throw new NetworkError('request-malformed', { why: decided.why });
  rates.count(inUse.id, inUse.rateLimit);
  const courier = openCourier();
  try {
    const credential = open(inUse);
    await credential.ready();
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
      ...credential.onWire(),
      scrub: () => credential.scrubber.stream(),
    });
    const challenges = headers.flatMap(([name, value]) => (name === 'www-authenticate' ? [value] : []));
    if (!readBody) {
      body.cancel();
      return { status, challenges };
    }
    const value = asJson(await readAll(body));
    return { status, challenges, ...(value === undefined ? {} : { json: { value } }) };
  } finally {
    await courier.close();
  }
};

/** `undefined` where it is longer than a declared answer may be. */
const readAll = async (body: BodySource): Promise<string | undefined> => {
  const pieces: Uint8Array[] = [];
  let total = 0;
  for (let piece = await body.read(64 * 1024); piece !== undefined; piece = await body.read(64 * 1024)) {
    pieces.push(piece);
    total += piece.byteLength;
    if (total > longestAnswer) {
      body.cancel();
      return undefined;
    }
  }
  return Buffer.concat(pieces).toString();
};

/** Whatever the content type says: services answer JSON as text too. */
const asJson = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};
