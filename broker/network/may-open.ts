/** In the system browser, which would start whatever handles a scheme: https, or http on this machine itself. */
export function mayOpen({ protocol, hostname, username, password }: URL): boolean {
  return (
    username === '' &&
    password === '' &&
    (protocol === 'https:' ||
      (protocol === 'http:' && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)))
  );
}
