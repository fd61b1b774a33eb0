import type { Facet } from '@valetkey/api-contracts';
import type { ConsentContract, ConsentPrompt, ElicitationPrompt } from '@valetkey/broker/contracts';
import { expect, it } from 'vitest';
import { chromiumBefore } from '../../broker/checks/fixtures/chromium-before.ts';
import { markedTexts } from '../../broker/contracts/texts/fixtures/marked-texts.ts';
import { openConsent } from '../fixtures/open-consent.ts';

/** What others wrote is in digits here, so that each letter on the page is ours. */
const origin = 'https://1.1.1.1';
const extension = { id: 'a.a', displayName: '1', publisher: '1', version: '1', known: false };
const authority = { providerId: 'http', providerVersion: 1, origins: [origin], placement: '1' };
const tool = { name: '1', effect: 'reads', description: '1', definition: '{}', digest: '0'.repeat(64) };
const choice = {
  connectionId: `con_${'w'.repeat(21)}`,
  displayName: '1',
  scope: 'user',
  origins: [origin],
  state: 'ready',
  lastUsedAt: 1,
  authority,
  before: { ...authority, origins: ['https://2.2.2.2'] },
  also: [{ methods: ['DELETE'], paths: ['/1'], mcpTools: [] }],
  moreScopes: ['1'],
  tools: [tool],
};
const prompt = {
  nonce: 'n'.repeat(22),
  extension,
  reason: '1',
  provider: { id: 'http', name: '1', contributedBy: '1' },
  choices: [choice, { ...choice, connectionId: `con_${'u'.repeat(21)}`, state: 'locked' }],
  access: { methods: ['GET', 'DELETE'], paths: ['/**'], mcpTools: ['*'], mcpCallbacks: ['roots'] },
  expiresAt: 4_000_000_000_000,
} as unknown as ConsentPrompt;
const request = { method: 'POST', origin, target: '/1', headers: [{ name: '1', value: '1', cut: 2 }] };
const elicitation = {
  nonce: prompt.nonce,
  server: '1',
  connection: { displayName: '1', origins: [origin] },
  extension: { id: 'a.a', displayName: '1', publisher: '1', version: '1' },
  message: '1',
  looksSecret: true,
  asks: { mode: 'form', fields: [{ kind: 'boolean', label: '1', required: true }] },
  expiresAt: prompt.expiresAt,
} as unknown as ElicitationPrompt;

const browser = chromiumBefore();
const asked: Readonly<Record<string, ReturnType<Facet<ConsentContract>['current']>>> = {
  'for access': { prompt },
  'about a call': { prompt: { ...prompt, call: { tool, parts: [], more: 2 } } as unknown as ConsentPrompt },
  'about a request': { prompt: { ...prompt, call: request } as unknown as ConsentPrompt },
  'of an MCP server': { elicitation },
};

it.each(Object.keys(asked))(
  'a question %s has no sentence that the host’s texts do not have',
  async (name) => {
    const { page, close } = await openConsent(
      browser(),
      { current: () => asked[name] ?? {}, place: () => ({ at: 1, of: 3 }) },
      { look: { texts: markedTexts() } },
    );
    await page
      .getByRole('button', { name: '⟦Cancel⟧' })
      .or(page.getByRole('button', { name: '⟦Deny⟧' }))
      .waitFor();
    const attributes = ['aria-label', 'title', 'placeholder'];
    const shown = await page.evaluate(
      (names) => [
        document.body.textContent,
        ...names.flatMap((one) =>
          [...document.querySelectorAll(`[${one}]`)].map((element) => element.getAttribute(one)),
        ),
      ],
      attributes,
    );
    for (const text of shown) expect(unmarked(text ?? '')).not.toMatch(/\p{L}/u);
    await close();
  },
);

/** What stands in no sentence: hosts and methods, else nothing. */
const unmarked = (text: string): string => {
  const inner = text.replaceAll(/⟦[^⟦⟧]*⟧/g, '');
  return inner === text ? text.replaceAll(/https:\/\/|GET|POST|DELETE/g, '') : unmarked(inner);
};
