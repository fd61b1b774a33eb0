import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsentPrompt } from '../../contracts/consent.ts';
import { serve } from '../../network/fixtures/serving.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { digestChallenge, digester } from '../fixtures/digester.ts';
import {
  type Client,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

let w: WatchedBroker;
let extension: TestExtension;
let canary: string;
let now = Date.now();
/** What the service got: method, path and body. */
let sent: string[];
beforeEach(async () => {
  canary = newCanary();
  sent = [];
  const { text: url } = await serve(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    sent.push(`${request.method} ${request.url} ${Buffer.concat(parts)}`.trim());
    if (request.url === '/moved') response.writeHead(307, { location: '/other' });
    response.end();
  });
  w = await watchedBroker(canary, { now: () => now });
  extension = w.attachNamed();
  await w.connect('bearer', url);
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});

const methods = ['GET', 'POST', 'DELETE'] as const;
const access = { methods: [...methods], paths: ['/**'], mcpTools: [] };
const handle = () => extension.connections.request({ ...requestOf('bearer'), access });
/** "Always allow", with DELETE to be asked about; and then this answer to each request. */
const always = async (
  then: 'once' | 'deny' | 'always',
  asks: readonly string[] = ['DELETE'],
  runs?: readonly string[],
) => {
  w.inner.answer = answering('always', { limits: { asks, runs } });
  const client = extension.connections.use(await handle());
  w.inner.answer = answering(then);
  return client;
};
const asked = (): ConsentPrompt[] => w.inner.prompts.filter(({ call }) => call !== undefined);
const remove = (client: Client, target = '/a', body?: string) =>
  codeOf(client.fetch(target, body === undefined ? { method: 'DELETE' } : { method: 'DELETE', body }));
const theGrant = async () => {
  const [grant] = await w.settings.listGrants({});
  if (grant === undefined) throw new Error('there is a grant');
  return grant;
};

describe('D24: what asks is sent only after a yes to that request in main’s own prompt', () => {
  it('under "always", GET runs and DELETE asks with method, host, path and body', async () => {
    const client = await always('once');
    await client.fetch('/a');
    expect(await remove(client, '/a?x=1', '{"why":"old"}')).toBe('no error');
    expect(sent).toEqual(['GET /a', 'DELETE /a?x=1 {"why":"old"}']);
    expect(asked()).toMatchObject([
      {
        extension: { id: 'acme.every' },
        reason: 'To try.',
        choices: [{ displayName: 'Work' }],
        call: {
          method: 'DELETE',
          target: '/a?x=1',
          body: { bytes: 13, lines: ['{', '  "why": "old"', '}'], cut: 0 },
        },
      },
    ]);
    const lines = (await w.audit({ limit: 4 })).map(({ kind, method, path, outcome = '' }) =>
      `${kind} ${method} ${path} ${outcome}`.trim(),
    );
    expect(lines.toReversed()).toEqual([
      'consent.asked DELETE /a',
      'consent.answered DELETE /a once',
      'use.intended DELETE /a',
      'use.finished DELETE /a ok',
    ]);
  });

  it('a denied request is not sent, costs no use of any budget, and is in the log', async () => {
    w.inner.answer = answering('always', { limits: { asks: ['DELETE'], usesPerDay: 2 } });
    const weaker = extension.connections.use(
      await extension.connections.use(await handle()).attenuate({ maxUses: 2 }),
    );
    w.inner.answer = answering('deny');
    expect(await remove(weaker)).toBe('denied');
    expect((await w.audit({ kind: 'use.refused', limit: 1 }))[0]).toMatchObject({ code: 'denied' });
    expect((await weaker.describe()).usesLeft).toBe(2);
    expect((await theGrant()).spentToday).toEqual({ usesPerDay: 0 });
    expect(sent).toEqual([]);
  });

  it('an answer that is for good, or to another prompt, does not allow the request', async () => {
    const client = await always('always');
    w.inner.answer = ({ nonce, choices: [choice] }) => ({
      nonce,
      decision: 'always',
      connectionId: choice?.connectionId as never,
    });
    expect(await remove(client)).toBe('denied');
    w.inner.answer = (prompt, signal) =>
      answering('once')({ ...prompt, nonce: 'a'.repeat(22) } as ConsentPrompt, signal);
    expect(await remove(client)).toBe('denied');
    expect(sent).toEqual([]);
  });

  it('an attenuated handle, a new one and one of a restarted extension ask as well, and none tells of it', async () => {
    const first = await always('deny');
    const child = extension.connections.use(await first.attenuate({ methods: ['DELETE'] }));
    extension.detach();
    extension = w.attachNamed();
    const later = extension.connections.use(await handle());
    expect(await remove(later)).toBe('denied');
    expect(await remove(extension.connections.use(await later.attenuate({ paths: ['/a'] })))).toBe('denied');
    expect(await remove(child)).toBe('capability-closed');
    expect(JSON.stringify(await later.describe())).not.toContain('asks');
    expect(sent).toEqual([]);
  });

  it('a request whose caller leaves, or whose grant is revoked, loses its prompt and is not sent', async () => {
    const client = await always('once');
    let over: AbortSignal | undefined;
    w.inner.answer = (_prompt, signal) => {
      over = signal;
      return new Promise(() => undefined);
    };
    const leave = new AbortController();
    const left = client.fetch('/a', { method: 'DELETE', signal: leave.signal }).catch(({ name }) => name);
    await vi.waitFor(() => expect(over).toBeDefined());
    leave.abort();
    expect(await left).toBe('AbortError');
    await vi.waitFor(() => expect(over?.aborted).toBe(true));
    over = undefined;
    const revoked = remove(client);
    await vi.waitFor(() => expect(over).toBeDefined());
    await w.settings.revokeGrant({ grantId: (await theGrant()).id });
    expect(await revoked).toBe('capability-closed');
    expect(sent).toEqual([]);
  });

  it('a yes is worth nothing once the connection is gone, or the budget was spent meanwhile', async () => {
    w.inner.answer = answering('always', { limits: { asks: ['DELETE'], usesPerDay: 1 } });
    const client = extension.connections.use(await handle());
    w.inner.answer = async (prompt, signal) => {
      await client.fetch('/a');
      return answering('once')(prompt, signal);
    };
    expect(await remove(client)).toBe('caveat-refused');
    await w.settings.limitGrant({ grantId: (await theGrant()).id, limits: { asks: ['DELETE'] } });
    const later = extension.connections.use(await handle());
    w.inner.answer = async (prompt, signal) => {
      const [connection] = (await w.settings.listConnections()).connections;
      await w.settings.deleteConnection({ connectionId: connection?.id as never });
      return answering('once')(prompt, signal);
    };
    expect(await remove(later)).not.toBe('no error');
    expect(sent).toEqual(['GET /a']);
  });

  it('a yes is for one place: a redirect with the same method is not followed', async () => {
    const client = await always('once');
    expect(await remove(client, '/moved')).toBe('redirect-refused');
    expect(sent).toEqual(['DELETE /moved']);
  });

  it('a request that its credential sends once more has its yes already, and asks once', async () => {
    const { text: url } = await serve((request, response) => {
      const answered = request.headers.authorization !== undefined;
      sent.push(`${request.method} ${answered ? 'answered' : 'asked'}`);
      if (!answered) response.writeHead(401, digestChallenge);
      response.end();
    });
    const provider = 'acme.digester/api';
    const digesting = w.inner.attach(digester(access));
    await w.settings.createConnection({
      providerId: provider,
      displayName: 'Digest',
      fields: { url, user: 'someone' },
      secrets: { token: canary },
    });
    w.inner.answer = answering('always', { limits: { asks: ['DELETE'] } });
    const client = digesting.connections.use(await digesting.connections.request({ provider }));
    w.inner.answer = answering('once');
    expect(await remove(client)).toBe('no error');
    expect(sent).toEqual(['DELETE asked', 'DELETE answered']);
    expect(asked()).toHaveLength(1);
    const { refused } = await w.settings.tryLimits({
      grantId: (await theGrant()).id,
      limits: { asks: ['DELETE'] },
    });
    expect(refused).toEqual([]);
  });

  it('of many requests at once four wait for a prompt, and three denials in a row end the questions', async () => {
    const client = await always('once');
    w.inner.answer = () => new Promise(() => undefined);
    const codes = Array.from({ length: 12 }, (_, at) => remove(client, `/${at}`));
    const refused = await Promise.all(codes.slice(4));
    expect(new Set(refused)).toEqual(new Set(['prompt-limit']));
    expect(sent).toEqual([]);
  });

  it('a secret in the body, query or header is shown scrubbed', async () => {
    const client = await always('deny');
    await codeOf(
      client.fetch(`/x?y=${encodeURIComponent(canary)}`, {
        method: 'DELETE',
        headers: { prefer: canary },
        body: JSON.stringify({ canary }),
      }),
    );
    expect(asked()).toHaveLength(1);
    expect(JSON.stringify(asked())).not.toContain(canary);
  });

  it('a page lets no method run without asking that the grant does not have', async () => {
    w.inner.answer = answering('always');
    await extension.connections.request({
      ...requestOf('bearer'),
      access: { methods: ['GET'], paths: ['/**'], mcpTools: [] },
    });
    const { id: grantId } = await theGrant();
    await w.settings.limitGrant({ grantId, limits: { asks: ['DELETE'], runs: ['DELETE /**'] } });
    expect((await theGrant()).limits).toEqual({ asks: ['DELETE'] });
  });

  it('a path that the person named runs without a question, and every other path and spelling asks', async () => {
    const client = await always('deny', ['POST', 'DELETE'], ['DELETE /drafts/**', 'DELETE /one/*']);
    for (const path of ['/drafts', '/drafts/a', '/drafts/a/b?to=/c', '/one/a']) await remove(client, path);
    expect(sent).toEqual(['DELETE /drafts', 'DELETE /drafts/a', 'DELETE /drafts/a/b?to=/c', 'DELETE /one/a']);
    expect(asked()).toEqual([]);
    sent = [];
    const others = [
      ...['/Drafts/a', '/drafts2/a', '/%64rafts/a', '/drafts%2fa', '/drafts/%2e%2e/a', '/drafts/../a'],
      ...[
        '/drafts;x/a',
        '//drafts/a',
        '/drafts\\a',
        '/one',
        '/one/a/b',
        '/one/a%2fb',
        '/one/',
        '/x?/drafts/a',
      ],
    ];
    for (const path of others) {
      now += 60_000;
      expect(await remove(client, path), path).not.toBe('no error');
      // Denials in a row would end the questions.
      w.inner.answer = answering('once');
      await remove(client, '/end');
      w.inner.answer = answering('deny');
    }
    expect(await codeOf(client.fetch('/drafts/a', { method: 'POST' }))).toBe('denied');
    expect(new Set(sent)).toEqual(new Set(['DELETE /end']));
  });

  it('a request that runs by its path is not redirected to one that asks', async () => {
    const client = await always('deny', ['DELETE'], ['DELETE /moved']);
    expect(await remove(client, '/moved')).toBe('redirect-refused');
    expect(sent).toEqual(['DELETE /moved']);
  });

  it('letting more requests run asks the person, and letting fewer run is set at once', async () => {
    await always('deny', ['DELETE'], ['DELETE /drafts/**']);
    const { id: grantId } = await theGrant();
    w.inner.allowChange = () => false;
    const set = (runs: string[] | undefined) =>
      codeOf(w.settings.limitGrant({ grantId, limits: { asks: ['DELETE'], runs } }));
    expect(await set(['DELETE /**'])).toBe('denied');
    expect(JSON.stringify(w.inner.changes)).toContain('Of these, sent without asking: DELETE /**');
    expect(await set(['DELETE /drafts/a'])).toBe('no error');
    expect(await set(['DELETE /drafts/**'])).toBe('denied');
    expect(await set(undefined)).toBe('no error');
    expect(await set(['DELETE /drafts/a'])).toBe('denied');
    expect(await set(['DELETE drafts'])).toBe('invalid-input');
    // Nothing waits for a method to be asked about.
    expect(await set(['POST /**'])).toBe('invalid-input');
  });

  it('asking before more is set at once, asking before less asks the person, and Settings answers nothing', async () => {
    const client = await always('deny');
    const { id: grantId } = await theGrant();
    w.inner.allowChange = () => false;
    await w.settings.limitGrant({ grantId, limits: { asks: ['DELETE', 'POST'] } });
    expect(w.inner.changes).toEqual([]);
    expect(await codeOf(client.fetch('/a', { method: 'POST' }))).toBe('capability-closed');
    expect(await codeOf(extension.connections.use(await handle()).fetch('/a', { method: 'POST' }))).toBe(
      'denied',
    );
    expect(await codeOf(w.settings.limitGrant({ grantId, limits: { asks: ['POST'] } }))).toBe('denied');
    expect(w.inner.changes).toMatchObject([{ kind: 'limit-less' }]);
    expect(JSON.stringify(w.inner.changes)).toContain('Valetkey asks you before each POST, DELETE.');
    expect((await theGrant()).limits).toEqual({ asks: ['DELETE', 'POST'] });
  });

  it('whatever an extension, Settings and the person do, each request that asks had a yes of its own', async () => {
    const step = fc.record({
      method: fc.constantFrom(...methods),
      through: fc.constantFrom('first', 'child', 'new' as const),
      answer: fc.constantFrom('once', 'deny', 'always' as const),
      asks: fc.option(fc.subarray(['POST', 'DELETE'] as const), { nil: undefined }),
      runs: fc.subarray(['POST /open/**', 'DELETE /open/*'] as const),
      where: fc.constantFrom('', '/open', '/Open', '/open/below'),
    });
    let at = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        let client = await always('once', ['DELETE']);
        let child = extension.connections.use(await client.attenuate({ paths: ['/**'] }));
        let asking: readonly string[] = (await theGrant()).limits?.asks ?? [];
        let running: string[] = [];
        for (const { method, through, answer, asks, runs, where } of steps) {
          // No more prompts than a minute has.
          now += 60_000;
          if (asks !== undefined) {
            running = runs.filter((one) => asks.some((method) => one.startsWith(method)));
            await w.settings.limitGrant({ grantId: (await theGrant()).id, limits: { asks, runs: running } });
            asking = asks;
          }
          w.inner.answer = answering('always', { limits: { asks: asking, runs: running } });
          if (asks !== undefined || through === 'new') {
            client = extension.connections.use(await handle());
            child = extension.connections.use(await client.attenuate({ methods: [...methods] }));
          }
          const yes: string[] = [];
          w.inner.answer = (prompt, signal) => {
            const { call } = prompt;
            if (call !== undefined && 'target' in call && answer === 'once')
              yes.push(`${call.method} ${call.target}`);
            return { ...answering(answer)(prompt, signal), decision: answer } as never;
          };
          sent = [];
          at += 1;
          const target = `${where}/${at}`;
          const isFree =
            !asking.includes(method) ||
            (where.startsWith('/open') && running.includes('POST /open/**') && method === 'POST') ||
            (where === '/open' && running.includes('DELETE /open/*') && method === 'DELETE');
          await codeOf((through === 'child' ? child : client).fetch(target, { method }));
          expect(sent).toEqual(isFree ? [`${method} ${target}`] : yes);
          if (isFree) expect(yes).toEqual([]);
          // Denials in a row would end the questions.
          w.inner.answer = answering('once');
          if (asking.length > 0) await codeOf(client.fetch('/end', { method: asking[0] as 'POST' }));
        }
        await w.settings.revokeGrant({ grantId: (await theGrant()).id });
      }),
      { numRuns: 12 },
    );
  });
});
