import { AbortController, AbortSignal } from './abort-signal.ts';
import { DOMException } from './dom-exception.ts';
import { Event, EventTarget } from './event-target.ts';
import { Headers } from './headers.ts';
import { ReadableStream } from './readable-stream.ts';
import { Response } from './response.ts';
import { atob, btoa, TextDecoder, TextEncoder } from './text-coding.ts';
import { URL, URLSearchParams } from './url.ts';

export const guestWeb = {
  AbortController,
  AbortSignal,
  atob,
  btoa,
  DOMException,
  Event,
  EventTarget,
  Headers,
  ReadableStream,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
};

/** From here on, what extension-api makes and recognises in this thread is what the extension has. */
export function useGuestWeb(): void {
  harden(guestWeb);
  for (const [name, value] of Object.entries(guestWeb)) {
    // Newer Nodes make some of theirs when they are first looked at, which redefining is and deleting is not.
    Reflect.deleteProperty(globalThis, name);
    Object.defineProperty(globalThis, name, { value, writable: false, configurable: true });
  }
}
