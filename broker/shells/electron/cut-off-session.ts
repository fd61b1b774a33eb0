import type { Session } from 'electron/main';

/** Nobody answers there, and connecting fails at once: a broadcast address takes no TCP. */
const nowhere = 'socks5://255.255.255.255:1';

/**
 * Leaves a session no way to the network, and nothing to do there by itself. Electron has no resolver of its own for a
 * session, so names are kept from being looked up by the proxy: SOCKS 5 leaves that to the far side. What passes by the
 * proxy is closed in `cutOffPreferences`, `confineContents` and page/remove-web-rtc.ts; an application can close it for
 * all its windows (resolve-no-names.ts).
 *
 * Resolves when the proxy holds; nothing may be loaded before.
 */
export async function cutOffSession(session: Session): Promise<void> {
  // It fetches a dictionary for each of its languages: for those that it has by now, before the proxy holds, too.
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);
  session.enableNetworkEmulation({ offline: true });
  await session.setProxy({ mode: 'fixed_servers', proxyRules: nowhere, proxyBypassRules: '<-loopback>' });
}

/**
 * `<link rel=dns-prefetch>` asks the resolver directly. Blink's own setting turns it off; it is read from a renderer's
 * arguments, so no page can turn it on again.
 */
export const cutOffPreferences = { additionalArguments: ['--blink-settings=dnsPrefetchingEnabled=false'] };
