import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleFixture, run, unprivileged } from '../../database/fixtures/run-bundled.ts';
import { testKeychain } from '../../secrets/vault/fixtures/vault-in-folder.ts';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { answering } from '../fixtures/broker-in-folder.ts';
import { readKeptState } from '../fixtures/kept-state.ts';
import {
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

let server: AttackingServer;
let fixture: string;
let scripts: string;
beforeAll(async () => {
  scripts = mkdtempSync(join(tmpdir(), 'valetkey-disk-'));
  server = await startAttackingServer();
  fixture = await bundleFixture(new URL('../fixtures/create-until-full.ts', import.meta.url), scripts);
});
afterAll(async () => {
  await server.stop();
  rmSync(scripts, { recursive: true, force: true });
});

let parent: string;
let folder: string;
let keyFile: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'valetkey-disk-'));
  folder = join(parent, 'made');
  keyFile = join(parent, 'key');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const contents = () =>
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('hex')]);
const canary = newCanary();
const open = (powers = {}): Promise<WatchedBroker> =>
  watchedBroker(canary, { folder, keychain: testKeychain(Buffer.alloc(32, 7)), ...powers });

describe('F2: a disk that fails', () => {
  it('a folder that cannot be written is refused and left byte for byte', async () => {
    await (await open()).closeAndLook();
    const before = contents();
    chmodSync(folder, 0o555);
    for (const [name] of before) chmodSync(join(folder, String(name)), 0o444);
    const { lines } = await run(unprivileged(process.execPath, fixture, folder, keyFile, server.url));
    expect(lines).toEqual(['{"opened":"unwritable"}']);
    expect(contents()).toEqual(before);
  });

  it.each(['state.db', 'secrets.db', 'audit.db'])(
    '%s full of zeros is refused and left as it is',
    async (name) => {
      await (await open()).closeAndLook();
      const zeros = Buffer.alloc(statSync(join(folder, name)).size);
      writeFileSync(join(folder, name), zeros);
      expect(await codeOf(open())).toBe('unreadable');
      expect(readFileSync(join(folder, name)).equals(zeros)).toBe(true);
    },
  );

  it('a full disk keeps what was acknowledged, refuses the rest with a code, and sends nothing', async (context) => {
    if (process.platform === 'win32') return context.skip('no file size limit to stand in for a full disk');
    const limited = `trap '' XFSZ; ulimit -f 700; exec "${process.execPath}" "${fixture}" "${folder}" "${keyFile}" "${server.url}"`;
    const { lines, errors } = await run(['bash', '-c', limited]);
    const said = lines.map((line) => JSON.parse(line) as Record<string, string>);
    const created = said.filter(({ created: id }) => id !== undefined);
    expect(created.length, errors).toBeGreaterThan(10);
    expect(said.find(({ refused }) => refused !== undefined)?.['refused']).toMatch(
      /^(storage-failed|audit-unavailable)$/,
    );
    expect(said.find(({ used }) => used !== undefined)?.['used']).toBe('audit-unavailable');
    expect((await server.report()).heads.filter((head) => head.includes('/after-full'))).toEqual([]);
    const { state, verdict } = await readKeptState(folder, keyFile);
    for (const { created: id = '', name } of created) {
      expect(state.connections.get(id)).toMatchObject({
        name,
        secret: expect.stringContaining(`secret of ${name}`),
      });
    }
    expect(state.connections.size).toBe(created.length);
    expect(verdict).toMatchObject({ ok: true });
  });

  it('a broker without an audit line sends, grants and changes nothing', async () => {
    const w = await open();
    w.inner.answer = answering('always');
    const { connections } = w.attachNamed();
    const { id: connectionId, updatedAt } = await w.connect('bearer', server.url);
    await w.connect('mcp', server.url);
    const client = connections.use(await connections.request(requestOf('bearer')));
    const tools = connections.use(await connections.request(requestOf('mcp')));
    const before = (await server.report()).connections;
    const file = new Libsql(join(folder, 'audit.db'));
    file.exec(`CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'full'); END`);
    const all: Readonly<Record<string, () => Promise<unknown>>> = {
      fetch: () => client.fetch('/hello'),
      'a refused fetch': () => client.fetch('//evil.test'),
      mcp: () => tools.mcp(),
      attenuate: () => client.attenuate({}),
      request: () => connections.request(requestOf('bearer')),
      'a new request': () =>
        connections.request({ ...requestOf('bearer'), access: { methods: ['PUT'], paths: ['/'] } }),
      create: () => w.connect('bearer', server.url),
      move: () => w.settings.updateConnection({ connectionId, updatedAt, fields: { url: 'https://x.test' } }),
      'set a secret': () =>
        w.settings.replaceSecret({ connectionId, secrets: { token: `${canary}2` }, testFirst: false }),
      delete: () => w.settings.deleteConnection({ connectionId }),
    };
    const codes: [string, string][] = [];
    for (const [name, attempt] of Object.entries(all)) codes.push([name, await codeOf(attempt())]);
    expect(codes).toEqual(Object.keys(all).map((name) => [name, 'audit-unavailable']));
    expect((await server.report()).connections).toBe(before);
    expect((await w.settings.listConnections()).connections.map(({ origins }) => origins)).toEqual([
      [server.url],
      [server.url],
    ]);
    expect((await w.settings.listLive()).length).toBe(2);
    // A redirect is a request of its own.
    file.exec(`DROP TRIGGER full; CREATE TRIGGER full BEFORE INSERT ON entries WHEN new.line LIKE '%use.hop%'
      BEGIN SELECT RAISE(ABORT, 'full'); END`);
    expect(await codeOf(client.fetch('/to?to=/unrecorded'))).toBe('audit-unavailable');
    expect((await server.report()).heads.filter((head) => head.includes('GET /unrecorded'))).toEqual([]);
    file.exec('DROP TRIGGER full');
    file.close();
    expect((await client.fetch('/hello')).status).toBe(200);
    expect(await w.settings.verifyAudit()).toMatchObject({ ok: true });
    expect(await w.closeAndLook()).toEqual([]);
  });
});

describe('F9: files are for their owner alone', () => {
  it('the folder has mode 0700 and files 0600, under any umask and after somebody opened them up', async (context) => {
    if (process.platform === 'win32') return context.skip('no modes there');
    const umask = process.umask(0);
    const w = await open();
    const { connections } = w.attachNamed();
    await w.connect('bearer', server.url);
    await connections.use(await connections.request(requestOf('bearer'))).fetch('/hello');
    const modes = () =>
      readdirSync(folder)
        .filter((name) => name.includes('.db'))
        .map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));
    expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
    expect(new Set(modes())).toEqual(new Set(['600']));
    expect(JSON.stringify([process.argv, process.env, process.title])).not.toContain(canary);
    expect(await w.closeAndLook()).toEqual([]);
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
    const again = await open();
    expect(new Set(modes())).toEqual(new Set(['600']));
    await again.closeAndLook();
    process.umask(umask);
  });

  it('a data folder that cannot be made is an error, and no other place is used', async () => {
    mkdirSync(parent, { recursive: true });
    writeFileSync(folder, 'a file');
    expect(await codeOf(open())).toBe('unwritable');
  });
});
