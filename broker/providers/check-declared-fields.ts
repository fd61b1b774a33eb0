import type { ProviderField } from '@valetkey/api-contracts';
import { english } from '../contracts/texts/say.ts';
import { checkCondition, checkGroups, conditionOf } from './check-condition.ts';
import { compilePattern } from './compile-pattern.ts';
import { type DeclaredField, declaredFields } from './declared-fields.ts';
import type { Found } from './fault.ts';
import { listAt, type ManifestPlace, placeText, textAt } from './place.ts';
import { quoteFound, quoteName } from './quote-found.ts';
import { readAddress, readOrigin } from './read-origin.ts';
import { outsideUrlRules } from './url-rules.ts';

/** Of one provider's defaults, in characters times steps of their patterns: one of 32 providers costs a millisecond. */
const mostMatching = 100_000;

export function checkDeclaredFields(provider: unknown, at: ManifestPlace): readonly Found[] {
  const found: Found[] = [];
  const earlier = new Map<string, DeclaredField>();
  const origins = listAt(provider, 'origins').slice(0, 16);
  const groups = listAt(provider, 'groups').slice(0, 16);
  const groupIds = groups.map((group) => textAt(group, 'id'));
  const patience = { left: mostMatching };
  found.push(...checkGroups(groups, groupIds, at));
  declaredFields(provider).forEach((declared, index) => {
    if (declared === undefined) return;
    const place = [...at, 'fields', index];
    const twice = quoteName(declared.id) ?? 'This id';
    if (earlier.has(declared.id))
      found.push({
        place: [...place, 'id'],
        sentence: `${twice} is already the id of an earlier field; each needs its own.`,
      });
    if (declared.field !== undefined) {
      const { when, group } = declared.field;
      const grouped = group === undefined ? -1 : groupIds.indexOf(group);
      if (group !== undefined && grouped < 0)
        found.push({ place: [...place, 'group'], sentence: 'This must be the id of one of the `groups`.' });
      found.push(
        ...checkCondition(when, earlier, [...place, 'when']),
        ...checkCondition(conditionOf(groups[grouped]), earlier, [...at, 'groups', grouped, 'when']),
        ...checkOwnRules(declared.field, origins.includes(`{${declared.id}}`), place, patience),
      );
    }
    if (!earlier.has(declared.id)) earlier.set(declared.id, declared);
  });
  return oncePerPlace(found);
}

/** A group's condition is looked at from each of its fields; it is reported once. */
const oncePerPlace = (found: readonly Found[]): readonly Found[] => {
  const said = new Set<string>();
  return found.filter(({ place, sentence }) => {
    const line = `${placeText(place)} ${sentence}`;
    return !said.has(line) && said.add(line);
  });
};

/** What a field says about itself must hold for the default it brings along. */
const checkOwnRules = (
  field: ProviderField,
  isOrigin: boolean,
  place: ManifestPlace,
  patience: { left: number },
): readonly Found[] => {
  const found: Found[] = [];
  const say = (steps: ManifestPlace, sentence: string) =>
    found.push({ place: [...place, ...steps], sentence });
  if (field.type === 'enum') {
    const values = field.options.map(({ value }) => value);
    field.options.forEach(({ value }, index) => {
      const quoted = quoteFound([], value) ?? 'This value';
      if (values.indexOf(value) !== index)
        say(['options', index, 'value'], `${quoted} is already an earlier option; each needs its own value.`);
    });
    if (field.default !== undefined && !values.includes(field.default))
      say(['default'], 'The default must be the value of one of the options.');
  }
  if (field.type === 'number') {
    const {
      minimum = -Infinity,
      maximum = Infinity,
      default: start = Math.max(minimum, Math.min(maximum, 0)),
    } = field;
    if (minimum > maximum)
      say(['maximum'], `The maximum must not be less than the minimum, which is ${minimum}.`);
    else if (start < minimum || start > maximum)
      say(['default'], 'The default must lie between minimum and maximum.');
  }
  if (field.type === 'url' && field.default !== undefined) {
    const read = isOrigin ? readOrigin(english, field.default) : readAddress(english, field.default);
    const sentence = read.ok ? outsideUrlRules(english, field, field.default) : read.sentence;
    if (sentence !== undefined) say(['default'], sentence);
  }
  if (field.type === 'url' && isOrigin && field.noPath === true)
    say(['noPath'], 'An address that an origin is taken from never has a path; leave this out.');
  if (field.type === 'choice') {
    const { json, method } = field.options;
    if (json !== undefined && method !== 'POST') say(['options', 'json'], 'A JSON body goes with POST only.');
  }
  if (field.type === 'string' || field.type === 'secret') {
    if (field.pattern === undefined) return found;
    const matches = compilePattern(field.pattern);
    if (matches === undefined)
      say(
        ['pattern'],
        'The pattern must be made of characters, classes, groups, |, ^, $ and repeated single characters; \\b and repeated groups are not among them.',
      );
    else if (field.type === 'string' && field.default !== undefined) {
      patience.left -= matches.steps * field.default.length;
      if (patience.left < 0)
        say(['default'], 'The defaults of this provider are too long for its patterns. Shorten one of them.');
      else if (!matches(field.default)) say(['default'], 'The default must match the pattern.');
    }
  }
  return found;
};
