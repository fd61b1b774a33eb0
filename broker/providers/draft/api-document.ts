import type { JsonObject } from '@valetkey/api-contracts';
import { parse } from 'yaml';
import { isObject } from '../../json/is-object.ts';
import { parseJson } from '../../json/parse-json.ts';

/** A description of an HTTP API, and what in it points at other documents. Those are never fetched. */
export type ApiDocument = {
  readonly root: JsonObject;
  /** The object that stands there, behind `$ref`s within the document. */
  readonly objectOf: (value: unknown) => JsonObject | undefined;
  readonly foreignRefs: () => readonly string[];
};

/** Parsing YAML is slow: a document of this size takes about a second. */
const mostYaml = 4_000_000;
const versionLine = /^(openapi|swagger):/m;
const mostSteps = 16;

/** OpenAPI 3 or Swagger 2, in JSON or YAML; undefined for anything else. */
export function readApiDocument(text: string): ApiDocument | 'too-long' | undefined {
  const json = parseJson(text);
  if (json === undefined && text.length > mostYaml) return versionLine.test(text) ? 'too-long' : undefined;
  const root = json ?? yamlIn(text);
  if (!isObject(root)) return undefined;
  // Without quotes, YAML reads a version as a number.
  const isOne = /^3(\.|$)/.test(String(root['openapi'])) || /^2(\.0)?$/.test(String(root['swagger']));
  if (!isOne) return undefined;
  const foreign = new Set<string>();
  const objectOf = (value: unknown): JsonObject | undefined => {
    let at = value;
    for (let step = 0; step < mostSteps && isObject(at); step += 1) {
      const ref = at['$ref'];
      if (typeof ref !== 'string') return at;
      if (!ref.startsWith('#/')) {
        foreign.add(ref);
        return undefined;
      }
      at = standingAt(root, ref);
    }
    return undefined;
  };
  return { root, objectOf, foreignRefs: () => [...foreign] };
}

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

/** Aliases that multiply, and tags that would make objects of their own, are refused. */
const yamlIn = (text: string): unknown => {
  try {
    return parse(text, { maxAliasCount: 100, schema: 'core', logLevel: 'silent' });
  } catch {
    return undefined;
  }
};
