/** Pages that no Markdown of the repository has: made of the code itself, each time that the site is built. */
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { errorSentences, ruleSentences } from '../../extension-api/contracts/dist/index.js';

const root = new URL('../../', import.meta.url);

/** Each with the test that runs it. */
export const examples = [
  {
    title: 'An extension that reads from an npm registry',
    files: [
      'sample-extensions/registry-reader/package.json',
      'sample-extensions/registry-reader/extension.ts',
    ],
    test: 'extension-api/testing/example.test.ts',
  },
  {
    title: 'An extension that calls tools of an MCP server',
    files: ['sample-extensions/mcp-tools/package.json', 'sample-extensions/mcp-tools/extension.ts'],
    test: 'broker/shells/electron/extension-host/samples.test.ts',
  },
  {
    title: 'An extension that shows who is signed in',
    files: ['sample-extensions/openid-profile/package.json', 'sample-extensions/openid-profile/extension.ts'],
    test: 'broker/shells/electron/sign-in-story.test.ts',
  },
  {
    title: 'A test of an extension',
    files: ['extension-api/testing/example.test.ts'],
    test: 'extension-api/testing/example.test.ts',
  },
  {
    title: 'An Electron application that embeds the broker',
    files: ['broker/shells/electron/embed-sample/main.ts'],
    test: 'broker/shells/electron/embed-sample.test.ts',
  },
];

const codeOf = (/** @type {string} */ file) =>
  `\`${file}\`:\n\n\`\`\`\`${extname(file).slice(1)}\n${readFileSync(new URL(file, root), 'utf8').trimEnd()}\n\`\`\`\``;

export const examplesPage = () =>
  [
    '# Examples',
    'Each example is a file of the repository, and the named test runs it.',
    ...examples.flatMap(({ title, files, test }) => [
      `## ${title}`,
      `Tested by \`${test}\`.`,
      ...files.map(codeOf),
    ]),
    '',
  ].join('\n\n');

/** A sentence as Markdown and Vue show it unchanged, with its own code spans. */
const shown = (/** @type {string} */ text) => text.replace(/[\\<|*_]/g, (mark) => `&#${mark.charCodeAt(0)};`);
const withCode = (/** @type {string} */ text) =>
  text
    .split('`')
    .map((part, at) => (at % 2 === 0 ? shown(part) : `\`${part}\``))
    .join('');

const codeSection = (/** @type {[code: string, sentence: string]} */ [code, sentence]) => {
  // As `sentenceOf` divides it: the first sentence says what happened.
  const [cause = '', remedy = ''] = sentence.split(/(?<=\. )(.*)$/);
  const rules = Object.entries(ruleSentences[code] ?? {}).map(
    ([why, what]) => `| \`${why}\` | ${withCode(what)} |`,
  );
  return [
    `## ${code}`,
    `**Cause.** ${withCode(cause.trim())}`,
    `**Remedy.** ${withCode(remedy)}`,
    ...(rules.length === 0 ? [] : [['| `why` | remedy |', '| --- | --- |', ...rules].join('\n')]),
  ].join('\n\n');
};

export const errorCodesPage = () =>
  [
    '# Error codes',
    'Every call that fails rejects with a `ValetkeyError`. Its `code` is one of these, and its `message` is the ' +
      'sentence here with the details behind it. Where `why` names a rule with a remedy of its own, that one is shown.',
    ...Object.entries(errorSentences).map(codeSection),
    '',
  ].join('\n\n');
