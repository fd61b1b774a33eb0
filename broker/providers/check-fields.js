import { compilePattern } from './compile-pattern.js';
import { nearestWord } from './nearest-word.js';
import { readAddress, readOrigin } from './read-origin.js';
import { originField } from './resolve-origins.js';

/** Redaction cannot keep shorter secrets out of an answer without tearing holes into it. */
const shortestSecret = 8;
const longestSecret = 16 * 1024;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\u0000-\u001f\u007f]/;
/**
 * What a user filled in, against what the provider asks for. Sentences never repeat a value.
 * Free of Node modules, so that the settings page can run the same check; the broker's own run is the one that counts.
 */
export const checkFields = (provider, given) => {
  const fields = new Map();
  const problems = [];
  const secretFields = [];
  for (const field of provider.fields) {
    const shown =
      field.visibleWhen === undefined || fields.get(field.visibleWhen.field) === field.visibleWhen.equals;
    if (!shown) continue; // What was typed before the field was hidden is left out, not refused.
    const say = (sentence) => {
      if (sentence !== undefined) problems.push({ field: field.id, sentence });
    };
    if (field.type === 'secret') {
      const problem = secretProblem(field, given);
      say(problem);
      const typed = own(given.secrets ?? {}, field.id);
      if (problem === undefined && typed !== undefined && typed !== '') secretFields.push(field.id);
      continue;
    }
    // A field that was emptied stays empty: the default must not send a secret to a place that the user took out.
    const typed = own(given.fields, field.id);
    const value = typed === undefined ? field.default : typed;
    if (value === undefined || value === '') {
      if (field.required) say('This field is required.');
      continue;
    }
    const judged = judge(field, value, provider);
    if ('problem' in judged) say(judged.problem);
    else fields.set(field.id, judged.value);
  }
  problems.push(...misplaced(provider, given));
  return { fields: Object.fromEntries(fields), secretFields, problems };
};
const own = (values, id) => (Object.hasOwn(values, id) ? values[id] : undefined);
const judge = (field, value, provider) => {
  if (field.type === 'boolean')
    return typeof value === 'boolean' ? { value } : { problem: 'This must be true or false.' };
  if (field.type === 'number') return judgeNumber(field, value);
  if (typeof value !== 'string') return { problem: 'This must be text.' };
  if (value.length > 2000) return { problem: 'This is too long; at most 2,000 characters.' };
  if (control.test(value))
    return { problem: 'This must not hold a line break or another control character.' };
  if (field.type === 'enum')
    return field.options.some((option) => option.value === value)
      ? { value }
      : { problem: 'Choose one of the options.' };
  if (field.type === 'url')
    return judgeUrl(
      value,
      provider.origins.some((template) => originField(template) === field.id),
    );
  if (!fits(field.pattern, value))
    return { problem: 'This does not have the form that the provider asks for.' };
  // RFC 7617, section 2: the first colon ends the user name.
  if (provider.auth.kind === 'basic' && provider.auth.username === field.id && value.includes(':'))
    return { problem: 'A user name must not hold a colon.' };
  return { value };
};
const judgeNumber = ({ minimum, maximum }, value) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { problem: 'This must be a number.' };
  if (minimum !== undefined && value < minimum) return { problem: `This must be at least ${minimum}.` };
  if (maximum !== undefined && value > maximum) return { problem: `This must be at most ${maximum}.` };
  return { value };
};
const judgeUrl = (value, isOrigin) => {
  if (isOrigin) {
    const read = readOrigin(value);
    return read.ok ? { value: read.origin } : { problem: read.sentence };
  }
  const read = readAddress(value);
  return read.ok ? { value } : { problem: read.sentence };
};
const secretProblem = (field, given) => {
  const secret = own(given.secrets ?? {}, field.id);
  if (secret === undefined || secret === '') {
    const there = given.savedSecrets?.includes(field.id) === true || given.secretsMayFollow === true;
    return there || !field.required ? undefined : 'This secret is required.';
  }
  if (typeof secret !== 'string') return 'This must be text.';
  if (secret.length < shortestSecret) return `This must have at least ${shortestSecret} characters.`;
  if (secret.length > longestSecret) return 'This is too long; at most 16,384 characters.';
  if (control.test(secret)) return 'This must not hold a line break or another control character.';
  return fits(field.pattern, secret) ? undefined : 'This does not have the form that the provider asks for.';
};
/** As written: a pattern that should hold for the whole value says so with ^ and $. One that cannot run fits nothing. */
const fits = (pattern, value) => pattern === undefined || compilePattern(pattern)?.(value) === true;
/** Unknown names, and secrets among the plain fields or the other way round. */
const misplaced = (provider, given) => {
  const typeOf = new Map(provider.fields.map(({ id, type }) => [id, type]));
  const look = (names, among) =>
    names.flatMap((name) => {
      const type = typeOf.get(name);
      const field = name.slice(0, 60);
      if (type === undefined) {
        const meant = nearestWord(name, [...typeOf.keys()]);
        return [
          {
            field,
            sentence: `The provider has no such field${meant === undefined ? '.' : `; did you mean ${meant}?`}`,
          },
        ];
      }
      if (among === 'fields' && type === 'secret')
        return [{ field, sentence: 'This is a secret and must be given as one.' }];
      return among === 'secrets' && type !== 'secret'
        ? [{ field, sentence: 'This is not a secret and must be given as a field.' }]
        : [];
    });
  return [...look(Object.keys(given.fields), 'fields'), ...look(Object.keys(given.secrets ?? {}), 'secrets')];
};
//# sourceMappingURL=check-fields.js.map
