import { type ConnectionProvider, fieldIn, fieldsIn } from '@valetkey/api-contracts';
import type { Say } from '../contracts/texts/say.ts';
import type { FieldValues } from './resolve-origins.ts';

export type FilledPath =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly field: string };

/** What servers read alike: no encoding, no dot segment, no empty one but at the end. */
const plainSegment = /^(?!\.{1,2}$)[A-Za-z0-9._~@:-]{1,200}$/;
const plainPath = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~@:-]{1,100}){0,16}\/?$/;

const fitsPath = (value: string, isWhole: boolean): boolean =>
  isWhole ? value.startsWith('/') && plainPath.test(value) : plainSegment.test(value);

/** What is wrong with a value that becomes a part of a path, or a whole one; undefined where it can be one. */
export function pathProblem(say: Say, value: string, isWhole: boolean): string | undefined {
  if (fitsPath(value, isWhole)) return undefined;
  return isWhole
    ? say('This must be a path such as /mcp: letters, digits, dots, dashes and _ between slashes.')
    : say('This becomes part of an address: letters, digits, dots, dashes and _ only.');
}

/** A declared path with the connection's plain fields in it. Where one is empty, there is no path. */
export function fillPath(template: string, fields: FieldValues): FilledPath {
  const whole = fieldIn(template) !== undefined;
  let path = template;
  for (const field of fieldsIn(template)) {
    const value = Object.hasOwn(fields, field) ? String(fields[field]) : '';
    if (!fitsPath(value, whole)) return { ok: false, field };
    path = path.replace(`{${field}}`, () => value);
  }
  return { ok: true, path };
}

/** The fields that stand in a provider's paths, and of each whether it is the whole of one. */
export function fieldsInPaths({
  test,
  mcp,
  fields,
}: Partial<Pick<ConnectionProvider, 'test' | 'mcp'>> & Pick<ConnectionProvider, 'fields'>): ReadonlyMap<
  string,
  boolean
> {
  const templates = [
    test?.path,
    mcp === undefined || mcp.transport === 'stdio' ? undefined : mcp.path,
    ...fields.map((field) => (field.type === 'choice' ? field.options.path : undefined)),
  ];
  return new Map(
    templates.flatMap((template = '') =>
      fieldsIn(template).map((field): [string, boolean] => [field, fieldIn(template) !== undefined]),
    ),
  );
}
