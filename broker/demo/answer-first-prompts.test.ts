import { expect, it } from 'vitest';
import type { AskConsent } from '../consent/prompts.ts';
import { type ConsentPrompt, consentPrompt } from '../contracts/consent.ts';
import { answerFirstPrompts } from './answer-first-prompts.ts';

const promptOf = (id: string): ConsentPrompt =>
  consentPrompt.parse({
    nonce: 'n'.repeat(22),
    extension: { id, displayName: id, publisher: 'acme', version: '1.0.0', known: false },
    reason: 'To try.',
    provider: { id: 'http', name: 'HTTP', contributedBy: '' },
    choices: [
      {
        connectionId: 'con_AAAAAAAAAAAAAAAAAAAAA',
        displayName: 'Work',
        scope: 'user',
        state: 'ready',
        origins: [],
        authority: { providerId: 'http', providerVersion: 1, origins: [], placement: 'nowhere' },
      },
    ],
    access: { methods: [], paths: [], mcpTools: [] },
    expiresAt: 0,
  });

it('the first prompt of each extension is answered as told, and later ones are denied', async () => {
  const allow: AskConsent = async ({ nonce, choices: [choice] }) => {
    if (choice === undefined) throw new Error('no choice');
    return { nonce, decision: 'once', connectionId: choice.connectionId };
  };
  const deny: AskConsent = async ({ nonce }) => ({ nonce, decision: 'deny' });
  const ask = answerFirstPrompts(allow, deny);
  const decisions: string[] = [];
  for (const id of ['acme.a', 'acme.b', 'acme.a', 'acme.b', 'acme.c'])
    decisions.push((await ask(promptOf(id), new AbortController().signal)).decision);
  expect(decisions).toEqual(['once', 'once', 'deny', 'deny', 'once']);
});
