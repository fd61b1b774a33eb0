/** What build-electron.mjs made of guest/: the page's script and the Worker's. */
export type HostScripts = { readonly page: string; readonly worker: string };

const page = '<!doctype html><meta charset="utf-8"><title>extension</title><script src="page.js"></script>';

/**
 * The page may load its one script and start the one Worker. The Worker loads nothing from anywhere: `import()`,
 * `importScripts` and nested Workers are refused in the renderer, before there is a request. It evaluates text, which is
 * how it gets the extension's, but only text under a Trusted Types policy that guest/load-entry.ts has made by then.
 */
const pagePolicy = (origin: string): string =>
  `default-src 'none'; script-src ${origin}page.js; worker-src ${origin}worker.js`;
const workerPolicy =
  "default-src 'none'; script-src 'unsafe-eval'; worker-src 'none'; require-trusted-types-for 'script'; trusted-types entry";
const always =
  "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/** Features that a policy can name; the session's handlers refuse each permission as well. */
const deniedFeatures = [
  ...['accelerometer', 'autoplay', 'camera', 'cross-origin-isolated', 'display-capture'],
  ...['encrypted-media', 'fullscreen', 'gamepad', 'geolocation', 'gyroscope', 'hid', 'idle-detection'],
  ...['local-fonts', 'magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture'],
  ...['publickey-credentials-get', 'screen-wake-lock', 'serial', 'storage-access', 'usb'],
  ...['window-management', 'xr-spatial-tracking', 'clipboard-read', 'clipboard-write'],
];

const headersFor = (policy: string, type: string): Record<string, string> => ({
  'content-type': `${type}; charset=utf-8`,
  'content-security-policy': `${policy}; ${always}`,
  'permissions-policy': deniedFeatures.map((feature) => `${feature}=()`).join(', '),
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
  // Not here, on purpose: COOP with COEP would make the page cross-origin isolated, and with that come
  // SharedArrayBuffer and a clock of 5 microseconds.
});

/**
 * Answers what a host asks for when it starts: three files, all in memory, each once. Anything else is a stray request,
 * which nothing of ours makes; each answer is work for main, so a host that makes one is to be ended.
 */
export function serveHost(
  origin: string,
  scripts: HostScripts,
  onStray: () => void,
): (request: Pick<Request, 'url' | 'method'>) => Response {
  const left = new Map<string, readonly [text: string, policy: string, type: string]>([
    [`${origin}index.html`, [page, pagePolicy(origin), 'text/html']],
    [`${origin}page.js`, [scripts.page, pagePolicy(origin), 'text/javascript']],
    [`${origin}worker.js`, [scripts.worker, workerPolicy, 'text/javascript']],
  ]);
  return ({ url, method }) => {
    const file = method === 'GET' ? left.get(url) : undefined;
    if (file === undefined) {
      onStray();
      return new Response(null, { status: 404 });
    }
    left.delete(url);
    const [text, policy, type] = file;
    return new Response(text, { headers: headersFor(policy, type) });
  };
}
