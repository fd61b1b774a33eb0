import { extensionManifest, schemaVersion } from '@valetkey/api-contracts';
import type { z } from 'zod';
import { counted } from './counted.ts';
import { type Found, fault } from './fault.ts';
import { nearestWord, wordList } from './nearest-word.ts';
import { type ManifestPlace, valueAt } from './place.ts';
import { quoteFound, quoteName } from './quote-found.ts';
import { wordsKnownAt } from './words-known-at.ts';

type ZodIssue = z.core.$ZodIssue;

const kinds: Readonly<Record<string, string>> = {
  string: 'text in double quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in square brackets',
  object: 'an object in braces',
};

/** Where the contract's own words are zod's, or are spread over the options of a union. */
const demands: readonly (readonly [RegExp, string])[] = [
  [
    /\.origins\.\d+$/,
    'must be an origin such as https://api.example.com, without a path, or a url field in braces such as {baseUrl}',
  ],
  [/\.when\.(?:equals|in\.\d+)$/, 'must be text of at most 200 characters, a number, true or false'],
  [/\.equals$/, 'must be text of at most 200 characters, a number, true, false or null'],
  [/\.sends\.\d+\.value$/, 'must be 1 to 200 printable ASCII characters without a space at either end'],
  [
    /\.schemaVersion$/,
    `must be ${schemaVersion}, the only version of this description that this application knows`,
  ],
  [/\.mcpTools\.\d+$/, 'must be `*` for every tool, or the name of an MCP tool'],
  [/\.auth(?:\.parts\.\d+)?\.prefix$/, 'must be 1 to 40 printable ASCII characters'],
  [/\.auth(?:\.parts\.\d+)?\.name$/, 'must be 1 to 64 letters, digits, dashes, dots or underscores'],
  [
    /^name$/,
    'must be lower-case letters, digits and dashes, at most 64; a scope such as @acme/ is written as `publisher`',
  ],
];

/** What zod found, in sentences that tell what would be right, without zod's words and without repeating a secret. */
export function describeIssue(
  issue: ZodIssue,
  root: unknown,
  contract: z.ZodType = extensionManifest,
): readonly Found[] {
  const place: ManifestPlace = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const found = valueAt(root, place);
  const meant = found === undefined ? undefined : meantOption(issue);
  if (meant !== undefined) return meant.flatMap((inner) => describeIssue(inner, root, contract));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, 20).map((key) => unknownWord(root, place, key, contract));
  if (found === undefined)
    return fault(place, `\`${place.at(-1) ?? 'package.json'}\` is missing; it ${demandOf(issue, place)}.`);
  if (issue.code === 'invalid_key')
    return fault(place, `The name ${issue.issues[0]?.message ?? 'must have another form'}.`);
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined)
    return fault(place, choice(place, found, optionsOf(issue)));
  if (issue.code === 'invalid_value') return fault(place, choice(place, found, issue.values));
  const subject =
    issue.code === 'invalid_type'
      ? `This is ${issueKind(found)}; it`
      : (quoteFound(place, found) ?? 'What stands here');
  return fault(place, `${subject} ${demandOf(issue, place)}.`);
}

const unknownWord = (root: unknown, place: ManifestPlace, key: string, contract: z.ZodType): Found => {
  const holder = valueAt(root, place);
  const known = wordsKnownAt(root, place, contract);
  const absent = known.filter(
    (word) => typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, word),
  );
  const meant = nearestWord(key, absent);
  const name = quoteName(key);
  const verdict = `${name ?? 'One of the words here'} is not known here`;
  return {
    // A word that is not repeated in the sentence is not repeated in the place either.
    place: name === `\`${key}\`` ? [...place, key] : place,
    sentence:
      meant === undefined
        ? `${verdict}; known are ${wordList(known, 'and')}.`
        : `${verdict}; did you mean \`${meant}\`?`,
  };
};

/** Of several forms that an object may have, the problems of the one that it comes nearest to; of two, neither. */
const meantOption = (issue: ZodIssue): readonly ZodIssue[] | undefined => {
  if (issue.code !== 'invalid_union' || issue.discriminator !== undefined) return undefined;
  const options = issue.errors.filter((problems) =>
    problems.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  const [nearest, second] = options.sort((a, b) => a.length - b.length);
  if (nearest === undefined) return undefined;
  // A word that none of the forms knows is a slip, whichever was meant.
  const slips = nearest.filter((inner) =>
    options.every((problems) => problems.some((other) => isSame(inner, other))),
  );
  if (nearest.length === second?.length && slips.length === 0) return undefined;
  const said = nearest.length === second?.length ? slips : nearest;
  return said.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
};

const isSame = (a: ZodIssue, b: ZodIssue): boolean =>
  a.code === 'unrecognized_keys' && b.code === a.code && a.keys.join() === b.keys.join();

const choice = (place: ManifestPlace, found: unknown, values: readonly unknown[]): string => {
  const known = values.map(String);
  const meant = typeof found === 'string' ? nearestWord(found, known) : undefined;
  const verdict = `${quoteFound(place, found) ?? 'What stands here'} is not known here`;
  return meant === undefined
    ? `${verdict}; it must be ${wordList(known, 'or')}.`
    : `${verdict}; did you mean \`${meant}\`? Known are ${wordList(known, 'and')}.`;
};

const demandOf = (issue: ZodIssue, place: ManifestPlace): string => {
  const special = demands.find(([where]) => where.test(place.join('.')))?.[1];
  if (issue.code === 'invalid_type')
    return special ?? `must be ${kinds[issue.expected] ?? 'of another kind'}`;
  if (issue.code === 'too_small')
    return `must ${amount(issue.origin, 'at least', issue.minimum, issue.inclusive)}`;
  if (issue.code === 'too_big')
    return `must ${amount(issue.origin, 'at most', issue.maximum, issue.inclusive)}`;
  if (issue.code === 'invalid_value') return `must be ${wordList(issue.values.map(String), 'or')}`;
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined)
    return `must be ${wordList(optionsOf(issue).map(String), 'or')}`;
  return special ?? (issue.message.startsWith('must ') ? issue.message : 'must have another form');
};

const amount = (
  origin: string,
  bound: string,
  limit: number | bigint,
  inclusive: boolean | undefined,
): string => {
  if (origin === 'string') return `have ${bound} ${counted(limit, 'character')}`;
  if (origin === 'array') return `hold ${bound} ${counted(limit, 'element')}`;
  if (inclusive === false) return `be ${bound === 'at least' ? 'more' : 'less'} than ${limit}`;
  return `be ${bound} ${limit}`;
};

const optionsOf = (issue: ZodIssue): readonly unknown[] =>
  // A discriminator with a default may be absent too, which is nothing that anybody writes.
  'options' in issue && Array.isArray(issue.options)
    ? issue.options.filter((option) => option !== undefined)
    : [];

const issueKind = (value: unknown): string => {
  if (value === null) return '`null`';
  if (Array.isArray(value)) return 'a list';
  return (
    { string: 'text', number: 'a number', boolean: 'true or false', object: 'an object' }[
      typeof value as string
    ] ?? 'something else'
  );
};
