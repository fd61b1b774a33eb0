import { z } from 'zod';
import { type Method, ordinaryInput } from './contract.ts';
import { errorAnswer } from './errors.ts';
import type { BytePlaces, ValueLimits } from './plain-data.ts';

/**
 * The only frames that cross a gate, a strict part of comlink 4.4's wire format (comlink, src/protocol.ts).
 * SET, GET, CONSTRUCT, ENDPOINT and HANDLER values are not among them.
 */
export const applyFrame = z.strictObject({
  id: z.string().min(1).max(128),
  type: z.literal('APPLY'),
  path: z.tuple([z.string().min(1).max(64)]),
  argumentList: z.tuple([z.strictObject({ type: z.literal('RAW'), value: z.unknown() })]),
});
export type ApplyFrame = z.output<typeof applyFrame>;

export const releaseFrame = z.strictObject({ id: z.string().min(1).max(128), type: z.literal('RELEASE') });

/** What every call resolves to on the wire: comlink's own "throw" never crosses. */
export const outcome = <Result extends z.ZodType>(result: Result) =>
  z.discriminatedUnion('ok', [
    z.strictObject({ ok: z.literal(true), value: result }),
    z.strictObject({ ok: z.literal(false), error: errorAnswer }),
  ]);
export type Outcome<Value = unknown> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: z.output<typeof errorAnswer> };

/** The id of the answer that belongs to no call: why the broker closes this port. No frame has it. */
export const lastWord = '';

/**
 * Calls without an answer on one port. What is posted and not yet read fills the memory of the reader, so a client makes
 * no more, and a gate closes the port of one that does. `relieving`: with those that end another call.
 */
export const mostCallsUnderWay = Object.freeze({ ordinary: 256, relieving: 512 });
/** The same over all ports of one extension. */
export const mostCallsOverall = Object.freeze({ ordinary: 4_096, relieving: 8_192 });

/** Of any message. What a method takes is less (`largestInput`), so that main is never held long by one call. */
export const frameLimits = Object.freeze({
  maxDepth: 40,
  maxNodes: 50_000,
  maxBytes: 16 * 1024 * 1024,
});

/** What the frame around an input takes of these limits, and some more. */
const ofFrame = Object.freeze({ depth: 4, nodes: 32, bytes: 8_192 });

/** For the input of a method alone: what fits in here, the gate admits. */
export const inputLimits = ({ largestInput = ordinaryInput }: Pick<Method, 'largestInput'>): ValueLimits => ({
  maxDepth: frameLimits.maxDepth - ofFrame.depth,
  maxNodes: frameLimits.maxNodes - ofFrame.nodes,
  maxBytes: frameLimits.maxBytes - ofFrame.bytes,
  maxJson: largestInput,
});

/** For the whole frame. */
export const frameLimitsOf = (method: Pick<Method, 'largestInput'>, limits: ValueLimits): ValueLimits => ({
  maxDepth: limits.maxDepth,
  maxNodes: limits.maxNodes,
  maxBytes: limits.maxBytes,
  maxJson: (method.largestInput ?? ordinaryInput) + ofFrame.bytes,
});

type Places = { readonly input: BytePlaces; readonly frame: BytePlaces };
/** By method: they are made once, and looked at with every call. */
const placesOf = new WeakMap<object, Places>();

/** Where bytes may be in an input, and in a frame. */
export const bytePlacesIn = (method: Pick<Method, 'bytesIn'>): BytePlaces | undefined =>
  method.bytesIn === undefined ? undefined : placesFor(method, method.bytesIn).input;
export const bytePlacesInFrame = (method: Pick<Method, 'bytesIn'>): BytePlaces | undefined =>
  method.bytesIn === undefined ? undefined : placesFor(method, method.bytesIn).frame;

const placesFor = (method: object, bytesIn: readonly string[]): Places => {
  const known = placesOf.get(method);
  if (known !== undefined) return known;
  const input: BytePlaces = new Map(bytesIn.map((name) => [name, true]));
  const argument = new Map([['value', input]]);
  const frame = new Map([['argumentList', new Map([['0', argument]])]]);
  const made = { input, frame };
  placesOf.set(method, made);
  return made;
};
