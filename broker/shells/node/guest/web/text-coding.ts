import { HostTextDecoder, HostTextEncoder } from '../host-text-coders.ts';
import { plainly } from '../plain-error.ts';
import { DOMException } from './dom-exception.ts';

const { atob: hostAtob, btoa: hostBtoa } = globalThis;

export class TextEncoder {
  readonly #inner = new HostTextEncoder();

  get encoding(): string {
    return 'utf-8';
  }

  encode(text: unknown = ''): Uint8Array {
    return this.#inner.encode(String(text));
  }

  encodeInto(text: unknown, target: Uint8Array): { readonly read: number; readonly written: number } {
    const { read, written } = this.#inner.encodeInto(String(text), freshView(target));
    return { read, written };
  }
}

export class TextDecoder {
  readonly #inner: InstanceType<typeof HostTextDecoder>;

  constructor(label: unknown = 'utf-8', { fatal = false, ignoreBOM = false }: TextDecoderOptions = {}) {
    const options = { fatal: Boolean(fatal), ignoreBOM: Boolean(ignoreBOM) };
    const name = String(label);
    this.#inner = plainly(() => new HostTextDecoder(name, options));
  }

  get encoding(): string {
    return this.#inner.encoding;
  }

  get fatal(): boolean {
    return this.#inner.fatal;
  }

  get ignoreBOM(): boolean {
    return this.#inner.ignoreBOM;
  }

  decode(input?: unknown, { stream = false }: { readonly stream?: unknown } = {}): string {
    const bytes = input === undefined ? new Uint8Array() : freshView(input);
    const options = { stream: Boolean(stream) };
    return plainly(() => this.#inner.decode(bytes, options));
  }
}

type TextDecoderOptions = { readonly fatal?: unknown; readonly ignoreBOM?: unknown };

export const atob = (data: unknown): string => {
  const text = String(data);
  try {
    return hostAtob(text);
  } catch {
    throw new DOMException('The text is not base64.', 'InvalidCharacterError');
  }
};

export const btoa = (data: unknown): string => {
  const text = String(data);
  try {
    return hostBtoa(text);
  } catch {
    throw new DOMException('The text holds a character above U+00FF.', 'InvalidCharacterError');
  }
};

/** The same bytes behind a view of ours: the caller's may have properties that Node would look at. */
const freshView = (input: unknown): Uint8Array => {
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  throw new TypeError('Expected an ArrayBuffer or a view of one.');
};
