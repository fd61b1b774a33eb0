import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keyInFile } from '../checks/fixtures/key-in-file.ts';
import { bundleFixture, run } from '../database/fixtures/run-bundled.ts';
import { type OidcServer, startOidc } from './fixtures/oidc-server.ts';
import { type SigningIn, signingInBroker } from './fixtures/signing-in-broker.ts';

/** Children of this process use a folder that this one signed in with; the server is a real oidc-provider that rotates. */
const hourMs = 3_600_000;
let parent: string;
let fixture: string;
let server: OidcServer;
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'valetkey-oauth-'));
  fixture = await bundleFixture(new URL('./fixtures/use-tokens.ts', import.meta.url), parent);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));
afterEach(() => server.close());

let rounds = 0;
const open = (folder: string, aheadMs: number): Promise<SigningIn> =>
  signingInBroker(
    server.origin,
    {},
    { folder, keychain: keyInFile(`${folder}.key`), now: () => Date.now() + aheadMs },
  );
const signInTo = async (): Promise<string> => {
  rounds += 1;
  const folder = join(parent, `round-${rounds}`);
  const broker = await open(folder, 0);
  const { id } = await broker.connect();
  expect(await broker.signIn(id)).toMatchObject({ state: 'signed-in' });
  expect((await broker.fetch('/api/whoami')).status).toBe(200);
  await broker.close();
  return folder;
};
const useTokens = (folder: string, times: number, step = 0, watch: Parameters<typeof run>[1] = {}) =>
  run(
    [
      ...([process.execPath, fixture, folder, `${folder}.key`, server.origin] as const),
      ...[String(hourMs), String(times), String(step)],
    ],
    watch,
  );

const noticeOf = async (broker: SigningIn): Promise<string> => {
  for (;;) {
    const [notice] = broker.notices;
    if (notice !== undefined) return notice.why;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('two processes with the same expired token', () => {
  it('two processes cause one renewal, and both use its result', async () => {
    server = await startOidc();
    const folder = await signInTo();
    // Slow enough for both to want it.
    server.instead = ({ url }) =>
      url === '/token' ? new Promise((resolve) => setTimeout(resolve, 1_500, undefined)) : undefined;
    const ended = await Promise.all([useTokens(folder, 20), useTokens(folder, 20)]);
    for (const { lines, errors } of ended) {
      expect([errors.replace(/oidc-provider.*\n/g, ''), lines[0]]).toEqual(['', 'ready']);
      expect(new Set(JSON.parse(lines[1] ?? ''))).toEqual(new Set([200]));
    }
    expect(server.grants('refresh_token')).toBe(1);
  });
});

/**
 * A step costs 1.4 s of processor, of scrypt and of starting a process. All 33 when asked; else every fourth one, and the
 * others for as long as something has not been seen, since a busy machine writes at other steps.
 */
const steps = Array.from({ length: 33 }, (_, at) => at + 1);
const inOrder = [...steps.filter((step) => step % 4 === 1), ...steps.filter((step) => step % 4 !== 1)];
const enough = process.env['VALETKEY_EVERY_STEP'] === undefined ? 9 : 33;
/** Before it asked: asked here. After it had stored what it got: nothing is asked, and the new tokens work. */
const expected = ['killed, asked there 0, here 1: 200', 'killed, asked there 1, here 0: 200'];

describe('a process that dies while it renews', () => {
  it('a process killed at any step of its writing leaves working tokens or a typed state', async () => {
    server = await startOidc();
    const seen = new Set<string>();
    for (const [at, step] of inOrder.entries()) {
      if (at >= enough && expected.every((one) => seen.has(one))) break;
      const folder = await signInTo();
      const before = server.grants('refresh_token');
      const { signal } = await useTokens(folder, 1, step);
      const renewedThere = server.grants('refresh_token') - before;
      const broker = await open(folder, hourMs + 60_000); // the holder of the lease is known to be gone
      const fetched = broker.fetch('/api/whoami').then(({ status }) => String(status));
      fetched.catch(() => undefined);
      const outcome = await Promise.race([fetched, noticeOf(broker)]);
      const renewedHere = server.grants('refresh_token') - before - renewedThere;
      seen.add(
        `${signal === 'SIGKILL' ? 'killed' : 'lived'}, asked there ${renewedThere}, here ${renewedHere}: ${outcome}`,
      );
      await broker.close();
    }
    expect([...seen]).toEqual(expect.arrayContaining(expected));
    const rest = [...seen].filter((one) => !one.endsWith(': 200'));
    // Between the server's answer and the disk: the server has spent the old ones, and that is what it is called.
    expect(rest.filter((one) => one !== 'killed, asked there 1, here 1: refresh-interrupted')).toEqual([]);
  });

  it('a process killed right after the server renewed leaves a state that tells the user why', async () => {
    server = await startOidc();
    const folder = await signInTo();
    const { signal } = await useTokens(folder, 1, 0, {
      watch: (child) => server.provider.on('grant.success', () => child.kill('SIGKILL')),
    });
    expect(signal).toBe('SIGKILL');
    const broker = await open(folder, hourMs + 60_000);
    broker.fetch('/api/whoami').catch(() => undefined);
    await expect.poll(() => broker.notices[0]?.why).toBe('refresh-interrupted');
    const { id, signIn } = await broker.view();
    expect(signIn).toMatchObject({ state: 'needs-reconnect', why: 'refresh-interrupted' });
    expect(await broker.signIn(id)).toMatchObject({ state: 'signed-in' });
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    await broker.close();
  });
});
