import type { JsonObject } from '@valetkey/api-contracts';
import { CORE_SCHEMA, load } from 'js-yaml';
import { isObject } from '../../json/is-object.ts';
import { parseJson } from '../../json/parse-json.ts';

/** A description of an HTTP API, and what in it points at other documents. Those are never fetched. */
export type ApiDocument = {
  readonly root: JsonObject;
  /** The object that stands there, behind `$ref`s within the document. */
  readonly objectOf: (value: unknown) => JsonObject | undefined;
  readonly foreignRefs: () => readonly string[];
};

const mostSteps = 16;

/** OpenAPI 3 or Swagger 2, in JSON or YAML; undefined for anything else. */
export function readApiDocument(text: string): ApiDocument | undefined {
  const root = parseJson(text) ?? yamlIn(text);
  if (!isObject(root)) return undefined;
  const isOne = /^3(\.|$)/.test(versionIn(root['openapi'])) || /^2(\.0)?$/.test(versionIn(root['swagger']));
  if (!isOne) return undefined;
  const foreign = new Set<string>();
  const targets = new Map<string, unknown>();
  const objectOf = (value: unknown): JsonObject | undefined => {
    let at = value;
    for (let step = 0; step < mostSteps && isObject(at); step += 1) {
      const ref = at['$ref'];
      if (typeof ref !== 'string') return at;
      if (!ref.startsWith('#/')) {
        foreign.add(ref);
        return undefined;
      }
      // Thousands of parts may point at the same place, and its name may have a million steps.
      if (!targets.has(ref)) targets.set(ref, standingAt(root, ref));
      at = targets.get(ref);
    }
    return undefined;
  };
  return { root, objectOf, foreignRefs: () => [...foreign] };
}

/** Without quotes, YAML reads a version as a number. */
const versionIn = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** RFC 6901, in the fragment of an address. */
const standingAt = (root: JsonObject, ref: string): unknown => {
  let at: unknown = root;
  for (const step of ref.slice(2).split('/')) {
    const name = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
    at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Without tags that would make objects of their own. Of a key that stands twice the last counts, as in JSON. */
const yamlIn = (text: string): unknown => {
  try {
    return load(text, { schema: CORE_SCHEMA, json: true });
  } catch {
    return undefined;
  }
};
