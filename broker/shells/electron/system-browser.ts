import { shell } from 'electron/common';

/**
 * The address comes from a service's metadata. The network station has compared it with the origins that the user was
 * shown; this is the last look before the operating system is asked, which would start whatever handles a scheme.
 */
export const openInSystemBrowser = async (address: string): Promise<void> => {
  const url = new URL(address);
  if (!mayOpen(url)) throw new Error('This address is not opened in the system browser.');
  await shell.openExternal(url.href);
};

/** https, or http on this machine itself. */
export const mayOpen = ({ protocol, hostname, username, password }: URL): boolean =>
  username === '' &&
  password === '' &&
  (protocol === 'https:' ||
    (protocol === 'http:' && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)));
