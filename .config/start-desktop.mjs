import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { getElectron } from './get-electron.mjs';

/** `npm start`: the desktop application, in the Electron that this machine has or can get. */
const electron = await getElectron();
const main = fileURLToPath(new URL('../broker/dist/main.js', import.meta.url));
// Chromium refuses to run its sandbox as root; whoever is root here has nothing left to be kept from.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const child = spawn(electron.path, [...asRoot, main, ...process.argv.slice(2)], { stdio: 'inherit' });
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
