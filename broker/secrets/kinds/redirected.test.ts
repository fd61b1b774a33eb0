import { createHmac } from 'node:crypto';
import { providerAuth } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import {
  codeOf,
  destinationOf,
  openCourier,
  type Served,
  serve,
  textOf,
} from '../../network/fixtures/serving.ts';
import { asItIs } from '../../network/inside-answer.ts';
import { powers, withSecrets } from './fixtures/placing.ts';
import { type Auth, kindOf } from './index.ts';

const secret = 'signs-but-is-never-sent';
const values = withSecrets({ key: secret }, { id: 'AKID' });
const hmac: Auth = providerAuth.parse({
  kind: 'hmac',
  secret: 'key',
  sign: ['method', 'host', 'target', 'body'],
  separator: '\n',
  signature: { header: 'X-Signature' },
});
const sigv4: Auth = providerAuth.parse({
  kind: 'sigv4',
  service: 's3',
  region: 'us-east-1',
  accessKeyId: 'id',
  secretAccessKey: 'key',
});

type Received = { method: string; host: string; target: string; body: string; signature: string };
const receive = (into: Received[], to?: () => { status: number; location: string }) =>
  serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', headers, url: target = '' } = request;
    const signature = String(headers['x-signature'] ?? headers.authorization ?? '');
    into.push({ method, host: headers.host ?? '', target, body, signature });
    const next = target.startsWith('/go') ? to?.() : undefined;
    if (next !== undefined) response.writeHead(next.status, { location: next.location });
    response.end('there');
  });
const send = (auth: Auth, saved: readonly Served[]) => {
  const kind = kindOf(auth);
  const memory = kind.remember?.(auth);
  return openCourier().send({
    destination: destinationOf({ origins: saved.map(({ origin }) => origin) }, '/go?a=b'),
    method: 'POST',
    headers: {},
    body: 'body',
    signal: new AbortController().signal,
    inject: (request) => kind.inject(auth, values, request, memory, powers),
    scrub: asItIs,
  });
};
const signs = ({ method, host, target, body, signature }: Received): boolean =>
  createHmac('sha256', secret).update([method, host, target, body].join('\n')).digest('hex') === signature;

describe('a signed request that is redirected', () => {
  it.each([307, 308, 303, 302])(
    'a redirected request is signed again for its new place, method and body: %i',
    async (status) => {
      const [first, second]: [Received[], Received[]] = [[], []];
      const other = await receive(second);
      const here = await receive(first, () => ({ status, location: `${other.text}/there?c=d` }));
      expect(await textOf(await send(hmac, [here, other]))).toBe('there');
      expect([first.length, second.length]).toEqual([1, 1]);
      expect([...first, ...second].every(signs)).toBe(true);
      const [got] = second;
      expect([got?.method, got?.body]).toEqual(status > 303 ? ['POST', 'body'] : ['GET', '']);
      expect(got?.host).not.toBe(first[0]?.host);
    },
  );

  it.each([
    ['hmac', hmac],
    ['sigv4', sigv4],
  ] as const)(
    'a redirected request is never signed for a place that nobody saved: %s',
    async (_kind, auth) => {
      const [first, second]: [Received[], Received[]] = [[], []];
      const foreign = await receive(second);
      const here = await receive(first, () => ({ status: 307, location: `${foreign.text}/there` }));
      expect(await codeOf(send(auth, [here]))).toBe('redirect-refused');
      expect([first.length, second.length]).toEqual([1, 0]);
    },
  );

  it('a redirect to another saved place carries a different signature of version 4', async () => {
    const [first, second]: [Received[], Received[]] = [[], []];
    const other = await receive(second);
    const here = await receive(first, () => ({ status: 307, location: `${other.text}/go-on` }));
    await send(sigv4, [here, other]);
    const signatures = [...first, ...second].map(({ signature }) => signature.split('Signature=')[1]);
    expect(new Set(signatures).size).toBe(2);
  });
});
