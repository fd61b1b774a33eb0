import type { CustomScheme } from 'electron/main';
import { extensionSchemePrivileges } from './extension-host/scheme.ts';
import { uiScheme } from './window-pages.ts';

/** For protocol.registerSchemesAsPrivileged, which Electron takes once, before the application is ready. */
export const valetkeySchemes: readonly CustomScheme[] = Object.freeze([uiScheme, extensionSchemePrivileges]);
