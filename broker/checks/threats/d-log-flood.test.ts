import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { after } from '../../time/after.ts';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import {
  type Client,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

const server = attackingServerBefore();
const minuteMs = 60_000;

let w: WatchedBroker;
let mallory: TestExtension;
let at: number;
let minuteLater: (() => void)[];
beforeEach(async () => {
  at = Date.now();
  minuteLater = [];
  w = await watchedBroker(newCanary(), {
    now: () => at,
    after: (ms, run) => {
      if (ms !== minuteMs) return after(ms, run);
      minuteLater.push(run);
      return () => undefined;
    },
  });
  w.inner.answer = answering('always');
  mallory = w.attachNamed('mallory');
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});

/** As an attacker does it: many at once, each code counted. */
const often = async (times: number, attempt: () => Promise<unknown>): Promise<Record<string, number>> => {
  const codes: Record<string, number> = {};
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < times) {
      begun += 1;
      const code = await codeOf(attempt());
      codes[code] = (codes[code] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return codes;
};
const countOf = async (kind: string): Promise<number> =>
  (await w.audit({ kind, limit: 1_000 } as never)).length;
/** What the lines of a flood say, oldest first. */
const told = async () => {
  for (const run of minuteLater.splice(0)) run();
  const lines = await w.audit({ kind: 'extension.flooded', limit: 100 });
  return lines.map(({ extension, detail }) => [extension, detail]).reverse();
};
const clientOf = async (extension: TestExtension, name: string): Promise<Client> => {
  await w.connect('bearer', server.url, { name });
  return extension.connections.use(await extension.connections.request(requestOf('bearer', name)));
};

describe('D13: no extension pushes lines out of the log by what is refused', () => {
  it('an extension that nobody allowed anything leaves the lines of others where they are', async () => {
    const victim = await clientOf(w.attachNamed('victim'), 'victim');
    await victim.fetch('/evidence');
    await w.settings.setRetention({ days: 90, entries: 1_000 });
    const nothing = { provider: 'acme.nobody/nothing' as never, reason: 'x' };
    expect(await often(1_200, () => mallory.connections.request(nothing))).toEqual({ 'not-declared': 1_200 });
    expect(await countOf('request.refused')).toBe(300);
    expect(await told()).toEqual([['acme.mallory', '900 more, not listed one by one']]);
    const { entries } = await w.settings.listAudit({ limit: 100, path: '/evidence' });
    expect(entries.length).toBeGreaterThan(0);
    expect((await w.settings.auditStatus()).removed).toBe(0);
  });

  it('refused uses beyond the allowance have no line each, and what is sent still has its lines', async () => {
    const client = await clientOf(mallory, 'mallory');
    expect(await often(400, () => client.fetch('https://evil.example/'))).toEqual({
      'destination-refused': 400,
    });
    expect(await countOf('use.refused')).toBe(300);
    const before = await countOf('use.finished');
    await client.fetch('/hello');
    expect(await countOf('use.finished')).toBe(before + 1);
    expect(await told()).toEqual([['acme.mallory', '100 more, not listed one by one']]);
  });

  it('questions that are denied or not shown are bounded, and then no question is asked', async () => {
    await w.connect('bearer', server.url, { name: 'mallory' });
    w.inner.answer = answering('deny');
    const codes = await often(400, () => mallory.connections.request(requestOf('bearer', 'mallory')));
    expect((codes['denied'] ?? 0) + (codes['prompt-limit'] ?? 0)).toBe(400);
    expect(await countOf('consent.asked')).toBe(300);
    expect(await told()).toEqual([['acme.mallory', '100 more, not listed one by one']]);
  });

  it('questions about single requests are bounded, and a request that needs one is then refused', async () => {
    await w.connect('bearer', server.url, { name: 'mallory' });
    const access = { methods: ['GET' as const, 'DELETE' as const], paths: ['/**'], mcpTools: [] };
    w.inner.answer = answering('always', { limits: { asks: ['DELETE'] } });
    const { connections } = mallory;
    const client = connections.use(await connections.request({ ...requestOf('bearer', 'mallory'), access }));
    w.inner.answer = answering('deny');
    const codes = await often(350, () => client.fetch('/a', { method: 'DELETE' }));
    expect((codes['denied'] ?? 0) + (codes['prompt-limit'] ?? 0)).toBe(350);
    // The first one was about access, and had a yes.
    expect(await countOf('consent.asked')).toBe(301);
    expect(await told()).toEqual([['acme.mallory', '100 more, not listed one by one']]);
    expect(await codeOf(client.fetch('/hello'))).toBe('no error');
  });

  it('a question that the person says yes to takes nothing from the allowance', async () => {
    await w.connect('bearer', server.url, { name: 'mallory' });
    w.inner.answer = answering('once');
    for (let time = 0; time < 320; time += 1) {
      at += 1_000; // no more than 60 prompts a minute
      const handle = await mallory.connections.request(requestOf('bearer', 'mallory'));
      mallory.connections.use(handle).dispose();
    }
    expect(await told()).toEqual([]);
  });

  it('handles beyond the allowance are refused, and those that are there go on', async () => {
    const client = await clientOf(mallory, 'mallory');
    const codes = await often(2_100, async () =>
      mallory.connections.use(await client.attenuate({})).dispose(),
    );
    // The first one was asked for, and the person said yes.
    expect(codes).toEqual({ 'no error': 2_048, 'too-many-requests': 52 });
    expect(await codeOf(mallory.connections.request(requestOf('bearer', 'mallory')))).toBe(
      'too-many-requests',
    );
    expect(await told()).toEqual([['acme.mallory', '53 more, not listed one by one']]);
    expect(await codeOf(client.fetch('/hello'))).toBe('no error');
    at += minuteMs;
    expect((await often(70, () => client.attenuate({})))['no error']).toBe(60);
  }, 120_000);
});
