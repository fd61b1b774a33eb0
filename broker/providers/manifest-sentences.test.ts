import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { change, stepsOf } from './fixtures/change-json.ts';
import { readerManifest } from './fixtures/reader-manifest.ts';
import { type ManifestProblem, readManifest } from './read-manifest.ts';

const problemsOf = (text: string): readonly ManifestProblem[] => {
  const reading = readManifest(text);
  return reading.ok ? [] : reading.problems;
};
const whole = (at: string): string =>
  at.replace(/^P\b/, 'contributes.connectionProviders[0]').replace(/^R\b/, 'contributes.connectionRequests');

const cases = readFileSync(new URL('fixtures/manifest-problems.txt', import.meta.url), 'utf8')
  .split('\n# ')
  .slice(1)
  .map((block) => {
    const [rule = '', ...lines] = block.trim().split('\n');
    const root = readerManifest();
    for (const line of lines.filter((text) => !text.startsWith('>'))) {
      const [at = '', json] = line.split(/ = (.*)/);
      change(root, stepsOf(whole(at)), json === undefined ? undefined : JSON.parse(json));
    }
    const [, at = '', sentence = ''] = /^> ([^:]*): (.*)$/.exec(lines.at(-1) ?? '') ?? [];
    return { rule, text: JSON.stringify(root), problem: { at: whole(at), sentence } };
  });

describe('each problem is named at its place, in a sentence that says what would be right', () => {
  test('all rules are here', () => expect(cases.length).toBeGreaterThan(50));
  test.each(cases)('$rule', ({ text, problem }) => {
    expect(problemsOf(text)).toContainEqual(problem);
  });

  test.each(cases)('$rule reads aloud as full sentences', ({ text }) => {
    for (const { sentence } of problemsOf(text)) {
      expect(sentence).toMatch(/^[A-Z`].*[^.][.?]$/s);
      expect(sentence).not.toMatch(/undefined|invalid|expected|\[object/i);
      expect(sentence.length).toBeLessThan(300);
    }
  });
});

describe('text that is not JSON: line, column and what should stand there', () => {
  const faults: readonly [string, string, string][] = [
    ['', '1:1', 'The file ends where a value should stand.'],
    ['{\n  "name": "a",\n}', '3:1', 'The comma before the closing } must go.'],
    ['{"a": [1, 2,]}', '1:13', 'The comma before the closing ] must go.'],
    ['{"a" 1}', '1:6', 'A colon must stand between a name and its value.'],
    ['{"a": 1 "b": 2}', '1:9', 'A comma must stand between two entries, or a } that closes the object.'],
    ['[1 2]', '1:4', 'A comma must stand between two elements, or a ] that closes the list.'],
    ["{'a': 1}", '1:2', 'A name in double quotes must stand here, or the } that closes the object.'],
    ['{"a": \'b\'}', '1:7', 'Text must stand in double quotes, not single ones.'],
    ['{"a": 1} x', '1:10', 'Nothing may follow after the end of the JSON value.'],
    ['// hello\n{}', '1:1', 'Comments are not allowed in JSON.'],
    ['{"a": "b\n"}', '1:9', 'The text in quotes must be closed with a double quote on the same line.'],
    [
      '{"a":\r\n"\t"}',
      '2:2',
      'A control character in text must be written as an escape such as \\t or \\u0000.',
    ],
    ['\ufeff{}', '1:1', 'The file must be saved as UTF-8 without a byte order mark.'],
    ['['.repeat(100_000), '1:66', 'Nothing may be nested deeper than 64 levels.'],
  ];
  test.each(faults)('%j', (text, place, sentence) => {
    const [line, column] = place.split(':');
    expect(problemsOf(text)).toEqual([{ at: `package.json, line ${line}, column ${column}`, sentence }]);
  });
});

test('a key that stands twice is a problem, since readers and parsers disagree about which one counts', () => {
  const text = JSON.stringify(readerManifest()).replace('"version":3', '"version":3,\n"version":4');
  const sentence = '`version` stands twice in the same object, again in line 2; keep one.';
  expect(problemsOf(text)).toEqual([{ at: 'contributes.connectionProviders[0].version', sentence }]);
});
