/**
 * Loaded before anything else (`--require`) into each process that a test starts from the build, Electron's main process
 * among them: learns what its vault seals and opens, and looks at its ports, IPC, output and the command lines of what
 * it starts. Secrets and leaks are told to the test process at once, in a file, since many of these processes are killed.
 *
 * What a test's own script says to its test (`writeSync(1, …)`) is not looked at: some of it is what they agreed on.
 */
import child from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { makeCanaryOracle } from './canary-oracle.ts';
import { learnSecrets } from './learn-secrets.ts';
import type { Told } from './told-by-children.ts';
import { lookBefore, watchPort, watchPorts, watchPrinted } from './watch-messages.ts';

const watch = (file: string): void => {
  const oracle = makeCanaryOracle();
  const tell = (told: Told): void => appendFileSync(file, `${JSON.stringify(told)}\n`);
  let leaks = 0;
  const look = (where: string, value: unknown): void => {
    oracle.look(where, value);
    const found = oracle.report().leaks;
    for (const leak of found.slice(leaks)) tell({ leak: `${process.argv.slice(0, 3).join(' ')}: ${leak}` });
    leaks = found.length;
  };
  let inElectron = process.versions['electron'] !== undefined;
  learnSecrets((secret) => {
    if (oracle.learn(secret)) tell({ secret });
    if (inElectron) watchElectron(look);
    inElectron = false;
  });
  watchPorts(look);
  watchPrinted(look);
  if (process.send !== undefined)
    lookBefore(process, 'send', (message) => look('a message to its parent', message));
  for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'fork'])
    lookBefore(child, name, (command, args) =>
      look('a command line', [command, Array.isArray(args) ? args : []]),
    );
  syncBuiltinESMExports();
  process.on('exit', () => {
    const { messages, bytes } = oracle.report();
    tell({ messages, bytes });
  });
};

/** Called when its modules are there, which they are not yet when this is loaded. */
const watchElectron = (look: (where: string, value: unknown) => void): void => {
  if (Reflect.get(process, 'type') !== 'browser') return;
  const { app, webContents, MessageChannelMain } = require('electron/main') as typeof Electron;
  watchPort(Object.getPrototypeOf(new MessageChannelMain().port1) as object, look);
  const watchContents = (contents: Electron.WebContents): void => {
    for (const name of ['send', 'postMessage', 'executeJavaScript', 'loadURL', 'insertText'])
      lookBefore(contents, name, (...args) => look(`webContents.${name}`, args));
  };
  for (const contents of webContents.getAllWebContents()) watchContents(contents);
  app.on('web-contents-created', (_event, contents) => watchContents(contents));
};

const file = process.env['VALETKEY_CANARIES'];
if (file !== undefined && isMainThread) watch(file);
