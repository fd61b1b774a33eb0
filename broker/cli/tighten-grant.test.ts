import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConnectionClient } from '@valetkey/extension-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, extensionNamed, extensionWithCosts } from '../checks/fixtures/broker-in-folder.ts';
import { extensionFolder } from './fixtures/extension-folder.ts';
import { type FolderWithHistory, folderWithHistory, run } from './fixtures/folder-with-history.ts';

let t: FolderWithHistory;
let grant: string;
let client: () => Promise<ConnectionClient>;
const server = createServer(({ url }, response) =>
  url === '/moved' ? response.writeHead(307, { location: '/old/new' }).end() : response.end('hello'),
);
beforeEach(async () => {
  t = await folderWithHistory();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { connections } = t.broker.attach(extensionWithCosts('tool'));
  await t.broker.settings.createConnection({
    providerId: 'acme.tool/api',
    displayName: 'Tool',
    fields: { url },
    secrets: { token: 'canary-of-the-tool-7Qm2xT9vK4pL' },
  });
  t.broker.answer = answering('always');
  const access = { methods: ['GET' as const, 'DELETE' as const], paths: ['/**'] };
  client = async () =>
    connections.use(await connections.request({ provider: 'acme.tool/api', reason: 'To work.', access }));
  const first = await client();
  for (let n = 0; n < 4; n += 1) await (await first.fetch(`/repos/a${n % 2}`)).text();
  for (let n = 0; n < 6; n += 1) await (await first.fetch(`/old/${n}`, { method: 'DELETE' })).text();
  const list = await t.broker.settings.listGrants({ extension: 'acme.tool' as never });
  grant = list[0]?.id ?? '';
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await t.broker.close({ keepFolder: true });
  t.remove();
});
const grants = (...argv: string[]) =>
  run(['grants', ...argv, '--folder', t.folder, '--passphrase-file', t.passphraseFile]);

describe('grants limit', () => {
  it('grants limit sets uses a day, keeps the other limits, and asks before there are more', async () => {
    const limits = async () =>
      (await t.broker.settings.listGrants({})).find(({ id }) => id === grant)?.limits;
    await t.broker.settings.limitGrant({ grantId: grant as never, limits: { methods: ['GET'] } });
    expect(await grants('limit', grant, '--uses-per-day', '20')).toMatchObject({
      code: 0,
      out: 'It may do: GET /**; at most 20 uses a day\n0 of 20 uses today.\n',
    });
    expect(await limits()).toEqual({ methods: ['GET'], usesPerDay: 20 });
    expect((await grants('limit', grant, '--uses-per-day', 'any')).code).not.toBe(0);
    expect(await limits()).toEqual({ methods: ['GET'], usesPerDay: 20 });
    expect((await grants('limit', grant, '--uses-per-day', 'any', '--yes')).code).toBe(0);
    expect(await limits()).toEqual({ methods: ['GET'] });
    expect((await grants('limit', grant, '--uses-per-day', 'many')).err).toContain(
      '--uses-per-day takes a whole number',
    );
  });

  it('grants limit bounds bytes, calls and costs a day, and grants list and access show what was spent', async () => {
    const described = ['--extension', extensionFolder(extensionWithCosts('tool').manifest)];
    const limited = await grants(
      'limit',
      grant,
      '--bytes-per-day',
      '1.5kB',
      '--cost-per-day',
      '7',
      ...described,
    );
    expect(limited.out).toMatch(/ of 7 credits today\.\n$/);
    expect((await t.broker.settings.listGrants({})).find(({ id }) => id === grant)?.limits).toEqual({
      bytesPerDay: 1_500,
      costPerDay: 7,
    });
    await (await client().then((one) => one.fetch('/repos/a'))).text();
    const spent = /at most 1\.5 kB a day \(\d+ bytes today\); at most 7 credits a day \(2 today\)/;
    expect((await run(['grants', 'list', '--folder', t.folder])).out).toMatch(spent);
    expect((await run(['access', '--folder', t.folder])).out).toMatch(spent);
    const listed = (await run(['grants', 'list', '--folder', t.folder, '--json'])).out;
    expect(listed).toMatch(/"spentToday":\{"bytesPerDay":\d+,"costPerDay":2\}/);
    expect((await grants('limit', grant, '--bytes-per-day', '1.005kB')).code).toBe(0);
    const bound = (await t.broker.settings.listGrants({})).find(({ id }) => id === grant)?.limits;
    expect(bound?.bytesPerDay).toBe(1_005);
    for (const [flag, wrong] of [['--bytes-per-day', '10TB'] as const, ['--calls-per-day', '1kB'] as const])
      expect((await grants('limit', grant, flag, wrong)).err).toContain(`${flag} takes a whole number`);
  });

  it('grants limit refuses a budget of costs where none are known or declared, and says what to do', async () => {
    expect(await grants('limit', grant, '--cost-per-day', '7')).toMatchObject({
      code: 2,
      err: expect.stringContaining('use --extension with its folder'),
    });
    const free = extensionFolder(extensionNamed('tool').manifest);
    expect(await grants('limit', grant, '--cost-per-day', '7', '--extension', free)).toMatchObject({
      code: 2,
      err: expect.stringContaining('declares no costs, so it could not be used any more. Limit uses'),
    });
    expect((await t.broker.settings.listGrants({})).map(({ limits }) => limits?.costPerDay)).not.toContain(7);
  });

  it('grants limit sets which requests ask, and asks before fewer do', async () => {
    const asks = async () =>
      (await t.broker.settings.listGrants({})).find(({ id }) => id === grant)?.limits?.asks;
    expect(await grants('limit', grant, '--ask', 'get')).toMatchObject({
      code: 0,
      out: expect.stringContaining('; asks before GET\n'),
    });
    expect((await run(['grants', 'list', '--folder', t.folder])).out).toContain('asks before GET');
    expect((await grants('limit', grant, '--ask', 'none')).code).not.toBe(0);
    expect(await asks()).toEqual(['GET']);
    expect((await grants('limit', grant, '--ask', 'none', '--yes')).code).toBe(0);
    expect(await asks()).toBeUndefined();
    expect((await grants('limit', grant, '--ask', 'delete', '--run', 'DELETE /drafts/**')).out).toContain(
      'asks before DELETE except DELETE /drafts/**',
    );
    expect((await grants('limit', grant, '--run', 'DELETE /**')).code).not.toBe(0);
    expect((await grants('limit', grant, '--run', 'none')).out).toContain('asks before DELETE\n');
    expect((await grants('limit', grant, '--run', 'DELETE')).err).toContain(
      '--run takes a method and a path',
    );
    expect((await grants('limit', grant, '--ask', 'LOOK')).err).toContain('--ask takes methods');
    expect((await grants('limit', grant)).err).toContain('Say what to limit');
  });
});

describe('grants try', () => {
  it('grants try says how many recorded uses pass, and names those that would be refused', async () => {
    const { code, out, err } = await grants('try', grant, '--allow', 'GET /repos/**', '--since', '30d');
    expect(err).toBe('');
    expect(out.split('\n')[0]).toBe('10 uses: 4 pass, 6 refused:');
    expect(out).toContain('  1  DELETE /old/0  (method)');
    expect(code).toBe(0);
    const { out: json } = await grants('try', grant, '--allow', 'GET,DELETE /repos/**', '--json');
    expect(JSON.parse(json)).toMatchObject({
      uses: 10,
      pass: 4,
      refused: [{ caveat: 'paths' }, {}, {}, {}, {}, {}],
    });
  });

  it('grants try counts and names the recorded uses before which the person would be asked', async () => {
    await grants('limit', grant, '--ask', 'DELETE', '--run', 'DELETE /old/0');
    const { out } = await grants('try', grant, '--allow', 'GET,DELETE /old/*');
    expect(out).toMatch(/^10 uses: 6 pass \(5 ask first\), 4 refused:\n/);
    expect(out).toContain('  1  DELETE /old/1  (asks first)');
    expect(out).not.toContain('DELETE /old/0');
  });

  it('grants try tells what other questions would ask, and which redirect they would not follow', async () => {
    await (await (await client()).fetch('/moved', { method: 'DELETE' })).text();
    const { out } = await grants('try', grant, '--ask', 'DELETE', '--run', 'DELETE /old/0');
    expect(out).toMatch(/^11 uses: 10 pass \(5 ask first\), 1 refused:\n/);
    expect(out).toContain('  1  DELETE /old/new  (redirect that asks)');
    expect(out).toContain('  1  DELETE /old/1  (asks first)');
    expect(out).not.toContain('DELETE /old/0');
    await grants('limit', grant, '--ask', 'DELETE');
    expect((await grants('try', grant, '--ask', 'none')).out).toBe('11 uses: 11 pass, 0 refused.\n');
    expect((await grants('try', grant, '--run', 'GET /repos/**')).err).toContain('Add the method with --ask');
  });

  it('grants try changes nothing, and says what is wrong with its options', async () => {
    const before = await t.broker.settings.listGrants({});
    await grants('try', grant, '--allow', 'GET /repos/**');
    expect((await t.broker.settings.listGrants({})).map(({ limits }) => limits)).toEqual(
      before.map(({ limits }) => limits),
    );
    expect((await grants('try', grant)).err).toContain('--allow');
    expect((await grants('try', grant, '--allow', 'FETCH /x')).err).toContain('is not a request');
    expect((await grants('try', 'nothing', '--allow', 'GET /x')).err).toContain('grants list');
  });
});

describe('grants tighten', () => {
  it('grants tighten proposes what the uses need, sets it on request, and gives it back after a question', async () => {
    const proposed = await grants('tighten', grant);
    expect(proposed.out).toContain('Now:      GET,DELETE /**');
    expect(proposed.out).toContain('Proposed: DELETE,GET /old/* /repos/a0 /repos/a1');
    expect(proposed.out).toContain('10 uses: 10 pass, 0 refused.');
    expect(proposed.out).toContain('Nothing was changed.');
    const limits = async () =>
      (await t.broker.settings.listGrants({})).find(({ id }) => id === grant)?.limits ?? 'none';
    expect(await limits()).toBe('none');
    expect((await grants('tighten', grant, '--apply')).code).toBe(0);
    expect(await limits()).toEqual({
      methods: ['DELETE', 'GET'],
      paths: ['/old/*', '/repos/a0', '/repos/a1'],
      mcpTools: [],
    });
    const undone = await grants('tighten', grant, '--undo', '--yes');
    expect(undone.out).toContain('Given back. It may do: GET,DELETE /**');
    expect(await limits()).toEqual({});
    const again = await grants('tighten', grant, '--undo', '--yes');
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('nothing to give back') });
    expect(await limits()).toEqual({});
  });

  it('without a person who confirms, nothing is given back', async () => {
    await grants('tighten', grant, '--apply');
    const { code } = await grants('tighten', grant, '--undo');
    expect(code).not.toBe(0);
    expect((await t.broker.settings.listGrants({})).find(({ id }) => id === grant)?.limits).toHaveProperty(
      'paths',
    );
  });

  it('a grant that was never narrowed has nothing to give back', async () => {
    expect((await grants('tighten', grant, '--undo', '--yes')).err).toContain('Nothing was taken');
  });
});
