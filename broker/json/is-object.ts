import type { JsonObject } from '@valetkey/api-contracts';

/** Of a JSON value: not an array, and not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
