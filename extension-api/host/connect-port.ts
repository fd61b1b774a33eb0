import {
  type Client,
  type Contract,
  type ErrorCode,
  methodNames,
  type Outcome,
  ValetkeyError,
} from '@valetkey/api-contracts';
import * as Comlink from 'comlink';

/** A MessagePort of the web or of Node's worker_threads: both have this much. */
export type Port = {
  postMessage(message: unknown, transfer: never[]): void;
  addEventListener(type: string, listener: (event: { data: unknown }) => void): void;
  start?(): void;
  close(): void;
};

/** Calls without an answer on one port. What is posted and not yet read fills the memory of the reader. */
const maxPending = 256;

export type Connected<C extends Contract> = {
  readonly client: Client<C>;
  /** Closes the port; what is pending fails with the closed code, and so does every later call. */
  close(): void;
};

/**
 * The caller's side of a contract. Input is parsed here with the schema that the gate will use, so that a mistake is
 * an error with its place instead of a closed port; the broker decides all the same.
 *
 * comlink never notices that a port has closed, so this does: every pending call gets an answer of ours.
 */
export const connectPort = <C extends Contract>(
  contract: C,
  port: Port,
  closedCode: ErrorCode,
): Connected<C> => {
  const pending = new Set<string>();
  let toComlink: ((event: { data: unknown }) => void) | undefined;
  let closed = false;

  const failPending = (): void => {
    closed = true;
    const failed: Outcome = { ok: false, error: { code: closedCode } };
    for (const id of pending) toComlink?.({ data: { id, type: 'RAW', value: failed } });
    pending.clear();
  };

  const remote = Comlink.wrap<Record<string, (input: unknown) => Promise<Outcome>>>({
    addEventListener: (_type, listener) => {
      toComlink = listener as unknown as typeof toComlink;
    },
    removeEventListener: () => {
      toComlink = undefined;
    },
    postMessage: (message: { id: string }, transfer) => {
      pending.add(message.id);
      port.postMessage(message, (transfer ?? []) as never[]);
    },
  });
  port.addEventListener('message', (event) => {
    const { id } = event.data as { id: string };
    if (pending.delete(id)) toComlink?.(event);
  });
  port.addEventListener('close', failPending);
  port.start?.();

  const client: Record<string, (input?: unknown) => Promise<unknown>> = {};
  for (const name of methodNames(contract)) {
    const send = remote[name];
    const schema = contract[name]?.input;
    if (send === undefined || schema === undefined) continue;
    client[name] = async (input = {}) => {
      if (closed) throw new ValetkeyError({ code: closedCode });
      const parsed = schema.safeParse(input);
      if (!parsed.success) throw inputError(parsed.error.issues);
      if (pending.size >= maxPending) throw new ValetkeyError({ code: 'too-many-requests' });
      const outcome = await send(parsed.data);
      if (outcome.ok) return outcome.value;
      throw new ValetkeyError(outcome.error);
    };
  }
  return Object.freeze({
    client: Object.freeze(client) as Client<C>,
    close: () => {
      if (closed) return;
      port.close();
      failPending();
    },
  });
};

const inputError = (issues: readonly { path: PropertyKey[]; message: string }[]): ValetkeyError => {
  const [first] = issues;
  const at = (first?.path ?? []).map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return new ValetkeyError({
    code: 'invalid-input',
    at: at.join('').replace(/^\./, '').slice(0, 300),
    expected: (first?.message ?? '').slice(0, 300),
  });
};
