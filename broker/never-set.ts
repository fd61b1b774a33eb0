/** Headers that nobody may set, an extension or a provider: routing, framing, identity, and what changes the method later. */
export const neverSet =
  /^(?:host|authorization|cookie2?|set-cookie2?|connection|keep-alive|content-length|transfer-encoding|te|trailers?|upgrade|expect|origin|referer|via|forwarded|accept-encoding|http2-settings|x-(?:http-)?method(?:-override)?|x-original-url|x-rewrite-url|x-real-ip)$|^(?:proxy|sec|x-forwarded)-/;

/** Gateways hand headers on as `HTTP_X_API_KEY`: `_` and `-` are the same name there. */
export const fold = (name: string): string => name.toLowerCase().replaceAll('_', '-');
