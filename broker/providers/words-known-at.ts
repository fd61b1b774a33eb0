import { z } from 'zod';
import { child, type ManifestPlace } from './place.ts';

/** The keys that a contract knows at a place, read from the contract itself so that the two cannot disagree. */
export function wordsKnownAt(root: unknown, place: ManifestPlace, contract: z.ZodType): readonly string[] {
  let schema: unknown = contract;
  let value = root;
  for (const step of place) {
    const inner = settle(schema, value);
    if (inner instanceof z.ZodObject) schema = child(inner.shape, step);
    else if (inner instanceof z.ZodArray) schema = inner.element;
    else return [];
    value = child(value, step);
  }
  const last = settle(schema, value);
  return last instanceof z.ZodObject ? Object.keys(last.shape) : [];
}

/** Through `optional`, `default` and what is filled in afterwards, and to the one option that the value has chosen by its `type` or `kind`. */
const settle = (schema: unknown, value: unknown): unknown => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return settle(schema.unwrap(), value);
  if (schema instanceof z.ZodPipe) return settle(schema.def.in, value);
  if (schema instanceof z.ZodUnion && !(schema instanceof z.ZodDiscriminatedUnion))
    return nearest(schema.options, value);
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const { discriminator, options } = schema.def;
  return options.find(
    (option) =>
      option instanceof z.ZodObject &&
      accepts(child(option.shape, discriminator), child(value, discriminator)),
  );
};

/** The form with the most of the value's keys, as describe-issue.ts takes it. */
const nearest = (options: readonly unknown[], value: unknown): unknown => {
  const shared = (option: unknown): number =>
    option instanceof z.ZodObject
      ? Object.keys(option.shape).filter((key) => child(value, key) !== undefined).length
      : -1;
  return [...options].sort((a, b) => shared(b) - shared(a))[0];
};

const accepts = (schema: unknown, value: unknown): boolean =>
  schema instanceof z.ZodType && schema.safeParse(value).success;
