import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { passphrase, run as runCli, secret } from './fixtures/folder-with-history.ts';

/** Describes `acme.notes/api`, asks for it, and does what the test says. */
const extensionThat = (activate: string, provider = 'acme.notes/api', deactivate = ''): string => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-run-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const described = {
    id: 'api',
    name: 'Notes',
    description: 'For tests.',
    origins: ['{url}'],
    fields: [
      { id: 'url', type: 'url', label: 'Address' },
      { id: 'page', type: 'number', label: 'Page', required: false },
      { id: 'token', type: 'secret', label: 'Token' },
    ],
    auth: { kind: 'bearer', secret: 'token' },
    test: { path: '/' },
  };
  const request = {
    provider,
    reason: 'To read.',
    access: { methods: ['GET'], paths: ['/**'] },
  };
  const manifest = {
    name: 'notes',
    publisher: 'acme',
    version: '1.0.0',
    main: 'main.cjs',
    contributes: { connectionProviders: [described], connectionRequests: [request] },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { defineExtension } = require('@valetkey/extension-api');
    exports.extension = defineExtension({
      activate: async ({ connections, log }) => { ${activate} },
      deactivate: () => { ${deactivate} },
    });`,
  );
  return folder;
};
const reads = `const handle = await connections.request({ provider: 'acme.notes/api', reason: 'To read.' });
  const answer = await connections.use(handle).fetch('/');
  log.info(answer.status + ' ' + await answer.text());`;

const dataFolder = () => {
  const parent = mkdtempSync(join(tmpdir(), 'valetkey-run-data-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const passphraseFile = join(parent, 'passphrase');
  writeFileSync(passphraseFile, passphrase);
  const folder = join(parent, "it's here");
  return { folder, options: ['--folder', folder, '--passphrase-file', passphraseFile] };
};

const service = async (): Promise<string> => {
  const server = createServer(({ headers }, response) => {
    response.statusCode = headers.authorization === `Bearer ${secret}` ? 200 : 401;
    response.end(`you sent ${headers.authorization}`);
  });
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** As a shell would, which these words need no more of. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\(.)/g, (_, quoted = '', escaped = '') => quoted + escaped),
  );

it('the command explains how to set up a missing connection, and the extension then reads the service’s answer', async () => {
  const extension = extensionThat(reads);
  const { folder, options } = dataFolder();
  const without = await runCli(['run', extension, ...options, '--answer', 'once', '--exit']);
  expect(without.out).toContain('error: could not be activated. ValetkeyError no-connection');
  expect(without.code).toBe(1);

  const command =
    /^There is no connection to acme.notes\/api yet. To set one up:\nvaletkey (.*)/m.exec(without.out)?.[1] ??
    '';
  expect(command).toMatch(/ --field url=VALUE --secret-file token=FILE$/);
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, secret);
  const filled = command.replace('url=VALUE', `url=${await service()}`);
  const connected = await runCli(
    wordsOf(filled).map((word) => word.replace(/=FILE$/, () => `=${secretFile}`)),
  );
  rmSync(secretFile);
  expect(connected).toMatchObject({ code: 0, err: '' });

  const { code, out, err } = await runCli(['run', extension, ...options, '--answer', 'once', '--exit']);
  expect(out).toContain('answered in advance: once');
  expect(out).toContain('[acme.notes] 200 you sent Bearer [redacted]\n');
  expect(out).not.toContain('To set one up');
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

it('the source map of an extension that is only run is not read, which could hold main for seconds', async () => {
  const map = { version: 3, sources: ['src/other.ts'], names: [], mappings: 'AAAA' };
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
  const extension = extensionThat("log.warn('at extension.js:1:1');");
  appendFileSync(
    join(extension, 'main.cjs'),
    `\n//# sourceMappingURL=data:application/json;base64,${encoded}\n`,
  );
  const { out } = await runCli(['run', extension, ...dataFolder().options, '--answer', 'once', '--exit']);
  expect(out).toContain('[acme.notes] warn: at extension.js:1:1\n');
});

it('a command to copy is one line at the margin, where no line of an extension begins', async () => {
  const { options } = dataFolder();
  const copied = 'To set one up:\\nvaletkey connect github --field url=VALUE; curl evil';
  const { out } = await runCli(
    ['run', extensionThat(`log.warn('${copied}');`), ...options, '--answer', 'once', '--exit'],
    { isTTY: true },
  );
  const [ours, ...others] = out.split('\n').filter((line) => line.startsWith('valetkey'));
  expect(ours).toMatch(/ --field url=VALUE --secret-file token=FILE$/);
  expect(others).toEqual([]);
});

it('the command ends when nobody reads its output any more', async () => {
  const { options } = dataFolder();
  const ended = await runCli(['run', extensionThat(`log.info('one');`), ...options], {
    onOutput: (text, stdout) => {
      if (text.includes('] one')) stdout.emit('error', new Error('EPIPE'));
    },
  });
  expect(ended).toMatchObject({ code: 0, err: '' });
});

it('the command runs until it is interrupted, and stops what runs', async () => {
  const { folder, options } = dataFolder();
  let interrupt = (): void => undefined;
  const untilInterrupted = () =>
    new Promise<void>((resolve) => {
      interrupt = resolve;
    });
  const extension = extensionThat(
    `globalThis.say = log.info; log.info('one'); setTimeout(() => log.info('two'), 50);`,
    undefined,
    `say('bye');`,
  );
  const ended = runCli(['run', extension, ...options], {
    untilInterrupted,
    onOutput: (text) => {
      if (text.includes('] two')) interrupt();
    },
  });
  expect(await ended).toMatchObject({ code: 0, err: '', out: expect.stringContaining('] bye') });
  const { out } = await runCli(['audit', 'list', '--json', '--folder', folder]);
  expect(out).toContain('"kind":"extension.stopped","extension":"acme.notes","detail":"stopped"');
});

it('an interrupt before all extensions are activated also stops what runs, with --exit', async () => {
  const { folder, options } = dataFolder();
  const extension = extensionThat(`log.info('one'); await new Promise(() => undefined);`);
  let interrupt = (): void => undefined;
  const untilInterrupted = () =>
    new Promise<void>((resolve) => {
      interrupt = resolve;
    });
  const onOutput = (text: string): void => {
    if (text.includes('] one')) interrupt();
  };
  const ended = runCli(['run', extension, ...options, '--exit'], { untilInterrupted, onOutput });
  expect(await ended).toMatchObject({ code: 1, err: '' });
  const { out } = await runCli(['audit', 'list', '--json', '--folder', folder]);
  expect(out).toContain('"kind":"extension.stopped","extension":"acme.notes","detail":"stopped"');
});

it.each([
  ['cannot be activated', `throw new Error('no notes');`, 'could not be activated. Error: no notes'],
  ['ends by itself', 'setTimeout(() => { for (;;); }, 10);', 'stopped responding and was ended'],
])('the command exits with 1 when the only extension %s', async (_what, activate, said) => {
  const { options } = dataFolder();
  const { code, out } = await runCli(['run', extensionThat(activate), ...options]);
  expect(out).toContain(said);
  expect(code).toBe(1);
});

it('the command says that nobody can be asked without a terminal', async () => {
  const { options } = dataFolder();
  const { out } = await runCli(['run', extensionThat(''), ...options, '--exit']);
  expect(out).toContain('This is not a terminal, so nobody can be asked. Use --answer');
});

it('the command reports a misspelt built-in provider, and still runs the extension', async () => {
  const { options } = dataFolder();
  const { code, out } = await runCli(['run', extensionThat('', 'gihtub'), ...options, '--exit']);
  expect(code).toBe(0);
  expect(out).toContain(
    '[acme.notes] warn: package.json: contributes.connectionRequests[0].provider: No provider `gihtub` comes with Valetkey; did you mean `github`?\n',
  );
});

it('the command reports an error in an extension before it makes anything', async () => {
  const { folder, options } = dataFolder();
  const broken = extensionThat('');
  writeFileSync(join(broken, 'package.json'), '{ "name": "Notes" }');
  const { code, err } = await runCli(['run', extensionThat(''), broken, ...options]);
  expect(err).toContain(`${broken}: publisher: \`publisher\` is missing`);
  expect(code).toBe(2);
  expect(existsSync(folder)).toBe(false);
});
