import { spawn } from 'node:child_process';
import * as inspector from 'node:inspector';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { attachDebugger, listening, sourcesOf, type Target } from './fixtures/attach-debugger.ts';
import { develop, newExtension } from './fixtures/developing.ts';
import { run } from './fixtures/folder-with-history.ts';

/** A script with a source map, before it runs. Until then a thread that is debugged stands still at its start. */
const parsed = async (extension: Target, url: string): Promise<Record<string, unknown>> => {
  for (;;) {
    const { data } = (await extension.event('Debugger.paused')) as { data?: Record<string, unknown> };
    if (data?.['url'] === url) return data;
    await extension.send('Debugger.resume');
  }
};

it('`dev --inspect` waits for a debugger, pauses at a breakpoint in the TypeScript source, and opens no inspector in the broker', async () => {
  const { folder, passphraseFile } = await newExtension();
  const dev = develop(folder, passphraseFile, '--inspect-port', '0');
  await dev.says('Anyone on this machine who connects there can run code as you.');
  await dev.says(listening);
  const [, address = ''] = listening.exec(dev.out) ?? [];
  expect(inspector.url()).toBeUndefined();

  const { extension } = await attachDebugger(address);
  await extension.send('Debugger.enable');
  await extension.send('Debugger.setInstrumentationBreakpoint', {
    instrumentation: 'beforeScriptWithSourceMapExecution',
  });
  await extension.send('Runtime.runIfWaitingForDebugger');
  const script = await parsed(extension, 'acme.notes/extension.js');
  const sources = sourcesOf(script);
  const source = pathToFileURL(join(folder, 'src/extension.ts')).href;
  expect(sources.urls).toEqual([source]);
  const line = 5; // `const handle = await connections.request(...)`, counted from 0
  await extension.send('Debugger.setBreakpointByUrl', {
    url: script['url'],
    ...sources.generated(source, line),
  });
  await extension.send('Debugger.resume');
  const paused = await extension.event('Debugger.paused');
  const [frame] = paused['callFrames'] as {
    functionName: string;
    location: { lineNumber: number; columnNumber: number };
  }[];
  expect(frame?.functionName).toBe('activate');
  const { lineNumber = 0, columnNumber = 0 } = frame?.location ?? {};
  expect(sources.origin(lineNumber, columnNumber)).toEqual({ url: source, line });

  // It stands still, and nothing takes it for hung; then it asks through the gate as ever.
  expect(dev.out).not.toContain('There is nothing to read');
  await extension.send('Debugger.resume');
  await dev.says('There is nothing to read. No connection for this provider');
  await dev.says('acme.notes is activated');
  expect(inspector.url()).toBeUndefined();
  expect(await dev.end()).toMatchObject({ code: 0, err: '' });
});

it('`dev` refuses to run where a debugger can read the process that has the secrets', async () => {
  const { folder, passphraseFile } = await newExtension();
  inspector.open(0, '127.0.0.1');
  onTestFinished(() => inspector.close());
  const { code, err } = await develop(folder, passphraseFile, '--inspect-port', '0').end();
  expect(code).toBe(2);
  expect(err).toContain('An inspector is open in this process, and shows every secret.');
});

it('`dev --inspect` takes no folder that follows it for a port', async () => {
  inspector.open(0, '127.0.0.1');
  onTestFinished(() => inspector.close());
  expect(await run(['dev', '--inspect', '.'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('An inspector is open in this process'),
  });
});

it('the signal that opens Node’s inspector opens none in the broker', async () => {
  const { folder, passphraseFile } = await newExtension();
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const args = [main, 'dev', folder, '--passphrase-file', passphraseFile];
  const broker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void broker.kill('SIGKILL'));
  let said = '';
  for (const stream of [broker.stdout, broker.stderr])
    stream.on('data', (text) => {
      said += text;
    });
  await vi.waitFor(() => expect(said).toContain('acme.notes is activated'));
  broker.kill('SIGUSR1');
  const ended = new Promise((resolve) => broker.once('exit', resolve));
  broker.kill('SIGINT');
  await ended;
  expect(said).not.toContain('Debugger listening');
});

it.each([
  ['waits for a debugger', false],
  ['a debugger holds', true],
])('an extension that %s ends with a broker that is killed', async (_what, isHeld) => {
  const { folder, passphraseFile } = await newExtension();
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const args = [main, 'dev', folder, '--passphrase-file', passphraseFile, '--inspect-port', '0'];
  const broker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void broker.kill('SIGKILL'));
  let out = '';
  broker.stdout.on('data', (text) => {
    out += text;
  });
  await vi.waitFor(() => expect(out).toMatch(listening));
  const [, address = '', port] = listening.exec(out) ?? [];
  if (isHeld) await attachDebugger(address);
  expect(await isOpen(Number(port))).toBe(true);
  broker.kill('SIGKILL');
  await vi.waitFor(async () => expect(await isOpen(Number(port))).toBe(false));
});

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
