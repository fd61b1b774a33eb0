import { shell } from 'electron/common';
import { mayOpen } from '../../network/may-open.ts';

/**
 * The address comes from a service's metadata. The network station has compared it with the origins that the user was
 * shown; this is the last look before the operating system is asked, which would start whatever handles a scheme.
 */
export const openInSystemBrowser = async (address: string): Promise<void> => {
  const url = new URL(address);
  if (!mayOpen(url)) throw new Error('This address may not be opened in the system browser.');
  await shell.openExternal(url.href);
};
