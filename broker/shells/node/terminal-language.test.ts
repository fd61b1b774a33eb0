import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { changePrompt } from '../../contracts/change.ts';
import { consentPrompt } from '../../contracts/consent.ts';
import { elicitationPrompt } from '../../contracts/elicitation.ts';
import { namedAtSignIn } from '../../contracts/sign-in-places.ts';
import { markedTexts } from '../../contracts/texts/fixtures/marked-texts.ts';
import { german } from '../../contracts/texts/german/index.ts';
import type { Texts } from '../../contracts/texts/message.ts';
import { terminalChange } from './terminal-change.ts';
import { type TerminalConsentPowers, terminalConsent } from './terminal-consent.ts';
import { terminalElicitation } from './terminal-elicitation.ts';

const asker = { nonce: 'n'.repeat(22), expiresAt: 0 };
const extension = { id: 'acme.reader', displayName: 'Reader', publisher: 'acme', version: '1.0.0' };
const authority = {
  providerId: 'acme.reader/api',
  providerVersion: 1,
  origins: ['https://a.example'],
  placement: 'TOKEN',
};
const service = { id: 'acme.reader/api', name: 'Acme' };
const signIn = {
  origins: ['https://s.example'],
  client: 'CLIENT',
  issuer: namedAtSignIn,
  identityProvider: { at: ['https://i.example'], client: 'CLIENT' },
};
const tool = (name: string, more: object = {}) => ({
  name,
  effect: 'reads',
  description: 'WORDS',
  definition: '{}',
  digest: '0'.repeat(64),
  ...more,
});
const work = {
  connectionId: 'con_AAAAAAAAAAAAAAAAAAAAA',
  displayName: 'Work',
  scope: 'workspace',
  state: 'needs-reconnect',
  stateReason: 'secret-missing',
  origins: ['https://a.example'],
  authority: { ...authority, signIn, mcp: 'https://m.example' },
  moreScopes: ['SCOPE'],
  tools: [tool('TOOL')],
  before: {
    ...authority,
    origins: [],
    scope: 'workspace',
    workspace: { kind: 'folder', id: '/x', name: 'X' },
    placement: 'KEY',
    providerVersion: 2,
  },
  toolChanges: {
    added: [tool('TOOL')],
    removed: [tool('TOOL')],
    changed: [{ before: tool('TOOL'), now: tool('TOOL', { definition: '[]' }) }],
  },
  also: [{ methods: ['DELETE'], paths: ['/**'], mcpTools: [] }],
  fetchReachesMcp: true,
  costUnit: 'credits',
  limits: {
    usesPerDay: 10,
    asks: ['DELETE'],
    runs: ['/1', '/2', '/3', '/4'].map((path) => `DELETE ${path}`),
  },
};
const own = { ...work, scope: 'user', way: 'Way', tools: undefined, before: { ...work.authority } };
const access = {
  methods: ['GET', 'DELETE'],
  paths: Array.from({ length: 10 }, (_, at) => `/${at}`),
  mcpTools: ['TOOL', 'SECOND'],
  mcpCallbacks: ['sampling'],
};
const consent = (changes: object = {}) =>
  consentPrompt.parse({
    ...asker,
    extension: { ...extension, known: false },
    reason: 'REASON',
    provider: { ...service, contributedBy: 'acme.reader' },
    choices: [work, { ...own, toolChanges: undefined }],
    access,
    ...changes,
  });
const call = (changes: object) => consent({ choices: [own], call: changes });
const part = { name: 'NAME', value: 'VALUE', cut: 2 };
const elicitation = (asks: object, connection: object = { origins: ['https://m.example'] }) =>
  elicitationPrompt.parse({
    ...asker,
    server: 'Server',
    connection: { displayName: 'Work', ...connection },
    extension,
    message: 'MESSAGE',
    looksSecret: true,
    asks,
  });
const text = { kind: 'text', minLength: 0, maxLength: 20, masked: false };
const fields = [
  { ...text, label: 'Name', required: true },
  { ...text, label: 'Pass', required: false, masked: true },
  { kind: 'number', label: 'Age', required: false, integer: true },
  { kind: 'number', label: 'Size', required: false, integer: false, default: 2 },
  { kind: 'boolean', label: 'Sure', required: false },
  { kind: 'choice', label: 'Color', required: false, options: ['RED', 'BLUE'] },
  { kind: 'choices', label: 'Fish', required: false, options: ['TUNA'], minItems: 0, maxItems: 1 },
];
const change = changePrompt.parse({
  ...asker,
  kind: 'move-connection',
  question: 'QUESTION',
  yes: 'YES',
  parts: [{ head: 'HEAD', rows: [['WHAT', 'OLD', 'NEW']] }],
  toolChanges: work.toolChanges,
});

/** After what the question itself waits for. */
const turns = async () => {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
};

type Terminal = TerminalConsentPowers & { readonly texts: Texts };
/** What a person reads at a terminal in this language who presses these keys. */
const printed = async (
  texts: Texts,
  ask: (terminal: Terminal) => Promise<unknown>,
  ...keys: string[]
): Promise<string> => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
  const clock = { now: 0 };
  const answer = ask({ input, output, texts, now: () => clock.now, today: () => new Date(0) });
  await turns();
  clock.now = 2_000;
  for (const key of keys) {
    input.write(key);
    await turns();
  }
  await answer;
  return String(output.read());
};

const { signal } = new AbortController();
const consenting =
  (prompt: ReturnType<typeof consent>, answer?: 'once' | 'always' | 'deny') => (t: Terminal) =>
    terminalConsent({ ...t, answer })(prompt, signal, () => ({ at: 1, of: 2 }));
const eliciting = (prompt: ReturnType<typeof elicitation>) => (t: Terminal) =>
  terminalElicitation(t)(prompt, signal);
const changing =
  (answer?: 'allow' | 'deny') =>
  (t: Terminal): Promise<unknown> =>
    terminalChange({ ...t, answer })(change, signal);

const request = { method: 'POST', origin: 'https://a.example', target: '/1' };
const typed = ['y', '1\r', '1\r', '1.5\r', '1\r', '1\r', 'y\r', '1\r', '1\r'];
type Question = [what: string, ask: (terminal: Terminal) => Promise<unknown>, keys: string[]];
const questions: Question[] = [
  ['for access, with every key', consenting(consent()), [...'wwttt2reeeeucclnlm11223311m', 'o']],
  [
    'for access that is denied',
    consenting(consent({ choices: [work], provider: { ...service, contributedBy: 'added by you' } })),
    ['d'],
  ],
  [
    'for access that is always allowed',
    consenting(
      consent({
        choices: [{ ...own, limits: undefined, before: authority }],
        provider: { ...service, contributedBy: '' },
      }),
    ),
    ['a'],
  ],
  ['that gets unknown keys', consenting(consent()), ['x', 'x', 'x']],
  ['whose terminal ends', consenting(consent()), ['\u0003']],
  ...(['once', 'always', 'deny'] as const).map(
    (answer): Question => [`that is answered in advance with ${answer}`, consenting(consent(), answer), []],
  ),
  ['about a call', consenting(call({ tool: tool('TOOL'), parts: [part], more: 2 })), ['o']],
  ['about a call of nothing', consenting(call({ tool: tool('TOOL'), parts: [], more: 0 })), ['d']],
  [
    'about a request',
    consenting(call({ ...request, headers: [part], body: { bytes: 9, lines: ['VALUE'], cut: 2 } })),
    ['o'],
  ],
  ['about a request without a body', consenting(call({ ...request, headers: [] })), ['d']],
  ['of a server', eliciting(elicitation({ mode: 'form', fields })), typed],
  [
    'of a server with a page',
    eliciting(elicitation({ mode: 'url', address: 'https://m.example/', origin: 'https://m.example' })),
    ['y'],
  ],
  ['of a server that is declined', eliciting(elicitation({ mode: 'form', fields })), ['d']],
  ['about a change', changing(), ['y']],
  ['about a change that gets unknown keys', changing(), ['x', 'x', 'x']],
  ['about a change that is confirmed in advance', changing('allow'), []],
  ['about a change that is denied in advance', changing('deny'), []],
];

const values =
  /\[[a-z0-9-]+\]|https:\/\/[a-z]\.example|\b(TOKEN|KEY|CLIENT|SCOPE|TOOL|SECOND|NAME|VALUE|RED|BLUE|TUNA|y)\b|\b(QUESTION|HEAD|WHAT|OLD|NEW|YES|GET|POST|DELETE)\b/g;
/** What is left without keys, addresses, the values above, and what `say` said. */
const unmarked = (all: string): string => {
  let rest = all;
  for (let before = ''; rest !== before; ) {
    before = rest;
    rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, '');
  }
  return rest
    .replaceAll(values, '')
    .replaceAll(/[^\p{L}]+/gu, ' ')
    .trim();
};

it.each(questions)(
  'a question %s says all of it in the language of the application',
  async (_what, ask, keys) => {
    const all = await printed(markedTexts(), ask, ...keys);
    expect(unmarked(all), all).toBe('');
  },
);

it('a question in another language has the same keys', async () => {
  const all = await printed(german, consenting(consent()), 'o');
  expect(all).toContain('[d] Ablehnen   [o] Einmal erlauben   [a] Immer erlauben   (Eingabetaste lehnt ab)');
  expect(all).toMatch(/Einmal erlaubt\.\n$/);
});

it('a terminal refuses texts of which one lacks a value', () => {
  const messages = { ...german.messages, 'For {connection}: {hosts}': 'Für {connection}' };
  const [input, output] = [new PassThrough(), new PassThrough()];
  for (const make of [terminalConsent, terminalChange, terminalElicitation])
    expect(() => make({ input, output, texts: { ...german, messages } })).toThrow('must contain {hosts}');
});
