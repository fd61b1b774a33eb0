/**
 * Whether a server may take both for the same place. Wider than equality: servers decode, fold case, collapse slashes,
 * and cut parameters off a segment, each as it likes.
 */
export const isSameEndpoint = (endpoint: string, url: URL): boolean => {
  const other = new URL(endpoint);
  return other.origin === url.origin && folded(other.pathname) === folded(url.pathname);
};

const folded = (path: string): string => {
  let text = path;
  // Twice: a proxy and the server behind it may each decode once.
  for (let times = 0; times < 2; times += 1) text = text.replace(/%[0-9a-f]{2}/gi, decoded);
  const segments = text.toLowerCase().split(/[/\\]+/);
  return segments
    .map((segment) => segment.replace(/;.*$/, ''))
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
};

const decoded = (triplet: string): string => String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
