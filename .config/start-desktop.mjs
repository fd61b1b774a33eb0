import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../broker/dist/shells/electron/clean-environment.js';
import { getElectron, warn } from './get-electron.mjs';

/** `npm start -- [--extension=FOLDER]…`: the desktop application, in the Electron that this machine has or can get. */
const electron = await getElectron();
warn(electron);
const main = fileURLToPath(new URL('../broker/dist/main.js', import.meta.url));
// Chromium refuses to run its sandbox as root; anyone who is root here has nothing left to be kept from.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
// A path is meant from where the person stands who typed it; npm starts this in the repository.
const here = process.env['INIT_CWD'] ?? process.cwd();
const args = process.argv
  .slice(2)
  .map((arg) => arg.replace(/^--extension=(.+)$/s, (_, folder) => `--extension=${resolve(here, folder)}`));
// Chromium's first processes start before main.js runs, with what is given here.
const env = { ...process.env };
cleanEnvironment(env);
const child = spawn(electron.path, [...asRoot, main, ...args], { stdio: 'inherit', env });
// Ctrl-C reaches both, and a second one would keep the application from closing what it has open: it is waited for.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill());
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
