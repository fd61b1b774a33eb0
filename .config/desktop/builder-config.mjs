import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { flipAllFuses } from './flip-fuses.mjs';

/**
 * electron-builder, because it takes an unpacked Electron as it is (`electronDist`) and so works without a download, on
 * Node 20, and holds the other platforms as configuration: bundle names, icons, the asar's hash in Info.plist and in
 * the .exe. Of Electron's own tools, Packager from 19 on and Forge 8 want Node 22, and Packager 18 takes zips only.
 *
 * What goes into the archive is decided in stage-app.mjs, not by patterns here.
 *
 * @param {{ root: string, out: string, electron: { dist: string, version: string } }} options
 * @returns {import('electron-builder').Configuration}
 */
export const builderConfig = ({ root, out, electron }) => ({
  appId: 'org.valetkey.Valetkey',
  productName: 'Valetkey',
  copyright: 'MIT licensed',
  electronDist: electron.dist,
  electronVersion: electron.version,
  directories: { output: out, buildResources: join(root, '.pictures') },
  asar: true,
  // The system's loader opens libraries by path, and cannot look into an archive.
  asarUnpack: ['**/*.node'],
  files: ['**/*'],
  extraFiles: [{ from: join(root, 'LICENSE'), to: 'LICENSE' }],
  // For windows and their task bar.
  extraResources: [{ from: join(root, '.pictures/icons/256x256.png'), to: 'icon.png' }],
  // Native modules come built: nothing is compiled or fetched here.
  npmRebuild: false,
  nodeGypRebuild: false,
  publish: null,
  // main.ts has texts in these. The other locales are 39 MB.
  electronLanguages: ['en-US', 'de'],
  linux: { executableName: 'valetkey', category: 'Utility', icon: 'icons' },
  // Not tried: this machine is neither.
  mac: { category: 'public.app-category.developer-tools', icon: 'icons/512x512.png', hardenedRuntime: true },
  win: { icon: 'icons/256x256.png' },
  afterExtract: ({ appOutDir }) => {
    // What makes `electron FOLDER` work has no place in an application.
    rmSync(join(appOutDir, 'resources/default_app.asar'), { recursive: true, force: true });
    rmSync(join(appOutDir, 'version'), { force: true });
  },
  // Before anything is signed.
  afterPack: ({ appOutDir, packager, electronPlatformName }) => {
    const { productFilename } = packager.appInfo;
    const names = { darwin: `${productFilename}.app`, win32: `${productFilename}.exe` };
    return flipAllFuses(join(appOutDir, names[electronPlatformName] ?? packager.executableName));
  },
});
