import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsentAnswer, ConsentPrompt } from '../../contracts/consent.ts';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import { answering, extensionNamed, type TestExtension } from '../fixtures/broker-in-folder.ts';
import {
  access,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

const server = attackingServerBefore();

let w: WatchedBroker;
let extension: TestExtension;
let clock = 0;
beforeEach(async () => {
  clock = 0;
  w = await watchedBroker(newCanary(), { now: () => Date.now() + clock });
  extension = w.attachNamed();
  await w.connect('bearer', server.url);
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});

/** A screen on which prompts stay until they are answered by hand. */
const openScreen = () => {
  const shown: { prompt: ConsentPrompt; give: (answer: ConsentAnswer) => void }[] = [];
  let most = 0;
  w.inner.answer = (prompt) =>
    new Promise((resolve) => {
      const entry = {
        prompt,
        give: (answer: ConsentAnswer) => {
          shown.splice(shown.indexOf(entry), 1);
          resolve(answer);
        },
      };
      shown.push(entry);
      most = Math.max(most, shown.length);
    });
  return { shown, most: () => most };
};
const asking = (path: string, from = extension, name = 'every') =>
  codeOf(from.connections.request({ ...requestOf('bearer', name), access: { ...access, paths: [path] } }));

describe('D1: an extension cannot wear a person out', () => {
  it('of 100 different requests, one is shown, four wait, and the rest are refused', async () => {
    const screen = openScreen();
    const codes: string[] = [];
    const all = Array.from({ length: 100 }, async (_, at) => codes.push(await asking(`/p${at}`)));
    // The extension's share of main's time decides when the last one is answered.
    await vi.waitFor(() => expect(codes.length).toBe(96));
    expect(new Set(codes)).toEqual(new Set(['prompt-limit']));
    while (codes.length < 100) {
      await vi.waitFor(() => expect(screen.shown.length).toBe(1), { interval: 1 });
      const [first] = screen.shown;
      first?.give(await answering('once')(first.prompt, new AbortController().signal));
      const done = codes.length;
      await vi.waitFor(() => expect(codes.length).toBeGreaterThan(done), { interval: 1 });
    }
    await Promise.all(all);
    expect([screen.most(), w.inner.prompts.length]).toEqual([1, 4]);
  });

  it('the same request 100 times is one prompt', async () => {
    const screen = openScreen();
    const all = Array.from({ length: 100 }, () => asking('/same'));
    // More than its share of main's time: the last of them comes a moment after the first.
    const asked = () => w.audit({ kind: 'consent.asked', limit: 200 });
    await vi.waitFor(async () => expect(await asked()).toHaveLength(100));
    expect(screen.shown.length).toBe(1);
    const [first] = screen.shown;
    if (first !== undefined) first.give({ nonce: first.prompt.nonce, decision: 'deny' });
    expect(new Set(await Promise.all(all))).toEqual(new Set(['denied']));
    expect(w.inner.prompts.length).toBe(1);
  });

  it('the same request twice at once, answered "always", is one grant', async () => {
    const screen = openScreen();
    const all = Array.from({ length: 20 }, () => asking('/same'));
    await vi.waitFor(() => expect(screen.shown.length).toBe(1));
    const [first] = screen.shown;
    first?.give(await answering('always')(first.prompt, new AbortController().signal));
    expect(new Set(await Promise.all(all))).toEqual(new Set(['no error']));
    expect(await w.settings.listGrants({ revoked: true })).toHaveLength(1);
  });

  it('three denials in a row silence one extension for a while, and others are still heard', async () => {
    w.inner.answer = answering('deny');
    for (const at of [1, 2, 3]) expect(await asking(`/${at}`)).toBe('denied');
    for (let at = 0; at < 20; at += 1) expect(await asking(`/again${at}`)).toBe('prompt-limit');
    expect(w.inner.prompts.length).toBe(3);
    const other = w.attachNamed('other');
    await w.connect('bearer', server.url, { name: 'other' });
    w.inner.answer = answering('once');
    expect(await asking('/x', other, 'other')).toBe('no error');
    clock = 11 * 60_000;
    expect(await asking('/later')).toBe('no error');
  });

  it('restarting an extension does not end its silence', async () => {
    w.inner.answer = answering('deny');
    for (const at of [1, 2, 3]) expect(await asking(`/${at}`)).toBe('denied');
    extension.detach();
    extension = w.attachNamed();
    expect(await asking('/x')).toBe('prompt-limit');
  });
});

describe('D2: an extension’s words are bounded and shown as its own', () => {
  const evil = '\u202eevil\u202c \u200b\u0000\u0007\n\u2066x\u2069 \ufeff\u00ad\u{e0041}';
  const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

  it('the prompt hides nothing in reasons, names of extensions, providers and connections', async () => {
    const requests = { connectionRequests: [{ provider: 'acme.every/bearer', reason: 'x', access }] };
    const spoof = extensionNamed('spoof', { contributes: requests });
    const spoofing = w.inner.attach({
      ...spoof,
      manifest: { ...spoof.manifest, displayName: `GitHub ${evil}`.slice(0, 80) },
    });
    await w.settings.createConnection({
      providerId: 'acme.every/bearer',
      displayName: `Name ${evil}`,
      fields: { url: server.url },
      secrets: {},
    });
    await spoofing.connections.request({ ...requestOf('bearer'), reason: `${evil}${'w'.repeat(150)}` });
    const [prompt] = w.inner.prompts;
    if (prompt === undefined) throw new Error('there is one');
    const { nonce: _, ...words } = prompt;
    expect(JSON.stringify(words).replaceAll('\\\\u', '')).not.toMatch(hidden);
    expect(prompt.reason).toContain('\\u{202E}evil');
    expect(prompt.extension).toMatchObject({ id: 'acme.spoof', publisher: 'acme', known: false });
    expect(prompt.provider.contributedBy).toBe('Acme every (acme.every)');
    expect(prompt.choices.map(({ origins }) => origins)).toEqual([[server.url], [server.url]]);
    expect(JSON.stringify(await w.audit()).replaceAll('\\\\u', '')).not.toMatch(hidden);
  });

  it('a reason that is too long is refused without a prompt', async () => {
    const tooLong = { ...requestOf('bearer'), reason: 'x'.repeat(201) };
    expect(await codeOf(extension.connections.request(tooLong))).toBe('invalid-input');
    expect(w.inner.prompts).toEqual([]);
  });
});

describe('D3: an answer counts once, with the nonce of the prompt on screen', () => {
  const first = (prompt: ConsentPrompt) => prompt.choices[0]?.connectionId as string;
  const answers: Readonly<Record<string, (prompt: ConsentPrompt) => unknown>> = {
    'another nonce': (prompt) => ({ nonce: 'A'.repeat(22), decision: 'always', connectionId: first(prompt) }),
    'no nonce': (prompt) => ({ decision: 'always', connectionId: first(prompt) }),
    'a connection that was not offered': ({ nonce }) => ({
      nonce,
      decision: 'always',
      connectionId: `con_${'x'.repeat(21)}`,
    }),
    'a word that is no decision': (prompt) => ({
      nonce: prompt.nonce,
      decision: 'yes',
      connectionId: first(prompt),
    }),
    'more than an answer holds': (prompt) => ({
      nonce: prompt.nonce,
      decision: 'once',
      connectionId: first(prompt),
      access: { methods: ['DELETE'] },
    }),
    nothing: () => undefined,
    true: () => true,
  };
  it.each(Object.entries(answers))('an answer with %s is a denial', async (_name, answer) => {
    w.inner.answer = (prompt) => answer(prompt) as ConsentAnswer;
    expect(await asking('/x')).toBe('denied');
    expect([await w.settings.listGrants({ revoked: true }), await w.settings.listLive()]).toEqual([[], []]);
  });

  it('an earlier prompt’s nonce is worthless, and a window that fails grants nothing', async () => {
    expect(await asking('/x')).toBe('no error');
    const earlier = w.inner.prompts[0]?.nonce ?? '';
    w.inner.answer = (prompt) => ({ nonce: earlier, decision: 'once', connectionId: first(prompt) as never });
    expect(await asking('/y')).toBe('denied');
    w.inner.answer = () => {
      throw new Error('the window crashed');
    };
    expect(await asking('/z')).toBe('consent-unavailable');
  });

  it('the settings page can open the prompt but cannot answer it', async () => {
    const screen = openScreen();
    const [connection] = (await w.settings.listConnections()).connections;
    if (connection === undefined) throw new Error('there is one');
    const asked = w.settings.requestAccess({
      extension: 'acme.every' as never,
      connectionId: connection.id,
      access: { methods: ['GET'], paths: ['/**'] },
    });
    await vi.waitFor(() => expect(screen.shown.length).toBe(1));
    const [prompt] = screen.shown;
    const everything = await Promise.all([
      ...[
        w.settings.listGrants({ revoked: true }),
        w.settings.listLive(),
        w.audit(),
        w.settings.listConnections(),
      ],
      ...[w.settings.listProviders(), w.settings.listExtensions(), w.settings.protection()],
    ]);
    expect(JSON.stringify(everything)).not.toContain(prompt?.prompt.nonce);
    expect(await w.settings.listGrants({ revoked: true })).toEqual([]);
    expect(prompt?.prompt.reason).toContain('You opened this from Settings');
    prompt?.give({ nonce: prompt.prompt.nonce, decision: 'always', connectionId: connection.id });
    expect(await asked).toEqual({ decision: 'always' });
    expect(await w.settings.listGrants({ revoked: true })).toHaveLength(1);
    expect(await asking('/x')).toBe('no error');
    expect(w.inner.prompts).toHaveLength(1);
  });
});
