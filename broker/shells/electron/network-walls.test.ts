import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { bundleFixture } from '../../database/fixtures/run-bundled.ts';
import { bundleGuest } from './extension-host/fixtures/bundle-guest.ts';
import { runInElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { startPrivateNetwork, whyNoPrivateNetwork } from './fixtures/private-network.ts';
import { startDesktop } from './fixtures/start-desktop.ts';

const built = (path: string): string => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
const why = whyNoElectron() ?? whyNoPrivateNetwork();

type Said = { readonly who: string; readonly tried: unknown };
/** What one run of Electron said, and what it sent: names that were asked for, and any other packet. */
type Run = {
  readonly said: readonly Said[];
  readonly names: readonly string[];
  readonly others: readonly string[];
};

describeUnless(why, 'in a network of its own, with a record of each packet', {}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-network-'));
  let guest: string;
  beforeAll(async () => {
    guest = await bundleGuest(folder, { stripped: false });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (fixture: string, args: string[]): Promise<Run> => {
    const own = mkdtempSync(join(folder, 'run-'));
    const main = await bundleFixture(new URL(`./fixtures/${fixture}`, import.meta.url), own);
    const desktop = await startDesktop(join(own, 'home'), { keyring: 'no bus' });
    // Of its own: Linux leaves a multicast group, and says so twice, after the process that had joined it has ended.
    const network = await startPrivateNetwork(mkdtempSync(join(own, 'network-')));
    const inside = network.inside;
    const { said, code, errors } = await runInElectron(desktop, main, { inside, args, ms: 180_000 });
    const packets = network.packets();
    await Promise.all([network.stop(), desktop.stop()]);
    expect(code, errors).toBe(0);
    const asked = packets.map((packet) => /\? (\S+?)\.? \(\d+\)$/.exec(packet)?.[1]);
    return {
      said: said as readonly Said[],
      names: [...new Set(asked.filter((name) => name !== undefined))],
      others: packets.filter((_packet, index) => asked[index] === undefined),
    };
  };
  const pages = (mode: string): Promise<Run> =>
    run('run-network-walls.ts', [built('shells/electron/pages'), guest, mode]);
  const tried = ({ said }: Run, who: string): Record<string, string> =>
    said.find((one) => one.who === who)?.tried as Record<string, string>;

  // At the same time: most of a run is waiting for what a page may try in vain, half a minute of it.
  it.concurrent('a page without walls is noticed by names, packets, WebRTC and Chromium’s own fetches', async () => {
    const { names, others } = await pages('bare');
    // Those that it tries first: a later one may take it to another page.
    for (const way of ['fetch', 'websocket', 'webrtc', 'tcp-webrtc'])
      expect(names).toContain(`${way}.bare.leak.test`);
    // Hints: Chromium drops some of them while it is busy.
    expect(names.join('\n')).toMatch(/^link-(?:dns-prefetch|preconnect|body)\.bare\.leak\.test$/m);
    expect(names.length).toBeGreaterThan(20);
    expect(names).toEqual(expect.arrayContaining(['broker.leak.test', 'link-at-once-empty.bare.leak.test']));
    expect(names).toContain('redirector.gvt1.com');
    for (const what of [/\.443: Flags \[S\]/, /\.3478: UDP/, /igmp/]) expect(others.join('\n')).toMatch(what);
  });

  it.concurrent('a page without walls resolves no names if the application’s resolver is off, except the excepted ones', async () => {
    const { names } = await pages('bare without names');
    // Chromium asks for the address and for HTTPS; no other way of the page, and no dictionary.
    expect(names.toSorted()).toEqual(['broker.leak.test', 'fetch.bare.leak.test']);
  });

  it.concurrent('no page, host or Worker resolves a name or sends a packet, by the session’s walls alone', async () => {
    const result = await pages('session alone');
    for (const who of ['settings', 'consent', 'host']) {
      expect(Object.keys(tried(result, who)).length, who).toBeGreaterThan(55);
      expect(tried(result, who)['webrtc']).toBe('ReferenceError');
    }
    expect(result.said.map(({ who }) => who)).toContain('worker');
    // The broker's own look-up is the control: the record sees names in this run.
    expect(result).toMatchObject({ names: ['broker.leak.test'], others: [] });
  });

  it.concurrent('a frame resolves nothing with the application’s resolver off, and a page that makes one ends', async () => {
    const result = await pages('shipped');
    const ended = result.said.filter((one) => one.tried === 'the page ended').map(({ who }) => who);
    for (const who of ['settings', 'host'])
      for (const kind of ['empty', 'sandboxed', 'own', 'foreign', 'frame'])
        expect(ended).toContain(`${who} ${kind}`);
    expect(result).toMatchObject({ names: ['broker.leak.test'], others: [] });
  });

  it.concurrent('the whole application and its settings page send nothing by themselves', async () => {
    const result = await run('run-whole-app.ts', [built('main.js')]);
    expect(Object.keys(tried(result, 'application')).length).toBeGreaterThan(55);
    expect(result).toMatchObject({ names: ['broker.leak.test'], others: [] });
  });
});

beforeEach((ctx) => {
  if (why !== undefined) ctx.skip(why);
});
