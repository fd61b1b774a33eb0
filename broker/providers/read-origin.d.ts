export type ReadOrigin =
  | {
      readonly ok: true;
      readonly origin: string;
    }
  | {
      readonly ok: false;
      readonly sentence: string;
    };
/**
 * `https://host[:port]` in its one normal form, or a sentence that says what to write instead.
 *
 * Stricter than `URL`: what has to be rewritten to become a host (letters of another script, `0x7f.1`, `%61`)
 * is refused with the rewritten form, so that what a person reads is where the secret goes.
 * Not checked here: whether the address is private or link-local. The network station does that for literals,
 * and again for every name at the moment it connects.
 */
export declare const readOrigin: (text: string) => ReadOrigin;
/** For a url field that no origin is taken from: nothing is sent there, but it must not bring a password along. */
export declare const readAddress: (text: string) =>
  | {
      readonly ok: true;
    }
  | {
      readonly ok: false;
      readonly sentence: string;
    };
