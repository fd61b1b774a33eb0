import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { learnSecrets } from './learn-secrets.ts';
import { watchPorts, watchPrinted } from './watch-messages.ts';

/** What one test file wants to know of its process. */
type Watch = {
  readonly learn: (secret: string) => unknown;
  readonly look: (where: string, value: unknown) => void;
  readonly hearChildren: () => void;
  readonly looksAtMessages: boolean;
};

let watch: Watch | undefined;

/**
 * Stands, once in every test process, where secrets come into being (learn-secrets.ts), on each port, on what is
 * printed, and on each temporary folder that is taken away, and tells the test file that runs now.
 */
export const watchFor = (file: Watch): void => {
  const stands = watch !== undefined;
  watch = file;
  if (!stands) stand(file.looksAtMessages);
};

const stand = (atMessages: boolean): void => {
  learnSecrets((secret) => watch?.learn(secret));
  const look = (where: string, value: unknown): void => watch?.look(where, value);
  if (atMessages) watchPorts(look);
  watchPrinted(look);
  /** For what only some tests have: a page's contents. */
  Reflect.set(globalThis, Symbol.for('valetkey.canary'), (where: string, value: unknown) => {
    watch?.hearChildren();
    look(where, value);
  });
  const { rmSync } = fs;
  fs.rmSync = (path, options) => {
    quietly(path);
    rmSync(path, options);
  };
  const { rm } = fs.promises;
  fs.promises.rm = async (path, options) => {
    quietly(path);
    await rm(path, options);
  };
  syncBuiltinESMExports();
};

/** Keys of tests' own keychains, certificates, scripts, and what two tests plant to see it found. */
const testsOwn = /(?:\.key|\/key|\.pem|\.crt|\.sock|\.mjs|\.cjs|\/control)$/;
const lookAtFolder = (path: unknown): void => {
  if (typeof path !== 'string' || !path.startsWith(join(tmpdir(), 'valetkey-'))) return;
  // Of a link only the link goes: the packages of this repository behind it are a gigabyte to read.
  if (!fs.lstatSync(path).isDirectory()) return;
  watch?.hearChildren();
  for (const entry of fs.readdirSync(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || testsOwn.test(file)) continue;
    watch?.look(`the file ${file}`, fs.readFileSync(file));
  }
};
const quietly = (path: unknown): void => {
  try {
    lookAtFolder(path);
  } catch {
    // Gone already, or not to be read: the test's own business.
  }
};
