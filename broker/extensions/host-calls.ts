import {
  type ControlContract,
  type Facet,
  frameLimits,
  type HostCall,
  hostCall,
  type Json,
  largestJson,
  measurePlainData,
  ValetkeyError,
} from '@valetkey/api-contracts';

export type HostCalls = {
  /** Rejects with what the extension threw, as text, or when it stops. */
  call(name: string, input: Json): Promise<Json>;
  /** What the extension's port takes. */
  readonly facet: Pick<Facet<ControlContract>, 'nextCall' | 'answerCall'>;
  /** What was called and not answered rejects, and so does each later call. */
  end(): void;
};

const callLimits = { ...frameLimits, maxJson: largestJson - 1_024 };
const unfit = '`name` must have at most 200 characters, and `input` must be JSON of at most 2 MB.';

type Caller = { readonly answer: (value: Json) => void; readonly fail: (error: Error) => void };

/** The application's calls into one extension, in their order. The extension takes them, at most one at a time. */
export function makeHostCalls(): HostCalls {
  const waiting: HostCall[] = [];
  const callers = new Map<number, Caller>();
  let taker: ((call: HostCall) => void) | undefined;
  let lastId = 0;
  let ended = false;
  const stopped = (): Error => new Error('The extension has stopped.');

  const handOver = (): void => {
    const take = taker;
    const [next] = waiting;
    if (take === undefined || next === undefined) return;
    taker = undefined;
    waiting.shift();
    take(next);
  };
  return Object.freeze<HostCalls>({
    call: (name, input) =>
      new Promise((answer, fail) => {
        if (ended) return fail(stopped());
        lastId += 1;
        const next = { id: lastId, name, input };
        // Here, where one caller learns it: what the gate refused would be lost for the extension.
        if (!hostCall.safeParse(next).success || typeof measurePlainData(next, callLimits) === 'string')
          return fail(new TypeError(unfit));
        callers.set(lastId, { answer, fail });
        waiting.push(next);
        handOver();
      }),
    facet: {
      nextCall: () => {
        if (taker !== undefined) throw new ValetkeyError({ code: 'too-many-requests' });
        return new Promise<HostCall>((resolve) => {
          taker = resolve;
          handOver();
        });
      },
      answerCall: (answer) => {
        const caller = callers.get(answer.id);
        callers.delete(answer.id);
        if ('value' in answer) caller?.answer(answer.value);
        else caller?.fail(new Error(answer.failed));
        return {};
      },
    },
    end: () => {
      ended = true;
      waiting.length = 0;
      for (const { fail } of callers.values()) fail(stopped());
      callers.clear();
    },
  });
}
