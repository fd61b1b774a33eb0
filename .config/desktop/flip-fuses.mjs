import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';

/**
 * Version 2 of the library, though it declares Node 22 (it is plain JavaScript and runs on 20): version 1 knows eight
 * fuses, Electron has had a ninth since 2026, and `strictlyRequireAllFuses` then refuses.
 *
 * @type {Readonly<Record<keyof typeof FuseV1Options, boolean>>}
 */
export const fuses = Object.freeze({
  // Else ELECTRON_RUN_AS_NODE makes a Node of the program that the keyring trusts.
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  // macOS and Windows compare app.asar with a hash in the signed program. Linux has nothing that would hold it: there
  // the fuse does nothing, and who may write the folder may write the program.
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  // No question of authority; on as in Electron itself. Older ones lack this fuse.
  WasmTrapHandlers: true,
});

/** @param {string} program the executable, or the .app folder. */
export const flipAllFuses = async (program) => {
  const wire = await getCurrentFuseWire(program);
  const known = Object.entries(fuses).map(([name, on]) => [FuseV1Options[name], on]);
  const config = Object.fromEntries(known.filter(([index]) => index in wire));
  // Throws when this Electron has a fuse that is not decided on above.
  await flipFuses(program, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: process.platform === 'darwin' && process.arch === 'arm64',
    ...config,
  });
};
