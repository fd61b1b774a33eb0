import {
  type Contract,
  defined,
  type ErrorAnswer,
  type Facet,
  frameLimits,
  lastWord,
  methodNames,
  mostCallsUnderWay,
  type Outcome,
  ValetkeyError,
  type ValueLimits,
} from '@valetkey/api-contracts';
import * as Comlink from 'comlink';
import { admitFrame, type Violation } from './admit-frame.ts';
import { laterWork, type Share, smallCall, unlimited } from './share.ts';
import type { Transport } from './transport.ts';

export type GateOptions<C extends Contract> = {
  readonly contract: C;
  readonly facet: Facet<C>;
  readonly transport: Transport;
  /** Called once, before the port closes, when the far side broke the rules. */
  readonly onViolation: (why: Violation) => void;
  /** Called once when the port is closed, from whichever side. */
  readonly onClosed: () => void;
  /** An inner error, for the local log only; the far side learns `internal`. */
  readonly onInternalError: (error: unknown) => void;
  readonly limits?: ValueLimits;
  /** What the far side may take of main's time; all of it, unless said otherwise. */
  readonly share?: Share;
};

export type Gate = {
  /** Answers what is pending with `code`, says it once for later calls, then closes. Nothing is sent afterwards. */
  close(code: ErrorAnswer['code']): void;
  readonly closed: boolean;
};

const callKind = (contract: Contract, name: string): keyof typeof mostCallsUnderWay =>
  contract[name]?.relieves ? 'relieving' : 'ordinary';

/**
 * The only place where comlink's `expose` is called. On a bare port it would walk any path, set any property and
 * construct anything reachable; here it sees only calls that admitFrame let through, rebuilt from parsed parts, and
 * an object that has the contract's methods and no prototype.
 */
export const openGate = <C extends Contract>(options: GateOptions<C>): Gate => {
  const { contract, transport, limits = frameLimits, share = unlimited } = options;
  /** By id, the memory that is held for it. */
  const pending = new Map<string, number>();
  let toComlink: ((event: { data: unknown; origin?: string }) => void) | undefined;
  let closed = false;

  const answer = (id: string, error: ErrorAnswer): void =>
    transport.post({ id, type: 'RAW', value: { ok: false, error } satisfies Outcome }, []);

  const close = (code: ErrorAnswer['code']): void => {
    if (closed) return;
    // First, since posting an answer may tell that the far side is gone.
    closed = true;
    for (const [id, held] of pending) {
      answer(id, { code });
      share.letGo(held);
    }
    pending.clear();
    transport.close();
    options.onClosed();
  };

  const violate = (why: Violation, id?: string, details: Omit<ErrorAnswer, 'code'> = {}): void => {
    if (closed) return;
    options.onViolation(why);
    if (id !== undefined)
      answer(id, { code: why === 'invalid-input' ? why : 'protocol-violation', ...details });
    close('protocol-violation');
  };

  const receive = (data: unknown): void => {
    if (closed) return;
    const admission = admitFrame(data, contract, limits);
    if (admission.kind === 'release') return close('port-closed');
    if (admission.kind === 'violation') {
      const { why, id, at, expected } = admission;
      return violate(why, id, defined({ at, expected }));
    }
    const { id, name, input, size } = admission;
    if (pending.has(id)) return violate('unknown-frame', id);
    // An honest client has never more under way: it waits for answers, and so for its share.
    if (pending.size >= mostCallsUnderWay[callKind(contract, name)]) return violate('flood');
    // One that ends another call is small, and so always has room.
    const all = size.json + size.bytes;
    const held = all > smallCall ? all : 0;
    const isHeld = share.hold(held);
    pending.set(id, isHeld ? held : 0);
    // The input of a call that will be refused is not kept until then.
    const call = isHeld && {
      data: { id, type: 'APPLY', path: [name], argumentList: [{ type: 'RAW', value: input }] },
    };
    const run = (): void => {
      if (closed) return;
      if (call) return toComlink?.(call);
      // In its turn as well: who is refused at once can send the next one at once.
      pending.delete(id);
      answer(id, { code: 'too-many-requests' });
    };
    if (!share.enter(laterWork(size), run, () => closed)) violate('flood');
  };

  const endpoint: Comlink.Endpoint = {
    addEventListener: (_type, listener) => {
      toComlink = typeof listener === 'function' ? (listener as never) : undefined;
    },
    removeEventListener: () => {
      toComlink = undefined;
    },
    postMessage: (message: { id?: string; type?: string; value?: unknown }, transfer) => {
      const id = message.id ?? '';
      const held = pending.get(id);
      if (closed || held === undefined) return;
      pending.delete(id);
      share.letGo(held);
      // Served methods never throw, so comlink's "throw" handler, which sends message and stack, has no work.
      // Should it ever find some, the answer is replaced here.
      if (message.type !== 'RAW') return answer(id, { code: 'internal' });
      try {
        share.count(() => transport.post({ id, type: 'RAW', value: message.value }, transfer ?? []));
      } catch (error) {
        options.onInternalError(error);
        answer(id, { code: 'internal' });
      }
    },
  };

  Comlink.expose(serve(options), endpoint);
  transport.start({
    message: (data) => share.count(() => receive(data)),
    broken: () => violate('broken-message'),
    closed: () => close('port-closed'),
  });
  return Object.freeze({
    close: (code) => {
      if (!closed) answer(lastWord, { code });
      close(code);
    },
    get closed() {
      return closed;
    },
  });
};

/** One function per method of the contract, on an object without a prototype; each resolves, never rejects. */
const serve = <C extends Contract>(options: GateOptions<C>) => {
  const { contract, facet, onInternalError, share = unlimited } = options;
  const served = Object.create(null) as Record<string, (input: never) => Promise<Outcome>>;
  for (const name of methodNames(contract)) {
    const method = contract[name];
    const implementation = facet[name];
    if (method === undefined || implementation === undefined) throw new Error(`the facet lacks ${name}`);
    served[name] = async (input) => {
      try {
        const result = await implementation(input);
        let value: unknown;
        // After an await it is no part of the call's own time, and a large result takes milliseconds.
        share.count(() => {
          value = method.result.parse(result);
        });
        const outcome: Outcome = { ok: true, value };
        const moved = method.transfers?.(value) ?? [];
        return moved.length === 0
          ? outcome
          : Comlink.transfer(outcome, [...moved] as Parameters<typeof Comlink.transfer>[1]);
      } catch (error) {
        if (error instanceof ValetkeyError) return { ok: false, error: error.answer };
        onInternalError(error);
        return { ok: false, error: { code: 'internal' } };
      }
    };
  }
  return Object.freeze(served);
};
