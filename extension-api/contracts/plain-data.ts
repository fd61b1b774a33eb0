import { jsonBytes } from './json-bytes.ts';

/**
 * What may cross a port, and its size. Plain data is JSON: objects of no class, dense arrays without named members,
 * texts, finite numbers, booleans and null; a member that is undefined counts as absent. Bytes pass at declared places.
 */
export type ValueLimits = {
  readonly maxDepth: number;
  readonly maxNodes: number;
  /** Of all that is counted, together. */
  readonly maxBytes: number;
  /** Of what is counted without bytes at their places. Absent: no limit beside `maxBytes`. */
  readonly maxJson?: number;
};
export type ValueRefusal = 'too-deep' | 'too-many-values' | 'too-large' | 'not-plain-data' | 'forbidden-key';

/** `json`: never less than the value's length as JSON in UTF-8, nor than half of its memory. `bytes`: of buffers. */
export type Measured = { readonly json: number; readonly bytes: number };

/** Where bytes may be, by the names on the way: `true` is such a place. A map inherits no names. */
export type BytePlaces = ReadonlyMap<string, BytePlaces | true>;

/**
 * What a value costs beyond its text, in bytes of JSON that take as long to write: a member of an object has to be
 * listed, looked up and written, which takes as long as some 160 bytes of text (measured: 0.8 µs).
 */
const cost = Object.freeze({ container: 64, scalar: 32, member: 160 });

/**
 * Walks what arrived, before any schema sees it, and refuses everything that is not plain data. Structured clone never
 * delivers getters or functions, and no named members of buffers, so a plain walk has no side effects. Cycles are not
 * tracked: they run into the depth limit.
 */
export function measurePlainData(
  root: unknown,
  limits: ValueLimits,
  places?: BytePlaces | true,
  textBytes: (text: string, most: number) => number = jsonBytes,
): Measured | ValueRefusal {
  const { maxDepth, maxNodes, maxBytes, maxJson = maxBytes } = limits;
  let nodes = 0;
  let json = 0;
  let bytes = 0;

  const take = (more: number): ValueRefusal | undefined => {
    json += more;
    return json > maxJson || json + bytes > maxBytes ? 'too-large' : undefined;
  };
  const visit = (
    value: unknown,
    depth: number,
    place: BytePlaces | true | undefined,
  ): ValueRefusal | undefined => {
    if (++nodes > maxNodes) return 'too-many-values';
    if (typeof value === 'string') return take(cost.scalar + textBytes(value, maxJson));
    if (typeof value === 'number') return Number.isFinite(value) ? take(cost.scalar) : 'not-plain-data';
    if (typeof value === 'boolean' || value === null) return take(cost.scalar);
    if (typeof value !== 'object') return 'not-plain-data';
    if (Array.isArray(value)) return visitArray(value, depth, place);
    if (place === true && value instanceof Uint8Array) return takeBytes(value);
    if (Object.getPrototypeOf(value) !== Object.prototype) return 'not-plain-data';
    return visitObject(value as Readonly<Record<string, unknown>>, depth, place);
  };
  const visitArray = (
    value: readonly unknown[],
    depth: number,
    place: BytePlaces | true | undefined,
  ): ValueRefusal | undefined => {
    if (depth >= maxDepth) return 'too-deep';
    // Before its members are listed: a sparse array claims four billion.
    if (nodes + value.length > maxNodes) return 'too-many-values';
    if (Object.keys(value).length !== value.length) return 'not-plain-data';
    const refusal = take(cost.container);
    if (refusal !== undefined) return refusal;
    for (let at = 0; at < value.length; at += 1) {
      const inner = visit(value[at], depth + 1, placeIn(place, at));
      if (inner !== undefined) return inner;
    }
    return undefined;
  };
  const visitObject = (
    value: Readonly<Record<string, unknown>>,
    depth: number,
    place: BytePlaces | true | undefined,
  ): ValueRefusal | undefined => {
    if (depth >= maxDepth) return 'too-deep';
    const refusal = take(cost.container);
    if (refusal !== undefined) return refusal;
    for (const key of Object.keys(value)) {
      if (key === '__proto__') return 'forbidden-key';
      const tooMuch = take(cost.member + textBytes(key, maxJson));
      if (tooMuch !== undefined) return tooMuch;
      const member = value[key];
      if (member === undefined) continue;
      const inner = visit(member, depth + 1, placeIn(place, key));
      if (inner !== undefined) return inner;
    }
    return undefined;
  };
  const takeBytes = (value: Uint8Array): ValueRefusal | undefined => {
    const { buffer } = value;
    // The whole buffer came along with a view of a part of it.
    if (!(buffer instanceof ArrayBuffer) || isResizable(buffer)) return 'not-plain-data';
    bytes += buffer.byteLength;
    return take(cost.container);
  };

  return visit(root, 0, places) ?? { json, bytes };
}

const placeIn = (
  place: BytePlaces | true | undefined,
  name: string | number,
): BytePlaces | true | undefined =>
  place === undefined || place === true ? undefined : place.get(String(name));

/** Its memory may be many times its length (ES2024, `maxByteLength`). */
const isResizable = (buffer: ArrayBuffer): boolean => 'resizable' in buffer && buffer.resizable === true;
