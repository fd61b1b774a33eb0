import type { App } from 'electron/main';

/** A host name, or one with a wildcard, as Chromium takes it after EXCLUDE. */
const host = /^[\w.*-]+$/;

/**
 * Takes Chromium's resolver away from all windows and sessions of an application, except for the hosts that its own
 * pages need. Call it before the application is ready. What uses Node's resolver, the broker's own requests among it,
 * is not concerned.
 */
export function resolveNoNames(
  { commandLine }: Pick<App, 'commandLine'>,
  { except = [] }: { readonly except?: readonly string[] } = {},
): void {
  const wrong = except.find((name) => !host.test(name));
  if (wrong !== undefined)
    throw new TypeError(`resolveNoNames takes host names in "except", not "${wrong}".`);
  // Not ~NOTFOUND for `.local`: WebRTC would ask all neighbours for the name "~NOTFOUND".
  const rules = [
    'MAP *.local 255.255.255.255',
    'MAP * ~NOTFOUND',
    ...except.map((name) => `EXCLUDE ${name}`),
  ];
  commandLine.appendSwitch('host-resolver-rules', rules.join(', '));
  // WebRTC announces itself to all neighbours. Left alone where an application has pages that may use it.
  if (except.length > 0) return;
  const off = [commandLine.getSwitchValue('disable-features'), 'WebRtcHideLocalIpsWithMdns'];
  commandLine.appendSwitch('disable-features', off.filter((name) => name !== '').join(','));
}
