/**
 * A caller of bare-relay.ts, in a Worker of either shell: what the contract puts on the wire for a call, and a Response at
 * the end. Self-contained: its text is also put into a script.
 */
export function makeRelayed(
  post: (frame: unknown) => void,
  toResponse: (bytes: Uint8Array, head: { status: number; headers: [string, string][] }) => Response,
) {
  type Value = { status: number; headers: [string, string][]; body: { bytes: Uint8Array } };
  let calls = 0;
  const waiting = new Map<string, (value: Value) => void>();
  const call = (method: string, value: object): Promise<Value> =>
    new Promise((resolve) => {
      calls += 1;
      const id = `3fe1a2b4c5d6e-1a2b3c4d5e6f7-28a1b2c3d4e5f-${calls}`;
      waiting.set(id, resolve);
      post({ id, type: 'APPLY', path: [method], argumentList: [{ type: 'RAW', value }] });
    });
  return {
    answered: ({ id, value }: { readonly id: string; readonly value: { readonly value: Value } }): void => {
      waiting.get(id)?.(value.value);
      waiting.delete(id);
    },
    describe: () => call('describe', {}),
    fetch: async (target: string): Promise<unknown> => {
      const { status, headers, body } = await call('fetch', {
        requestId: calls,
        target,
        method: 'GET',
        headers: [],
      });
      return toResponse(body.bytes, { status, headers }).arrayBuffer();
    },
  };
}
