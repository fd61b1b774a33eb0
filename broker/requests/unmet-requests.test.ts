import { expect, it } from 'vitest';
import type { Asker } from './asker.ts';
import { allowedOnceMs, makeUnmetRequests } from './unmet-requests.ts';

const account = { fields: {}, secrets: new Map(), signIn: undefined };
const access = { methods: ['GET'], paths: ['/**'], mcpTools: [] } as never;
const asker = (name: string): Asker =>
  ({ principal: { id: `acme.${name}`, contentDigest: name }, manifest: { name } }) as never;

it('an allowed request keeps waiting for its extension, however much others ask for', () => {
  const unmet = makeUnmetRequests({ now: () => 1_000 });
  const honest = asker('honest');
  const asked = { providerId: 'acme.honest/api' as never, reason: 'For tests.', access };
  const choice = { connectionId: 'con_a' as never, grantDigest: 'd', account };
  unmet.allowOnce(honest, asked, { ...choice, prompt: 'p', withheldCallbacks: [], limits: undefined });
  for (let extension = 0; extension < 12; extension += 1)
    for (let provider = 0; provider < 10; provider += 1)
      unmet.add(
        asker(`other${extension}`),
        { ...asked, providerId: `acme.other/p${provider}` as never },
        'no-connection',
      );
  expect(unmet.list()).toHaveLength(100);
  expect(unmet.take(honest.principal, { provider: asked.providerId, access }, [choice])).toMatchObject({
    connectionId: 'con_a',
  });
});

it('what was allowed once does not grow with the request that waits', async () => {
  const unmet = makeUnmetRequests({ now: () => 1_000 });
  const who = asker('growing');
  const asked = { providerId: 'acme.growing/api' as never, reason: 'For tests.', access };
  const choice = { connectionId: 'con_a' as never, grantDigest: 'd', account };
  unmet.add(who, asked, 'no-connection');
  unmet.allowOnce(who, asked, { ...choice, prompt: 'p', withheldCallbacks: [], limits: undefined });
  const wider = { methods: ['GET', 'DELETE'], paths: ['/**'], mcpTools: [] } as never;
  const gone = new AbortController();
  const waits = unmet.wait(who, { ...asked, access: wider }, gone.signal);
  const take = (wanted: never) =>
    unmet.take(who.principal, { provider: asked.providerId, access: wanted }, [choice]);
  expect(take(wider)).toBeUndefined();
  expect(take(access)).toMatchObject({ connectionId: 'con_a' });
  gone.abort();
  expect(await waits).toBe(false);
});

it('pages hear of what is withdrawn, and of nothing else', () => {
  let changes = 0;
  const unmet = makeUnmetRequests({ now: () => 1_000, changed: () => (changes += 1) });
  const who = asker('withdrawn');
  const asked = { providerId: 'acme.withdrawn/api' as never, reason: 'For tests.', access };
  const choice = { connectionId: 'con_a' as never, grantDigest: 'd', account };
  unmet.allowOnce(who, asked, { ...choice, prompt: 'p', withheldCallbacks: [], limits: undefined });
  const before = changes;
  unmet.withdraw(() => false);
  expect(changes - before).toBe(0);
  unmet.withdraw(() => true);
  unmet.withdraw(() => true);
  expect([changes - before, unmet.list()[0]?.allowedOnce]).toEqual([1, undefined]);
});

const once = { connectionId: 'con_a' as never, grantDigest: 'd', account };
const yes = { ...once, prompt: 'p', withheldCallbacks: [], limits: undefined };

it('an extension has 16 unmet requests, and one that waits goes after those that have ended', () => {
  const unmet = makeUnmetRequests({ now: () => 1_000 });
  const who = asker('busy');
  const ask = (n: number) => ({ providerId: `acme.busy/p${n}` as never, reason: 'For tests.', access });
  void unmet.wait(who, ask(0), new AbortController().signal);
  for (let n = 1; n <= 16; n += 1) unmet.add(who, ask(n), 'no-connection');
  expect(unmet.list()).toHaveLength(16);
  expect(unmet.waits('acme.busy' as never, 'acme.busy/p0' as never)).toBe(true);
});

it('a denial of a wider request does not take back what was allowed once, which is taken once', () => {
  const unmet = makeUnmetRequests({ now: () => 1_000 });
  const who = asker('wider');
  const asked = { providerId: 'acme.wider/api' as never, reason: 'For tests.', access };
  unmet.allowOnce(who, asked, yes);
  unmet.add(
    who,
    { ...asked, access: { methods: ['DELETE'], paths: ['/**'], mcpTools: [] } as never },
    'denied',
  );
  const take = () => unmet.take(who.principal, { provider: asked.providerId, access }, [once]);
  expect([take()?.connectionId, take()]).toEqual(['con_a', undefined]);
});

it.each([
  ['ten minutes', allowedOnceMs],
  ['the clock was set back', -1],
])('what was allowed once is not taken after %s', (_when, laterMs) => {
  let now = 10 * allowedOnceMs;
  const unmet = makeUnmetRequests({ now: () => now });
  const who = asker('late');
  const asked = { providerId: 'acme.late/api' as never, reason: 'For tests.', access };
  unmet.allowOnce(who, asked, yes);
  expect(unmet.list()[0]?.allowedOnce?.until).toBe(now + allowedOnceMs);
  now += laterMs;
  expect(unmet.take(who.principal, { provider: asked.providerId, access }, [once])).toBeUndefined();
});
