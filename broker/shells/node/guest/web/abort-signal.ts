import { DOMException } from './dom-exception.ts';
import { Event, EventTarget } from './event-target.ts';

const { setTimeout } = globalThis;

/** Set while the shell makes one: `new AbortSignal()` is an error everywhere. */
let making = false;
let abort: (signal: AbortSignal, reason: unknown) => void;

export class AbortSignal extends EventTarget {
  onabort: ((event: Event) => void) | null = null;
  #aborted = false;
  #reason: unknown;

  constructor() {
    if (!making) throw new TypeError('Illegal constructor');
    super();
    making = false;
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  static abort(reason?: unknown): AbortSignal {
    const signal = makeSignal();
    abort(signal, reason);
    return signal;
  }

  static timeout(ms: unknown): AbortSignal {
    const signal = makeSignal();
    const wait = Number(ms);
    if (!(wait >= 0)) throw new TypeError('AbortSignal.timeout needs a number of milliseconds.');
    setTimeout(
      () => abort(signal, new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      Math.min(wait, 2 ** 31 - 1),
    );
    return signal;
  }

  static any(sources: Iterable<AbortSignal>): AbortSignal {
    const all = [...sources];
    const signal = makeSignal();
    const first = all.find((source) => source.#aborted);
    if (first !== undefined) abort(signal, first.#reason);
    else for (const source of all) source.addEventListener('abort', () => abort(signal, source.#reason));
    return signal;
  }

  static {
    abort = (signal, reason) => {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason =
        reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason;
      const event = new Event('abort');
      if (typeof signal.onabort === 'function')
        signal.addEventListener('abort', signal.onabort, { once: true });
      signal.dispatchEvent(event);
    };
  }
}

const makeSignal = (): AbortSignal => {
  making = true;
  return new AbortSignal();
};

export class AbortController {
  readonly #signal = makeSignal();

  get signal(): AbortSignal {
    return this.#signal;
  }

  abort(reason?: unknown): void {
    abort(this.#signal, reason);
  }
}
