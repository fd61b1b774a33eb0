import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBroker } from '../broker.ts';
import type { AskConsent } from '../consent/prompts.ts';
import type { ConsentPrompt } from '../contracts/consent.ts';
import { spokenLine } from '../extensions/log-line.ts';
import type { Broker, BrokerPowers } from '../powers.ts';
import { passingFolder } from '../prove/passing-folder.ts';
import { type PassingKeychain, passingKeychain } from '../prove/passing-keychain.ts';
import { filesOf, scanForCanaries } from '../prove/scan-for-canaries.ts';
import { watchPorts } from '../prove/watch-ports.ts';
import { lockedSentences } from '../secrets/vault/keychain.ts';
import { nodePowers } from '../shells/node/node-powers.ts';
import { openSettingsClient } from '../shells/node/open-settings-client.ts';
import { type TerminalConsentPowers, terminalConsent } from '../shells/node/terminal-consent.ts';
import { never } from '../time/never.ts';
import { Interrupted, unlessInterrupted } from '../time/unless-interrupted.ts';
import { answerFirstPrompts } from './answer-first-prompts.ts';
import type { DemoOptions } from './options.ts';
import { printAttacks } from './print-attacks.ts';
import { printAudit, readAudit } from './print-audit.ts';
import { attackWithRawFrames } from './raw-frames.ts';
import { type Line, readAttacks } from './read-attacks.ts';
import { type RecordedOutput, recordOutput, type Screen } from './record-output.ts';
import { describedSamples, runSamples } from './run-samples.ts';
import { countRefusals, type DemoServers, startServers } from './start-servers.ts';
import { judge } from './verdict.ts';

export type DemoPowers = {
  readonly input: TerminalConsentPowers['input'];
  readonly output: Screen;
  readonly stderr: NodeJS.WritableStream;
  /** Tests have their own, to see that the verdict is not always the same. */
  readonly servers?: () => Promise<DemoServers>;
  readonly samplesFolder?: URL;
  /** The person ends it, as by Ctrl-C. Nothing is left then, as at the end. */
  readonly interrupted?: Promise<unknown>;
};

const ownSamples = new URL('../../../sample-extensions/', import.meta.url);

/** The main job of the Node shell, end to end. Returns whether everything was as it is to be. */
export async function runDemo(options: DemoOptions, powers: DemoPowers): Promise<boolean> {
  const recorded = recordOutput(powers);
  const { print, heading } = recorded;
  heading('Three real servers start, each in its own process');
  const servers = await (powers.servers ?? startServers)();
  const { path: folder, remove } = options.keep
    ? { path: mkdtempSync(join(tmpdir(), 'valetkey-demo-')), remove: undefined }
    : passingFolder('valetkey-demo-');
  const passing = passingKeychain(folder, options);
  let broker: Broker | undefined;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= Promise.resolve(broker?.close());
    return closing;
  };
  const open = (given: BrokerPowers): Broker => {
    if (closing !== undefined) throw new Interrupted(); // it would recreate the folder
    broker = makeBroker(given);
    return broker;
  };
  try {
    const place = { servers, folder, open, close, passing, recorded };
    return await unlessInterrupted(powers.interrupted ?? never(), () => demonstrate(options, powers, place));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    print(`\n${error.message}`);
    return false;
  } finally {
    await close();
    await Promise.all(servers.all.map((server) => server.stop()));
    if (remove !== undefined) {
      remove();
      await passing.forget();
    }
  }
}

type DemoSetting = {
  readonly servers: DemoServers;
  readonly folder: string;
  readonly open: (powers: BrokerPowers) => Broker;
  readonly close: () => Promise<void>;
  readonly passing: PassingKeychain;
  readonly recorded: RecordedOutput;
};

const demonstrate = async (
  { answer, verbose, keep }: DemoOptions,
  powers: DemoPowers,
  { servers, folder, open, close, passing, recorded }: DemoSetting,
): Promise<boolean> => {
  const started = performance.now();
  const { output, stderr, print, heading, printed } = recorded;
  const lines: Line[] = [];
  const say = (who: string, level: string, text: string): void => {
    lines.push({ who, text });
    // Of the attacks there is a table; the loot is everything that the hostile one has seen.
    if (verbose || !/^(loot|attack) /.test(text)) print(`  ${spokenLine(who, level, text)}`);
  };

  const refusals = await countRefusals(servers);
  print(`  npm registry (verdaccio)                         ${servers.registry.url}`);
  print(`  MCP server (server-everything behind mcp-proxy)  ${servers.mcp.url}`);
  print(`  a server made to betray, and a thief's collector ${servers.echo.url}`);

  heading('The broker opens, and a person sets up three connections');
  const watch = watchPorts();
  const prompts: ConsentPrompt[] = [];
  const ask = askerFor(powers.input, output, answer);
  const shell = nodePowers({ stderr });
  const samplesFolder = powers.samplesFolder ?? ownSamples;
  const broker = open({
    ...shell,
    folder,
    keychain: passing.keychain,
    described: await describedSamples(samplesFolder),
    makeChannel: watch.tapChannels(shell.makeChannel),
    askConsent: (prompt, signal) => {
      prompts.push(prompt);
      return ask(prompt, signal);
    },
  });
  const vault = await broker.unlock();
  if (vault.state === 'locked') {
    print(`\nNOT proved: the vault could not be opened. ${lockedSentences[vault.why]}`);
    return false;
  }
  print(`  secrets are guarded by ${vault.protection}`);
  const { client: settings, close: closeSettings } = openSettingsClient(broker, watch.tap);

  const { activated, hostile } = await runSamples({
    broker,
    settings,
    servers,
    say,
    heading,
    tap: watch.tap,
    samplesFolder,
  });

  heading('The hostile one again, with its confinement taken away: raw comlink from a bare thread');
  const rawFrames = await attackWithRawFrames(broker, hostile);
  const { tried: ways, got } = rawFrames;
  print(`  ${ways} frames, ${got.length} got through`);

  heading('What the attacks came to');
  const why = got.length === 0 ? 'port closed each time' : got.join(', ');
  printAttacks([...readAttacks(lines), { name: 'raw-frames', failed: got.length === 0, ways, why }], print);

  heading('The audit log');
  const audit = await readAudit(settings);
  printAudit(audit, print, verbose);
  const verified = await settings.verifyAudit();
  const collected = (await servers.echo.collected()).bytes;
  const received = await servers.echo.received();
  closeSettings();
  await close();

  const scan = scanForCanaries(
    servers.all.map(({ token }) => token),
    {
      [`${watch.messages} port messages`]: watch.sent,
      'lines of extensions': lines.map(({ text }) => Buffer.from(text)),
      'the collector': [collected],
      'the audit entries': audit.map((entry) => Buffer.from(JSON.stringify(entry))),
      'files of the broker': filesOf(folder),
      'this output': printed,
    },
  );
  const checks = judge({
    refusals,
    activated,
    lines,
    audit,
    verified,
    rawFrames,
    received,
    scan,
    prompts,
    answer: answer ?? 'asked',
    collected: collected.byteLength,
    echoOrigin: new URL(servers.echo.url).origin,
  });

  heading('Proved');
  for (const { ok, text } of checks) print(`  ${ok ? 'ok  ' : 'FAIL'}  ${text}`);
  if (keep) {
    print(`\nkept, with the key beside it: npm run valetkey -- audit list --folder ${folder}`);
    print(
      `                              npm run valetkey -- audit verify --folder ${folder}${passing.verifyOptions}`,
    );
  }
  const failures = checks.filter(({ ok }) => !ok).length;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(
    failures === 0
      ? `\nproved: all ${checks.length} of the above, with ${prompts.length} prompts shown, in ${seconds} s`
      : `\nNOT proved: ${failures} of ${checks.length}, in ${seconds} s`,
  );
  return failures === 0;
};

/** The person at the terminal, or what was answered beforehand. */
const askerFor = (input: DemoPowers['input'], output: Screen, answer: DemoOptions['answer']): AskConsent => {
  if (answer === undefined) return terminalConsent({ input, output });
  const first = terminalConsent({ input, output, answer });
  return answerFirstPrompts(first, terminalConsent({ input, output, answer: 'deny' }));
};
