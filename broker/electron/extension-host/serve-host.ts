/** What build-electron.mjs made of guest/: the page's script and the Worker's. */
export type HostScripts = { readonly page: string; readonly worker: string };

const page = '<!doctype html><meta charset="utf-8"><title>extension</title><script src="page.js"></script>';

/** The page may start the Worker; the Worker may load the extension's script, and start nothing. */
const policies = {
  page: "default-src 'none'; script-src 'self'; worker-src 'self'",
  worker: "default-src 'none'; script-src 'self'; worker-src 'none'",
};
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
 * Answers one extension's requests, all from memory: its page, the two scripts of ours, and its entry script inside a
 * function, on one line with the wrapper so that line numbers are the author's. Who closes that function early has
 * gained the Worker's global scope, where the script is anyway.
 */
export const serveHost = (
  origin: string,
  scripts: HostScripts,
  mainSource: string,
): ((request: Pick<Request, 'url' | 'method'>) => Response) => {
  const script = (policy: string, text: string) => () =>
    new Response(text, { headers: headersFor(policy, 'text/javascript') });
  const answers = new Map<string, () => Response>([
    ['index.html', () => new Response(page, { headers: headersFor(policies.page, 'text/html') })],
    ['page.js', script(policies.page, scripts.page)],
    ['worker.js', script(policies.worker, scripts.worker)],
    [
      'extension.js',
      script(policies.worker, `valetkeyEntry(function (module, exports, require) {${mainSource}\n});`),
    ],
  ]);
  return ({ url, method }) => {
    const answer =
      method === 'GET' && url.startsWith(origin) ? answers.get(url.slice(origin.length)) : undefined;
    return answer?.() ?? new Response(null, { status: 404 });
  };
};
