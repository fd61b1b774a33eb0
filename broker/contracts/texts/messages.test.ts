import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { callbackSentences, errorSentences, fetchReachesMcpSentence } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { german } from './german/index.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const textsOf = (...patterns: string[]): Map<string, string> => {
  const files = execFileSync('git', ['ls-files', '-z', ...patterns], { cwd: root, encoding: 'utf8' });
  return new Map(
    files
      .split('\0')
      .filter((file) => file !== '')
      .map((file) => [file, readFileSync(root + file, 'utf8')]),
  );
};

const messages = [...Object.keys(german.messages), ...Object.keys(german.plurals)];
/** As it stands in TypeScript. */
const inQuotes = (message: string): string[] => [
  `'${message}'`,
  `"${message}"`,
  `'${message.replaceAll("'", "\\'")}'`,
];

it('every message is said somewhere', () => {
  const sources = [
    ...textsOf(
      'broker/*.ts',
      'settings-ui/*.ts',
      ':!broker/contracts/texts',
      ':!*.test.ts',
      ':!*/fixtures/*',
    ).values(),
  ].join('\n');
  const frames = [...textsOf('settings-ui/pages/*.html').values()].join('\n').replaceAll('Valetkey', '{app}');
  const elsewhere: readonly string[] = [
    ...Object.values(callbackSentences),
    ...Object.values(errorSentences),
    fetchReachesMcpSentence,
  ];
  for (const message of messages) {
    // Sentences of the extension's contract are keys by their type.
    if (elsewhere.some((one) => one.startsWith(message))) continue;
    const written = inQuotes(message);
    const said = written.some((one) => sources.includes(one)) || frames.includes(`>${message}<`);
    expect(said, `${message} is said nowhere`).toBe(true);
  }
});

it('every message stands in the list of one part', () => {
  const lists = textsOf('broker/contracts/texts/german/*.ts', ':!broker/contracts/texts/german/index.ts');
  const keys = [...lists.values()].join('\n').match(/^ {2}(?:'(?:[^'\\]|\\.)*'|"[^"]*"|\w+)(?=:)/gm);
  expect(keys?.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  expect(keys).toHaveLength(messages.length);
});
