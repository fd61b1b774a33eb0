import { type ProviderField, providerField } from '@valetkey/api-contracts';
import { compilePattern } from './compile-pattern.ts';
import type { Found } from './describe-issue.ts';
import { wordList } from './nearest-word.ts';
import { child, listAt, type Place, textAt } from './place.ts';
import { quoteFound, quoteName } from './quote-found.ts';
import { readAddress, readOrigin } from './read-origin.ts';

/** A field as far as it can be read: the checks go on around what the schema has found fault with. */
export type DeclaredField = {
  readonly id: string;
  readonly type: string | undefined;
  readonly required: boolean;
  readonly conditional: boolean;
  readonly field: ProviderField | undefined;
};

export const declaredFields = (provider: unknown): readonly (DeclaredField | undefined)[] =>
  listAt(provider, 'fields')
    .slice(0, 40)
    .map((raw) => {
      const id = textAt(raw, 'id');
      if (id === undefined) return undefined;
      const { data: field } = providerField.safeParse(raw);
      const required = child(raw, 'required') !== false;
      return {
        id,
        type: textAt(raw, 'type'),
        required,
        conditional: child(raw, 'visibleWhen') !== undefined,
        field,
      };
    });

export const checkDeclaredFields = (provider: unknown, at: Place): readonly Found[] => {
  const found: Found[] = [];
  const earlier = new Map<string, DeclaredField>();
  const origins = listAt(provider, 'origins').slice(0, 16);
  declaredFields(provider).forEach((declared, index) => {
    if (declared === undefined) return;
    const place = [...at, 'fields', index];
    const twice = quoteName(declared.id) ?? 'This id';
    if (earlier.has(declared.id))
      found.push({
        place: [...place, 'id'],
        sentence: `${twice} is already the id of an earlier field; each needs its own.`,
      });
    if (declared.field !== undefined)
      found.push(
        ...checkVisibleWhen(declared.field, earlier, place),
        ...checkOwnRules(declared.field, origins.includes(`{${declared.id}}`), place),
      );
    if (!earlier.has(declared.id)) earlier.set(declared.id, declared);
  });
  return found;
};

const checkVisibleWhen = (
  { visibleWhen }: ProviderField,
  earlier: ReadonlyMap<string, DeclaredField>,
  at: Place,
): readonly Found[] => {
  if (visibleWhen === undefined) return [];
  const place = [...at, 'visibleWhen'];
  const other = earlier.get(visibleWhen.field);
  if (other === undefined) {
    const names = [...earlier.keys()].filter((id) => quoteName(id) !== undefined);
    const known =
      names.length === 0 ? 'there is none before this one' : `those are ${wordList(names, 'and')}`;
    return [
      {
        place: [...place, 'field'],
        sentence: `This must be the id of a field that stands earlier; ${known}.`,
      },
    ];
  }
  const word = `The field ${quoteName(other.id) ?? 'named here'}`;
  if (other.type === 'secret')
    return [
      {
        place: [...place, 'field'],
        sentence: `${word} is a secret; whether a field is shown must not depend on a secret.`,
      },
    ];
  if (other.field === undefined) return [];
  const wrong = (what: string): readonly Found[] => [
    {
      place: [...place, 'equals'],
      sentence: `${word} has the type \`${other.type}\`, so this must be ${what}.`,
    },
  ];
  const { equals } = visibleWhen;
  if (other.field.type === 'boolean') return typeof equals === 'boolean' ? [] : wrong('true or false');
  if (other.field.type === 'number') return typeof equals === 'number' ? [] : wrong('a number');
  if (other.field.type !== 'enum') return typeof equals === 'string' ? [] : wrong('text in double quotes');
  return other.field.options.some(({ value }) => value === equals) ? [] : wrong('one of its options');
};

/** What a field says about itself must hold for the default it brings along. */
const checkOwnRules = (field: ProviderField, isOrigin: boolean, place: Place): readonly Found[] => {
  const found: Found[] = [];
  const say = (key: string, sentence: string) => found.push({ place: [...place, key], sentence });
  if (field.type === 'enum') {
    const values = field.options.map(({ value }) => value);
    field.options.forEach(({ value }, index) => {
      if (values.indexOf(value) !== index)
        found.push({
          place: [...place, 'options', index, 'value'],
          sentence: `${quoteFound([], value) ?? 'This value'} is already an earlier option; each needs its own value.`,
        });
    });
    if (field.default !== undefined && !values.includes(field.default))
      say('default', 'The default must be the value of one of the options.');
  }
  if (field.type === 'number') {
    const {
      minimum = -Infinity,
      maximum = Infinity,
      default: start = Math.max(minimum, Math.min(maximum, 0)),
    } = field;
    if (minimum > maximum)
      say('maximum', `The maximum must not be less than the minimum, which is ${minimum}.`);
    else if (start < minimum || start > maximum)
      say('default', 'The default must lie between minimum and maximum.');
  }
  if (field.type === 'url' && field.default !== undefined) {
    const read = isOrigin ? readOrigin(field.default) : readAddress(field.default);
    if (!read.ok) say('default', read.sentence);
  }
  if (field.type === 'string' || field.type === 'secret') {
    if (field.pattern === undefined) return found;
    const matches = compilePattern(field.pattern);
    if (matches === undefined)
      say(
        'pattern',
        'The pattern must be made of characters, classes, groups, |, ^, $ and repeated single characters; \\b and repeated groups are not among them.',
      );
    else if (field.type === 'string' && field.default !== undefined && !matches(field.default))
      say('default', 'The default must match the pattern.');
  }
  return found;
};
