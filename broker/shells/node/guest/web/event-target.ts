let deliver: (event: Event, target: EventTarget, listeners: readonly (() => void)[]) => boolean;

export class Event {
  readonly type: string;
  readonly cancelable: boolean;
  readonly timeStamp = Date.now();
  #target: EventTarget | null = null;
  #prevented = false;
  #stopped = false;

  constructor(type: unknown, { cancelable = false }: { readonly cancelable?: boolean } = {}) {
    this.type = String(type);
    this.cancelable = Boolean(cancelable);
  }

  get target(): EventTarget | null {
    return this.#target;
  }

  get currentTarget(): EventTarget | null {
    return this.#target;
  }

  get defaultPrevented(): boolean {
    return this.#prevented;
  }

  preventDefault(): void {
    if (this.cancelable) this.#prevented = true;
  }

  stopPropagation(): void {}

  stopImmediatePropagation(): void {
    this.#stopped = true;
  }

  static {
    deliver = (event, target, listeners) => {
      event.#target = target;
      for (const listener of listeners) {
        if (event.#stopped) break;
        listener();
      }
      return !event.#prevented;
    };
  }
}

type Listener = ((event: Event) => void) | { handleEvent(event: Event): void };
type Entry = { readonly listener: Listener; readonly once: boolean };

/** One target, no tree: there is nothing to capture or to bubble through. */
export class EventTarget {
  readonly #entries = new Map<string, Entry[]>();

  addEventListener(
    type: unknown,
    listener: Listener | null,
    options?: { readonly once?: boolean } | boolean,
  ): void {
    if (listener === null || listener === undefined) return;
    const entries = this.#entries.get(String(type)) ?? [];
    if (entries.some((entry) => entry.listener === listener)) return;
    const once = typeof options === 'object' && options !== null && Boolean(options.once);
    this.#entries.set(String(type), [...entries, { listener, once }]);
  }

  removeEventListener(type: unknown, listener: Listener | null): void {
    const entries = this.#entries.get(String(type)) ?? [];
    this.#entries.set(
      String(type),
      entries.filter((entry) => entry.listener !== listener),
    );
  }

  dispatchEvent(event: Event): boolean {
    const entries = this.#entries.get(event.type) ?? [];
    return deliver(
      event,
      this,
      entries.map((entry) => () => {
        // One that an earlier listener removed does not run any more.
        if (!this.#entries.get(event.type)?.includes(entry)) return;
        if (entry.once) this.removeEventListener(event.type, entry.listener);
        callListener(entry.listener, event, this);
      }),
    );
  }
}

/** A listener that throws does not stop the others; its error is reported as uncaught. */
const callListener = (listener: Listener, event: Event, target: EventTarget): void => {
  try {
    if (typeof listener === 'function') Reflect.apply(listener, target, [event]);
    else listener.handleEvent(event);
  } catch (error) {
    void Promise.reject(error);
  }
};
