import type { ConnectionProvider, FieldValue } from '@valetkey/api-contracts';
import type { RetiredValue } from '../contracts/connection.ts';
import { english } from '../contracts/texts/say.ts';
import { checkFields } from './check-fields.ts';

export type Migrated = {
  /** As the provider asks for them now, checked. */
  readonly fields: Record<string, FieldValue>;
  /** What has no place any more, each with the version under which it stood. Nothing that was saved is missing. */
  readonly retired: readonly RetiredValue[];
  /** Secret fields by what they were called when they were saved. */
  readonly secretNames: (before: string) => string;
};

/**
 * Plain fields as they were saved under an older version of their provider, carried over to this one. Pure; runs the
 * declared steps and nothing else, and then the same check as a form.
 */
export function migrateFields(
  provider: ConnectionProvider,
  from: number,
  saved: Readonly<Record<string, FieldValue>>,
): Migrated {
  const steps = (provider.migrations ?? []).filter(({ to }) => to > from && to <= provider.version);
  const retired: RetiredValue[] = [];
  const retire = (field: string, value: FieldValue): void => {
    retired.push({ field, value, version: from });
  };
  let names: (before: string) => string = (name) => name;
  let fields = new Map(Object.entries(saved));

  for (const { rename = {}, drop = [], default: defaults = {} } of steps) {
    const next = new Map([...fields].filter(([name]) => !Object.hasOwn(rename, name)));
    for (const [before, name] of Object.entries(rename)) {
      const value = fields.get(before);
      if (value === undefined) continue;
      const there = next.get(name);
      if (there !== undefined) retire(name, there);
      next.set(name, value);
    }
    for (const name of drop) {
      const value = next.get(name);
      if (value !== undefined) retire(name, value);
      next.delete(name);
    }
    for (const [name, value] of Object.entries(defaults)) if (!next.has(name)) next.set(name, value);
    const earlier = names;
    names = (name) => {
      const known = earlier(name);
      return Object.hasOwn(rename, known) ? (rename[known] ?? known) : known;
    };
    fields = next;
  }

  const plain = new Set(provider.fields.flatMap(({ id, type }) => (type === 'secret' ? [] : [id])));
  const known = [...fields].filter(([name]) => plain.has(name));
  const checked = checkFields(english, provider, {
    fields: Object.fromEntries(known),
    secretsMayFollow: true,
  });
  // Unknown now, not as it must be now, or not asked for any more: out of the form, and kept.
  for (const [name, value] of fields) if (!Object.hasOwn(checked.fields, name)) retire(name, value);
  return { fields: checked.fields, retired, secretNames: names };
}
