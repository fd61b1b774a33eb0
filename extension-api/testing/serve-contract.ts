import {
  applyFrame,
  type Contract,
  type ErrorAnswer,
  type Facet,
  type Outcome,
  releaseFrame,
  ValetkeyError,
} from '@valetkey/api-contracts';

export type Served = {
  /** Answers what is pending with `code`, then closes. */
  close(code: ErrorAnswer['code']): void;
};

/**
 * The far side of a contract for tests: one answer for each call, checked by the contract's schemas both ways. It is
 * not the broker's gate: its peer is the test's own code, so nothing is measured, counted or kept from flooding.
 */
export function serveContract<C extends Contract>(
  contract: C,
  facet: Facet<C>,
  port: MessagePort,
  on: { readonly closed: () => void; readonly failed: (error: unknown) => void },
): Served {
  const pending = new Set<string>();
  let closed = false;

  const answer = (id: string, outcome: Outcome, moved: readonly unknown[] = []): void => {
    if (pending.delete(id))
      port.postMessage({ id, type: 'RAW', value: outcome }, [...moved] as Transferable[]);
  };
  const end = (): void => {
    if (closed) return;
    closed = true;
    on.closed();
  };
  const close = (code: ErrorAnswer['code']): void => {
    if (closed) return;
    for (const id of pending) answer(id, { ok: false, error: { code } });
    port.close();
    end();
  };

  const call = async (id: string, name: string, given: unknown): Promise<void> => {
    const method = Object.hasOwn(contract, name) ? contract[name] : undefined;
    const run = facet[name];
    const input = method?.input.safeParse(given);
    if (method === undefined || run === undefined || !input?.success) {
      answer(id, { ok: false, error: { code: 'invalid-input' } });
      return close('protocol-violation');
    }
    try {
      const value = method.result.parse(await run(input.data as never));
      answer(id, { ok: true, value }, method.transfers?.(value));
    } catch (error) {
      if (!(error instanceof ValetkeyError)) on.failed(error);
      answer(id, { ok: false, error: error instanceof ValetkeyError ? error.answer : { code: 'internal' } });
    }
  };

  port.addEventListener('message', ({ data }) => {
    const frame = applyFrame.safeParse(data);
    if (!frame.success)
      return close(releaseFrame.safeParse(data).success ? 'port-closed' : 'protocol-violation');
    const { id, path, argumentList } = frame.data;
    pending.add(id);
    call(id, path[0], argumentList[0].value);
  });
  port.addEventListener('close', end);
  port.start();
  return Object.freeze({ close });
}
