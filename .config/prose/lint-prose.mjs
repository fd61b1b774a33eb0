import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { TextlintKernel } from '@textlint/kernel';
import { treeOf } from './source-prose.mjs';
import { titleStandsAlone } from './title-stands-alone.mjs';

const require = createRequire(import.meta.url);
const entryOf = (name) => require(name).default ?? require(name);
const beside = (name) => new URL(name, import.meta.url).pathname;

const phrases = {
  ruleId: 'phrases',
  rule: entryOf('textlint-rule-prh'),
  options: { rulePaths: [beside('phrases.yml')] },
};
const sentenceLength = { ruleId: 'sentence-length', rule: entryOf('textlint-rule-sentence-length') };
const titles = { ruleId: 'title-stands-alone', rule: titleStandsAlone };

class SourceProcessor {
  availableExtensions() {
    return ['.ts', '.mjs'];
  }
  processor() {
    return {
      preProcess: (text) => treeOf(text),
      postProcess: (messages, filePath) => ({ messages, filePath }),
    };
  }
}

const plugins = [
  { pluginId: 'markdown', plugin: entryOf('@textlint/textlint-plugin-markdown') },
  { pluginId: 'source', plugin: { Processor: SourceProcessor } },
];

const rulesOf = (extension) =>
  extension === '.md'
    ? [phrases, { ...sentenceLength, options: { max: 230, skipPatterns: ['/^(?:Kept|Tested) by .*/s'] } }]
    : [phrases, titles];

const files = execFileSync('git', [
  'ls-files',
  '-z',
  '--',
  ...(process.argv.length > 2 ? process.argv.slice(2) : ['*.md', '*.ts', '*.mjs']),
])
  .toString()
  .split('\0')
  .filter((file) => file !== '' && !/^(?:THIRD-PARTY\.md|\.config\/prose\/)/.test(file));

const digestOf = (...texts) => createHash('sha256').update(texts.join('\0')).digest('base64url');
const ours = readdirSync(beside('.')).map((name) => readFileSync(beside(name), 'utf8'));

/** What had no problem the last time is not looked at again, for as long as neither it nor a rule changes. */
const cache = new URL('../../node_modules/.cache/prose.json', import.meta.url);
const clean = new Set(existsSync(cache) ? JSON.parse(readFileSync(cache, 'utf8')) : []);
const stillClean = [];

const kernel = new TextlintKernel();
let problems = 0;
for (const filePath of files) {
  const text = readFileSync(filePath, 'utf8');
  const ext = extname(filePath);
  const digest = digestOf(filePath, text, ...ours);
  const { messages } = clean.has(digest)
    ? { messages: [] }
    : await kernel.lintText(text, { filePath, ext, plugins, rules: rulesOf(ext) });
  if (messages.length === 0) stillClean.push(digest);
  problems += messages.length;
  for (const { line, column, ruleId, message } of messages) {
    process.stderr.write(`${filePath}:${line}:${column} ${ruleId}: ${message.trim()}\n`);
  }
}
mkdirSync(new URL('.', cache), { recursive: true });
writeFileSync(cache, JSON.stringify(stillClean));
process.exitCode = problems === 0 ? 0 : 1;
