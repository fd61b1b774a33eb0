/**
 * Walks what arrived, before any schema sees it; says how many bytes its texts and buffers have, or refuses what no
 * contract can hold: too deep, too many, too big, or not plain data. Structured clone never delivers getters or
 * functions, so a plain walk has no side effects. Cycles are not tracked: they run into the depth limit.
 */
export type ValueLimits = { readonly maxDepth: number; readonly maxNodes: number; readonly maxBytes: number };
export type ValueRefusal = 'too-deep' | 'too-many-values' | 'too-large' | 'not-plain-data' | 'forbidden-key';

export const measureValue = (root: unknown, limits: ValueLimits): number | ValueRefusal => {
  let nodes = 0;
  let bytes = 0;

  const visit = (value: unknown, depth: number): ValueRefusal | undefined => {
    if (++nodes > limits.maxNodes) return 'too-many-values';
    if (typeof value === 'string') {
      bytes += value.length;
      return bytes > limits.maxBytes ? 'too-large' : undefined;
    }
    if (value === null || typeof value !== 'object') {
      return typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function'
        ? 'not-plain-data'
        : undefined;
    }
    if (depth >= limits.maxDepth) return 'too-deep';
    if (Array.isArray(value)) {
      // `of` visits holes too, so a sparse array runs into the limit like any other.
      for (const element of value) {
        const refusal = visit(element, depth + 1);
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    }
    if (value instanceof Uint8Array) {
      if (!(value.buffer instanceof ArrayBuffer)) return 'not-plain-data';
      bytes += value.byteLength;
      return bytes > limits.maxBytes ? 'too-large' : undefined;
    }
    if (Object.getPrototypeOf(value) !== Object.prototype) return 'not-plain-data';
    for (const key of Object.keys(value)) {
      if (key === '__proto__') return 'forbidden-key';
      bytes += key.length;
      if (bytes > limits.maxBytes) return 'too-large';
      const refusal = visit((value as Record<string, unknown>)[key], depth + 1);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };

  return visit(root, 0) ?? bytes;
};

export const fitsIn = (value: unknown, limits: ValueLimits): boolean =>
  typeof measureValue(value, limits) === 'number';
