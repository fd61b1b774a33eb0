import type { BodyChunk, FetchAnswer } from '@valetkey/api-contracts';

export type OpenBody = { readonly read: () => Promise<BodyChunk>; readonly cancel: () => void };

const mostInline = 64 * 1024;

/** A body that is there at once and small travels with the answer, as from the broker; any other is pulled. */
export const answerOf = async (
  response: Response,
): Promise<{ readonly answer: FetchAnswer; readonly open?: OpenBody }> => {
  const head = { status: response.status, headers: [...response.headers] };
  if (response.body === null) return { answer: { ...head, body: { kind: 'none' } } };
  const reader = response.body.getReader();
  const [first, second] = [reader.read(), reader.read()];
  second.catch(() => undefined); // reported to the reader when it pulls
  const whole = await Promise.race([wholeBody(first, second), nextTurn()]);
  if (whole !== undefined) return { answer: { ...head, body: { kind: 'bytes', bytes: whole } } };

  const early = [first, second];
  const read = async (): Promise<BodyChunk> => {
    const { done, value } = await (early.shift() ?? reader.read());
    return done ? { done: true } : { done: false, bytes: new Uint8Array(value) };
  };
  const cancel = (): void => {
    reader.cancel().catch(() => undefined);
  };
  return { answer: { ...head, body: { kind: 'stream' } }, open: { read, cancel } };
};

type Read = Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;

const wholeBody = async (first: Read, second: Read): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const { done, value } = await first;
  if (done) return new Uint8Array();
  if (value === undefined || value.byteLength > mostInline) return undefined;
  return second.then(
    (next) => (next.done ? new Uint8Array(value) : undefined),
    () => undefined,
  );
};

const nextTurn = (): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, 0));
