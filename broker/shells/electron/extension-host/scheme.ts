import type { CustomScheme } from 'electron/main';

export const extensionScheme = 'valetkey-extension';

/**
 * For `protocol.registerSchemesAsPrivileged`, which can be called once, before the application is ready, with all
 * schemes. `standard` gives each host an origin of its own, which a Worker needs. Nothing more: not being secure, the
 * origin lacks what secure contexts have (service workers, caches, WebTransport, devices, storage buckets).
 */
export const extensionSchemePrivileges: CustomScheme = Object.freeze({
  scheme: extensionScheme,
  privileges: Object.freeze({ standard: true }),
});
