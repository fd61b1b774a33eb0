import { expect, it } from 'vitest';
import { markedTexts } from '../contracts/texts/fixtures/marked-texts.ts';
import { german } from '../contracts/texts/german/index.ts';
import { makeSay } from '../contracts/texts/say.ts';
import type { Notice } from '../powers.ts';
import { nodePowers } from './node/node-powers.ts';
import { noticeText } from './notice-text.ts';

const [connectionId, displayName, at] = ['con_x' as never, 'Work', Date.UTC(2027, 0, 31)];
const notices: Notice[] = [
  { kind: 'needs-reconnect', connectionId, displayName, why: 'expired' as never },
  { kind: 'sign-in-code', connectionId, displayName, code: 'AB-CD', address: 'https://a.example/device' },
  { kind: 'expired', connectionId, displayName },
  { kind: 'expires-soon', connectionId, displayName, at },
  { kind: 'used-again', connectionId, displayName, extension: 'acme.reader' as never, lastAt: at },
  { kind: 'audit-does-not-verify', seq: 12_345 },
];

it.each(notices)('a notice of $kind is said in the language of the application', (notice) => {
  expect(noticeText(makeSay(markedTexts()), notice)).toMatch(/^⟦.*⟧$/s);
});

it('a notice has dates as its language writes them, and the number of an entry as the log has it', () => {
  const inGerman = notices.map((notice) => noticeText(makeSay(german), notice)).join('\n');
  expect(inGerman).toContain('laufen am 31.01.2027 ab');
  expect(inGerman).toContain('Eintrag 12345');
});

it('the Node shell says at the terminal in the language of the application what happened and what to open', async () => {
  const lines: string[] = [];
  const stderr = { write: (text: string) => lines.push(text) > 0 };
  const powers = nodePowers({ stderr, texts: markedTexts() });
  powers.notice?.({ kind: 'expired', connectionId, displayName });
  await powers.openInSystemBrowser('https://a.example/sign-in');
  expect(lines.join('')).toMatch(/^valetkey: ⟦.*⟧\n⟦.*⟧\n\n {2}https:\/\/a\.example\/sign-in\n\n$/s);
});
