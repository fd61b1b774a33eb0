/** The same names as in broker/network/request-headers.ts, which drops them whatever a manifest says. */
export const neverSet =
  /^(?:host|authorization|cookie2?|set-cookie2?|connection|keep-alive|content-length|transfer-encoding|te|trailers?|upgrade|expect|origin|referer|via|forwarded|accept-encoding|http2-settings|x-(?:http-)?method(?:-override)?|x-original-url|x-rewrite-url|x-real-ip)$|^(?:proxy|sec|x-forwarded)-/;
export const fold = (name: string): string => name.toLowerCase().replaceAll('_', '-');
