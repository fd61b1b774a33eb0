import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Packagers strip Electron's default_app.asar, which makes `electron <app folder | main file>` work. A folder of that
 * name does as well; this one does what the original does, less its welcome page.
 */
const manifest = { name: 'electron', productName: 'Electron', type: 'module', main: 'main.js' };

const main = `import { app } from 'electron/main';
import { Module } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const preloads = [];
let target = null;
for (let i = 1; i < process.argv.length && target === null; i += 1) {
  const argument = process.argv[i];
  if (argument === '-r' || argument === '--require') preloads.push(process.argv[(i += 1)]);
  else if (argument === '-v' || argument === '--version') {
    console.log('v' + process.versions.electron);
    process.exit(0);
  } else if (argument === '-a' || argument === '--abi') {
    console.log(process.versions.modules);
    process.exit(0);
  } else if (!argument.startsWith('-')) target = path.resolve(argument);
}
if (preloads.length > 0) Module._preloadModules(preloads);
if (target === null) {
  console.error('usage: electron [options] <app folder | main file>');
  process.exit(1);
}
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
const manifest = path.join(target, 'package.json');
const isFolder = fs.existsSync(manifest);
if (isFolder) {
  const { version, productName, name, desktopName } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  if (version) app.setVersion(version);
  if (productName || name) app.name = productName || name;
  app.setDesktopName(desktopName || app.name + '.desktop');
}
try {
  const entry = Module._resolveFilename(target, null, true);
  app.setAppPath(isFolder ? target : path.dirname(entry));
  await import(pathToFileURL(entry).href);
} catch (error) {
  console.error('App threw an error during load\\n' + (error?.stack || error));
  process.exit(1);
}
`;

export const writeStandInApp = (folder) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest)}\n`);
  writeFileSync(join(folder, 'main.js'), main);
};
