import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As Debian calls machines. */
const architectures = { x64: 'amd64', arm64: 'arm64', arm: 'armhf' };

/** What Electron loads, by Debian's names since 13 or before. */
const depends = [
  'libasound2t64 | libasound2',
  'libatk-bridge2.0-0t64 | libatk-bridge2.0-0',
  'libcups2t64 | libcups2',
  'libdrm2',
  'libgbm1',
  'libgtk-3-0t64 | libgtk-3-0',
  'libnotify4',
  'libnss3',
  'libsecret-1-0',
  'libxkbcommon0',
  'libxss1',
  'libxtst6',
];

export const desktopEntry = `[Desktop Entry]
Type=Application
Name=Valetkey
Comment=Decide what extensions may do with your connections
Exec=/opt/valetkey/valetkey
Icon=valetkey
Terminal=false
Categories=Utility;
StartupWMClass=Valetkey
`;

const bytesIn = (/** @type {string} */ folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

/**
 * A Debian package of what package-desktop.mjs made, by dpkg-deb alone: electron-builder's own way downloads a packager.
 * Returns the file.
 *
 * @param {{ folder: string, out: string, root: string, version: string, arch: string, forTests: boolean }} options
 */
export const makeDeb = ({ folder, out, root, version, arch, forTests }) => {
  const architecture = architectures[arch];
  if (spawnSync('dpkg-deb', ['--version']).status !== 0)
    throw new Error('--deb needs dpkg-deb: install the package dpkg.');
  if (architecture === undefined) throw new Error(`Debian has no name for ${arch}.`);
  const top = mkdtempSync(join(tmpdir(), 'valetkey-deb-'));
  try {
    // mkdtemp made it for its user alone, and dpkg gives the mode of the top to the root of the system.
    chmodSync(top, 0o755);
    const make = (/** @type {string} */ path) => {
      mkdirSync(join(top, path), { recursive: true, mode: 0o755 });
      return join(top, path);
    };
    const application = join(make('opt'), 'valetkey');
    cpSync(folder, application, { recursive: true });
    chmodSync(application, 0o755);
    // Chromium's sandbox where the kernel gives users no namespaces of their own.
    chmodSync(join(application, 'chrome-sandbox'), 0o4755);
    symlinkSync('/opt/valetkey/valetkey', join(make('usr/bin'), 'valetkey-desktop'));
    writeFileSync(join(make('usr/share/applications'), 'valetkey.desktop'), desktopEntry);
    const icon = join(root, '.pictures/icons/256x256.png');
    copyFileSync(icon, join(make('usr/share/icons/hicolor/256x256/apps'), 'valetkey.png'));
    copyFileSync(join(root, 'LICENSE'), join(make('usr/share/doc/valetkey'), 'copyright'));
    const control = [
      'Package: valetkey',
      `Version: ${version}${forTests ? '~tests' : ''}`,
      `Architecture: ${architecture}`,
      'Maintainer: The Valetkey authors <valetkey@localhost>',
      `Installed-Size: ${Math.ceil(bytesIn(application) / 1024)}`,
      `Depends: ${depends.join(', ')}`,
      'Section: utils',
      'Priority: optional',
      'Description: capability broker for extensions',
      ' Extensions use a connection (an API key, a sign-in, an MCP server) and never get the secret.',
      '',
    ];
    writeFileSync(join(make('DEBIAN'), 'control'), control.join('\n'));
    const file = join(out, `valetkey_${version}${forTests ? '~tests' : ''}_${architecture}.deb`);
    // Tests unpack it at once: compressing it took longer than all that they do with it.
    const compression = forTests ? ['-Z', 'none'] : ['-Zxz', '-z1'];
    execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', top, file], { stdio: 'pipe' });
    return file;
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
};
