import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { defined, type ProviderAuth, providerAuth } from '@valetkey/api-contracts';
import { decideDestination } from '../../network/destination.ts';
import { asItIs } from '../../network/inside-answer.ts';
import { makeCancellation } from '../../network/on-abort.ts';
import { parseOrigin } from '../../network/origin.ts';
import { type Courier, makeCourier, type SendRequest } from '../../network/send.ts';
import { systemLookup } from '../../network/system-lookup.ts';
import { type CredentialValues, kindOf } from '../../secrets/kinds/index.ts';
import { learnFrom } from '../../secrets/kinds/learn.ts';
import { makeSecret } from '../../secrets/vault/plaintext.ts';
import { type Measure, measure, median } from './measure.ts';

/** Answers 1 KB to anything; asks for Digest once. In a thread, so that its work is not counted. */
const server = `
const { parentPort } = require('node:worker_threads');
const page = Buffer.alloc(1024, 'x');
const server = require('node:http').createServer((request, response) => {
  request.resume();
  const asks = request.url.startsWith('/digest') && request.headers.authorization === undefined;
  if (asks) response.writeHead(401, { 'www-authenticate': 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256' });
  response.end(page);
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

const secrets: Readonly<Record<string, string>> = {
  token: randomBytes(24).toString('hex'),
  pem: String(
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ),
};
const values: CredentialValues = {
  secret: (field) => makeSecret(secrets[field] ?? ''),
  has: (field) => Object.hasOwn(secrets, field),
  text: (field) => (field === 'user' ? 'someone' : undefined),
  tokens: () => {
    throw new Error('nobody signs in here');
  },
};

/** `atMost`: times what bearer takes, for a request of its own with a body of 1 KB. */
const kinds: readonly { readonly auth: object; readonly atMost: number }[] = [
  { auth: { kind: 'basic', username: 'user', password: 'token' }, atMost: 1.1 },
  { auth: { kind: 'header', name: 'X-Key', secret: 'token' }, atMost: 1.1 },
  { auth: { kind: 'query', name: 'key', secret: 'token' }, atMost: 1.1 },
  { auth: { kind: 'path', secret: 'token', paths: ['/k-{token}'] }, atMost: 1.15 },
  {
    auth: {
      kind: 'several',
      parts: [
        { kind: 'bearer', secret: 'token' },
        { kind: 'header', name: 'X-App', secret: 'token' },
      ],
    },
    atMost: 1.25,
  },
  {
    auth: {
      kind: 'hmac',
      secret: 'token',
      sign: ['method', 'target', 'timestamp', 'body'],
      signature: { header: 'X-Signature' },
      timestamp: { header: 'X-Time' },
    },
    atMost: 1.4,
  },
  { auth: { kind: 'digest', username: 'user', password: 'token' }, atMost: 1.4 },
  { auth: { kind: 'jwtBearer', key: 'pem', algorithm: 'ES256', claims: { iss: 'x' } }, atMost: 1.15 },
  {
    auth: {
      kind: 'sigv4',
      service: 's3',
      region: 'us-east-1',
      accessKeyId: 'user',
      secretAccessKey: 'token',
    },
    // aws4fetch signs with WebCrypto, a turn through its threads for each of five steps.
    atMost: 4,
  },
];

export const measureCredentialKinds = async (): Promise<Measure[]> => {
  const worker = new Worker(server, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const courier = makeCourier({ lookup: systemLookup, now: () => performance.now() });
  const address = `http://127.0.0.1:${port}`;
  const measures: Measure[] = [];
  const bearer = await senderOf(providerAuth.parse({ kind: 'bearer', secret: 'token' }), address, courier);
  for (const { auth: declared, atMost } of kinds) {
    const auth = providerAuth.parse(declared);
    const send = await senderOf(auth, address, courier);
    const [ours, baselines, ratios]: [number[], number[], number[]] = [[], [], []];
    for (let round = -2; round < 9; round += 1) {
      const value = await p50(send);
      const baseline = await p50(bearer);
      if (round < 0) continue;
      ours.push(value);
      baselines.push(baseline);
      ratios.push(value / baseline);
    }
    const baseline = `the same with a bearer token (${median(baselines).toFixed(0)} us)`;
    const result = { value: median(ours), unit: 'us', ratio: median(ratios), baseline };
    measures.push(measure(`credential.${auth.kind}.p50`, result, { atMost }));
  }
  await courier.close();
  await worker.terminate();
  return measures;
};

const powers = { now: () => Date.now(), randomBytes };

/** One request as a use makes it, from the decided place to the read answer. */
const senderOf = async (
  auth: ProviderAuth,
  address: string,
  courier: Courier,
): Promise<() => Promise<void>> => {
  const origin = parseOrigin(address);
  if (!origin.ok) throw new Error(origin.why);
  const decided = decideDestination({ origins: [origin.origin], target: `/${auth.kind}/page?a=b` });
  if (!decided.ok) throw new Error(decided.why);
  const kind = kindOf(auth);
  const memory = kind.remember?.(auth);
  const ready = () =>
    kind.ready?.(auth, values, memory, {
      ...powers,
      origins: [origin.origin],
      renewTokens: () => undefined,
      waiter: { signal: makeCancellation() },
      tokenRequest: () => Promise.reject(new Error('nobody is to be asked')),
    });
  const { signal } = new AbortController();
  const body = Buffer.alloc(1024, 'y');
  let sentWith: unknown;
  const note = (said: unknown): void => {
    sentWith = said;
  };
  const learn: SendRequest['learn'] = (reply) => learnFrom(auth, values, reply, memory, powers, sentWith);
  return async () => {
    const waiting = ready();
    if (waiting !== undefined) await waiting;
    const answer = await courier.send({
      destination: decided.destination,
      method: 'POST',
      headers: {},
      body,
      signal,
      scrub: asItIs,
      inject: (request) => {
        const said = kind.inject(auth, values, request, memory, powers);
        return said instanceof Promise ? said.then(note) : note(said);
      },
      ...defined({ learn: kind.learn && learn }),
    });
    while ((await answer.body.read(64 * 1024)) !== undefined);
  };
};

const p50 = async (send: () => Promise<void>): Promise<number> => {
  const times: number[] = [];
  for (let at = 0; at < 400; at += 1) {
    const started = performance.now();
    await send();
    times.push((performance.now() - started) * 1000);
  }
  return median(times);
};
