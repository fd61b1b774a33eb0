import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConsentPrompt } from '@valetkey/api-contracts';
import { makeBroker } from '../../broker.ts';
import { startExtension } from '../../start-extension.ts';
import { startExtensionWorker } from '../extension-worker.ts';
import { nodePowers } from '../node-powers.ts';
import { osKeychain } from '../os-keychain.ts';
import { passphraseKeychain } from '../passphrase-keychain.ts';

import { terminalConsent } from '../terminal-consent.ts';
import { createConnection, openSettingsClient } from './create-connections.ts';
import type { DemoOptions } from './options.ts';
import { printAudit, readAudit } from './print-audit.ts';
import { attackWithRawFrames } from './raw-frames.ts';
import { filesOf, scanForCanaries } from './scan-for-canaries.ts';
import { countRefusals, startServers } from './start-servers.ts';
import { judge } from './verdict.ts';
import { watchPorts } from './watch-ports.ts';

export type DemoPowers = {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly stderr: NodeJS.WritableStream;
};

const samples = fileURLToPath(new URL('../../../../sample-extensions/', import.meta.url));

/** The main job of the Node shell, end to end. Returns whether everything was as it is to be. */
export const runDemo = async (
  options: DemoOptions,
  { input, output, stderr }: DemoPowers,
): Promise<boolean> => {
  const started = performance.now();
  const printed: Buffer[] = [];
  const print = (line: string): void => {
    printed.push(Buffer.from(line));
    output.write(`${line}\n`);
  };
  const heading = (text: string): void => print(`\n== ${text}`);
  const lines: { who: string; text: string }[] = [];
  const say = (who: string, level: string, text: string): void => {
    lines.push({ who, text });
    if (options.verbose || !/^loot/.test(text))
      print(`  [${who}] ${level === 'info' ? '' : `${level}: `}${text}`);
  };

  heading('Three real servers start, each in its own process');
  const servers = await startServers();
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-demo-'));
  try {
    const refusals = await countRefusals(servers);
    print(`  npm registry (verdaccio)                       ${servers.registry.url}`);
    print(`  MCP server (server-everything behind mcp-proxy) ${servers.mcp.url}`);
    print(`  a server made to betray, and a thief's collector ${servers.echo.url}`);

    heading('The broker opens, and a person sets up three connections');
    const watch = watchPorts();
    const prompts: ConsentPrompt[] = [];
    const ask = terminalConsent({
      input,
      output: recording(output, printed),
      ...(options.answer === undefined ? {} : { answer: options.answer }),
    });
    const powers = nodePowers({ stderr });
    const passphrase = randomBytes(18).toString('base64url');
    const broker = makeBroker({
      ...powers,
      folder,
      keychain: options.keyring
        ? osKeychain({ service: 'valetkey-demo', account: folder })
        : passphraseKeychain({ file: join(folder, 'vault-key.json'), askPassphrase: async () => passphrase }),
      makeChannel: watch.tapChannels(powers.makeChannel),
      askConsent: (prompt, signal) => {
        prompts.push(prompt);
        return ask(prompt, signal);
      },
    });
    const vault = await broker.unlock();
    if (vault.state === 'locked') throw new Error(`The vault is locked: ${vault.why}.`);
    print(`  secrets are guarded by ${vault.protection}`);
    const { client: settings, close: closeSettings } = openSettingsClient(broker);

    const connections = [
      {
        sample: 'registry-reader',
        providerId: 'acme.registry-reader/registry',
        displayName: 'My registry',
        secretField: 'token',
        server: servers.registry,
      },
      {
        sample: 'mcp-tools',
        providerId: 'acme.mcp-tools/tools',
        displayName: 'My tools',
        secretField: 'key',
        server: servers.mcp,
      },
      {
        sample: 'hostile',
        providerId: 'mallory.hostile/echo',
        displayName: 'My echo',
        secretField: 'token',
        server: servers.echo,
      },
    ];
    const activated: Record<string, string> = {};
    let hostile: Awaited<ReturnType<typeof startExtension>> | undefined;
    for (const { sample, providerId, displayName, secretField, server } of connections) {
      heading(`${sample}, from its own folder and manifest, in a confined thread`);
      // The provider comes with the extension, so the connection can only be made once that is there; an extension
      // that is faster than this person is told `no-connection`. Here the person is faster: consent waits for it.
      const running = await startExtension(join(samples, sample), {
        ...{ broker, say },
        startProcess: startExtensionWorker,
        tap: watch.tap,
      });
      await createConnection(settings, {
        providerId,
        displayName,
        url: server.url,
        secretField,
        secret: server.token,
      });
      activated[running.extension.id] = await running.activated;
      await running.stop();
      hostile = running;
    }
    if (hostile === undefined) throw new Error('No sample was started.');

    heading('The hostile one again, with its confinement taken away: raw comlink from a bare thread');
    const rawFrames = await attackWithRawFrames(broker, hostile.extension);
    print(`  ${rawFrames.tried} frames, ${rawFrames.got.length} got through`);

    heading('The audit log');
    const audit = await readAudit(settings);
    printAudit(audit, print, options.verbose);
    const verified = await settings.verifyAudit();
    const { collected, received } = {
      collected: await servers.echo.collected(),
      received: await servers.echo.received(),
    };
    closeSettings();
    await broker.close();

    const scan = scanForCanaries(
      connections.map(({ server }) => server.token),
      {
        'messages to extensions': watch.sent,
        'lines of extensions': lines.map(({ text }) => Buffer.from(text)),
        'the collector': [collected.bytes],
        'files of the broker': filesOf(folder),
        'this output': printed,
      },
    );
    const checks = judge({
      ...{ refusals, activated, lines, audit, verified, rawFrames, scan },
      answer: options.answer ?? 'asked',
      collected: collected.bytes.byteLength,
      received: received.length,
      messages: watch.messages,
      prompts: prompts.length,
    });

    heading('Proved');
    for (const { ok, text } of checks) print(`  ${ok ? 'ok  ' : 'FAIL'}  ${text}`);
    const failures = checks.filter(({ ok }) => !ok).length;
    print(
      failures === 0
        ? `\nproved: all ${checks.length} of the above, with ${prompts.length} prompts shown, in ${((performance.now() - started) / 1000).toFixed(1)} s`
        : `\nNOT proved: ${failures} of ${checks.length}`,
    );
    if (options.keep) print(`kept: npm run valetkey -- audit list --folder ${folder}`);
    return failures === 0;
  } finally {
    await Promise.all(servers.all.map((server) => server.stop()));
    if (!options.keep) rmSync(folder, { recursive: true, force: true });
  }
};

/** What the prompt prints is searched for secrets too. */
const recording = (output: NodeJS.WriteStream, printed: Buffer[]): NodeJS.WriteStream =>
  new Proxy(output, {
    get: (target, name) => {
      if (name !== 'write') {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return (text: string, ...rest: never[]) => {
        printed.push(Buffer.from(text));
        return target.write(text, ...rest);
      };
    },
  });
