import { expect, it } from 'vitest';
import { brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import { changePrompt } from '../contracts/change.ts';
import { markedTexts } from '../contracts/texts/fixtures/marked-texts.ts';
import { german } from '../contracts/texts/german/index.ts';
import { makeSay } from '../contracts/texts/say.ts';
import { undoDeleteQuestion } from './connection-questions.ts';
import { resumeQuestion } from './grant-questions.ts';
import { installQuestion } from './install-question.ts';
import { chooseProtectionQuestion, shortenLogQuestion } from './proof-questions.ts';

const manifest = {
  name: 'reader',
  publisher: 'acme',
  version: '1.0.0',
  contributes: { connectionRequests: [], connectionProviders: [] },
} as unknown as Parameters<typeof installQuestion>[0];
const all = [
  resumeQuestion,
  chooseProtectionQuestion('weak'),
  chooseProtectionQuestion('new-passphrase'),
  shortenLogQuestion({ days: 30, entries: 10_000 }, { days: 7, entries: 1_000 }),
  undoDeleteQuestion({ id: 'con_x' as never, displayName: 'Work' }, []),
  installQuestion(manifest, undefined),
  installQuestion(manifest, manifest),
];

it('a question about a change says all of it in the language of the application', () => {
  const say = makeSay(markedTexts());
  for (const { shown } of all) {
    const { question, parts, yes } = shown(say);
    const heads = parts.flatMap(({ head, rows = [] }) => [head, ...rows.map(([what]) => what)]);
    const texts = parts.flatMap((part) => part.texts ?? []);
    for (const text of [question, yes, ...heads, ...texts]) expect(text).toMatch(/^⟦.*⟧$/s);
  }
});

it('a question in German fits its window', () => {
  const say = makeSay(german);
  for (const { shown } of all)
    changePrompt.parse({ nonce: 'n'.repeat(22), expiresAt: 4_000_000_000_000, ...shown(say) });
});

it('a broker does not open with a text that lacks a value', async () => {
  const messages = { ...german.messages, 'Of that only: {what}': 'Davon nur' };
  await expect(brokerInFolder({ texts: { ...german, messages } })).rejects.toThrow('must contain {what}');
});
