import {
  bytePlacesIn,
  type Client,
  type Contract,
  defined,
  type ErrorCode,
  inputLimits,
  lastWord,
  measurePlainData,
  methodNames,
  mostCallsOverall,
  mostCallsUnderWay,
  type Outcome,
  ValetkeyError,
} from '@valetkey/api-contracts';
import * as Comlink from 'comlink';
import { inputError, sizeError } from './input-error.ts';

/** A MessagePort of the web or of Node's worker_threads: both have this much. */
export type Port = {
  postMessage(message: unknown, transfer: never[]): void;
  addEventListener(type: string, listener: (event: { data: unknown }) => void): void;
  start?(): void;
  close(): void;
};

export type Connected<C extends Contract> = {
  readonly client: Client<C>;
  /** Resolves when the port has closed, from whichever side; never rejects. */
  readonly closed: Promise<void>;
  /** Closes the port; what is pending fails with the closed code, and so does every later call. */
  close(): void;
};

/** Over all ports of this realm, which has one extension: the broker counts an extension's calls over all of its ports. */
let overall = 0;

/**
 * The caller's side of a contract. Input is parsed here with the schema that the gate will use, so that a mistake is
 * an error with its place instead of a closed port; the broker still decides. Answers are not checked again:
 * the broker has parsed them, and who holds this end has no reason to doubt it.
 *
 * comlink never notices that a port has closed, so this does: every pending call gets an answer of ours. What comlink
 * does notice is that a client is garbage: it then sends RELEASE, and the broker closes the port.
 */
export function connectPort<C extends Contract>(
  contract: C,
  port: Port,
  /** Where the broker does not say why. */
  closedCode: ErrorCode,
): Connected<C> {
  let endedBy = closedCode;
  const pending = new Set<string>();
  let toComlink: ((event: { data: unknown }) => void) | undefined;
  let isClosed = false;
  let disposed: string | undefined;
  let settle = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const fail = (id: string, code: ErrorCode): void => {
    const failed: Outcome = { ok: false, error: { code } };
    toComlink?.({ data: { id, type: 'RAW', value: failed } });
  };
  const end = (): void => {
    if (isClosed) return;
    isClosed = true;
    for (const id of pending) fail(id, endedBy);
    overall -= pending.size;
    pending.clear();
    settle();
  };
  const close = (): void => {
    if (!isClosed) port.close();
    end();
  };
  const dispose = (): void => {
    if (!isClosed) disposed = `you disposed this handle${placeOfCaller()}`;
    close();
  };

  const remote = Comlink.wrap<Record<string, (input: unknown) => Promise<Outcome>>>({
    addEventListener: (_type, listener) => {
      toComlink = listener as unknown as typeof toComlink;
    },
    removeEventListener: () => {
      toComlink = undefined;
    },
    postMessage: (message: { id: string }, transfer) => {
      if (isClosed) return fail(message.id, endedBy);
      try {
        port.postMessage(message, (transfer ?? []) as never[]);
        pending.add(message.id);
        overall += 1;
      } catch {
        fail(message.id, 'invalid-input'); // a live object where the schema looks at the outside only
      }
    },
  });
  port.addEventListener('message', (event) => {
    const { id, value } = (event.data ?? {}) as { id?: unknown; value?: Outcome };
    if (id === lastWord && value?.ok === false) endedBy = value.error.code;
    if (typeof id !== 'string' || !pending.delete(id)) return;
    overall -= 1;
    toComlink?.(event);
  });
  port.addEventListener('messageerror', close); // an answer is lost, and nobody can say whose
  port.addEventListener('close', end);
  port.start?.();

  const client: Record<string, (input?: unknown) => Promise<unknown>> = {};
  for (const name of methodNames(contract)) {
    const send = remote[name];
    const method = contract[name];
    if (send === undefined || method === undefined) continue;
    const kind = method.relieves ? 'relieving' : 'ordinary';
    client[name] = async (input = {}) => {
      if (isClosed) throw new ValetkeyError({ code: endedBy, ...defined({ expected: disposed }) });
      const parsed = method.input.safeParse(input);
      if (!parsed.success) throw inputError(parsed.error.issues);
      const size = measurePlainData(parsed.data, inputLimits(method), bytePlacesIn(method));
      if (typeof size === 'string') throw sizeError(size);
      if (pending.size >= mostCallsUnderWay[kind] || overall >= mostCallsOverall[kind])
        throw new ValetkeyError({ code: 'too-many-requests' });
      const outcome = await send(parsed.data);
      if (outcome.ok) return outcome.value;
      throw new ValetkeyError(outcome.error);
    };
  }
  return Object.freeze({ client: Object.freeze(client) as Client<C>, closed, close: dispose });
}

/** In the extension's own script, where the shell shows it. */
const placeOfCaller = (): string => {
  const place = /[\w./-]*extension\.js:\d+:\d+/.exec(String(new Error().stack))?.[0];
  return place === undefined ? '' : ` at ${place}`;
};
