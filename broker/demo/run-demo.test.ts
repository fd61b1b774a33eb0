import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forms, writeForm } from '../prove/write-forms.ts';
import type { DemoOptions } from './options.ts';
import { runDemo } from './run-demo.ts';
import { type DemoServers, startServers } from './start-servers.ts';

const sources = new URL('../../sample-extensions/', import.meta.url);
let folder: string;
let servers: DemoServers;
const systemTmpdir = process.env['TMPDIR'];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-run-demo-'));
  process.env['TMPDIR'] = folder; // where the demo makes the broker's folder
  servers = await startServers();
});
afterEach(async () => {
  if (systemTmpdir === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = systemTmpdir;
  await Promise.all(servers.all.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const run = async (
  answer: DemoOptions['answer'],
  { samplesFolder = sources, onText }: { samplesFolder?: URL; onText?: (text: string) => void } = {},
) => {
  let printed = '';
  const screen = () =>
    new Writable({
      write: (chunk, _encoding, done) => {
        printed += String(chunk);
        onText?.(String(chunk));
        done();
      },
    });
  const proved = await runDemo(
    { answer, keyring: false, verbose: true, keep: false },
    {
      input: new PassThrough(),
      output: screen(),
      stderr: screen(),
      servers: async () => servers,
      samplesFolder,
    },
  );
  return { proved, printed };
};

describe('the demo, by its own verdict', () => {
  it('the demo proves its claims, leaves no file, and prints no secret in any form, even with all output', async () => {
    const { proved, printed } = await run('always');
    expect(proved).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
    for (const { token } of servers.all)
      for (const form of forms) expect(printed.includes(writeForm(form, token) ?? '')).toBe(false);
  });

  it('the demo proves nothing if an extension knows a secret', async () => {
    const samples = join(folder, 'samples');
    for (const name of ['registry-reader', 'mcp-tools', 'hostile'])
      cpSync(new URL(`${name}/`, sources), join(samples, name), { recursive: true });
    const leak = Buffer.from(`x${servers.echo.token}`).toString('base64');
    // Backwards, since the oracle of all tests looks at what is posted to its thread, too.
    const backwards = JSON.stringify([...leak].toReversed().join(''));
    writeFileSync(
      join(samples, 'hostile/dist/extension.cjs'),
      `exports.extension = {
        activate: async ({ log }) => log.info('loot ' + [...${backwards}].reverse().join('')),
      };`,
    );
    const { proved, printed } = await run('once', { samplesFolder: pathToFileURL(`${samples}/`) });
    expect(proved).toBe(false);
    expect(printed).toMatch(/FAIL {2}TRACES in lines of extensions/);
    expect(printed).toMatch(/FAIL {2}0 of 0 named attacks/);
    expect(printed).toMatch(/\nNOT proved: \d+ of 10, in \d+\.\d s\n$/);
  });

  it('the demo proves nothing if the audit log was changed during the run', async () => {
    const change = (text: string): void => {
      if (!text.includes('== The audit log')) return;
      const made = readdirSync(folder).find((name) => name.startsWith('valetkey-demo-')) ?? '';
      const database = new Libsql(join(folder, made, 'audit.db'));
      database.exec(`UPDATE entries SET line = replace(line, '"deny"', '"once"') WHERE seq = 6`);
      database.close();
    };
    const { proved, printed } = await run('deny', { onText: change });
    expect(proved).toBe(false);
    expect(printed).toMatch(/FAIL {2}audit log of \d+ entries: chain and seal DO NOT FIT at 6 \(edited\)/);
  });
});
