import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { consentPrompt } from '../../contracts/consent.ts';
import { terminalConsent } from './terminal-consent.ts';

const nonce = 'n'.repeat(22);
const [work, own] = ['con_AAAAAAAAAAAAAAAAAAAAA', 'con_BBBBBBBBBBBBBBBBBBBBB'];
const choice = (connectionId: string, more: object = {}) => ({
  connectionId,
  displayName: 'Work',
  scope: 'user',
  state: 'ready',
  origins: ['https://api.example'],
  authority: {
    providerId: 'acme.reader/api',
    providerVersion: 1,
    origins: ['https://api.example'],
    placement: 'a',
  },
  ...more,
});
const prompt = (changes: object) =>
  consentPrompt.parse({
    nonce,
    extension: { id: 'acme.reader', displayName: 'Acme', publisher: 'acme', version: '1.0.0', known: true },
    reason: 'To read.',
    provider: { id: 'acme.reader/api', name: 'Acme API', contributedBy: 'acme.reader' },
    choices: [choice(work), choice(own, { limits: { methods: ['GET'] } })],
    access: { methods: ['GET', 'DELETE'], paths: ['/**'], mcpTools: [] },
    expiresAt: 0,
    ...changes,
  });
const answerTo = async (changes: object, ...keys: string[]) => {
  const input = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let now = 5_000;
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
  const answer = terminalConsent({ input, output, now: () => now })(
    prompt(changes),
    new AbortController().signal,
  );
  await turn();
  now += 1_500;
  for (const key of keys) {
    input.write(key);
    await turn();
  }
  return answer;
};
const tool = { name: 'remove', description: '', effect: 'unsaid', definition: '{}', digest: '0'.repeat(64) };
const request = {
  method: 'DELETE',
  origin: 'https://api.example',
  target: '/x',
  headers: [],
  body: undefined,
};

it.each([
  ['call', { tool, parts: [], more: 0 }],
  ['request', request],
])('the key for "always" allows no single %s: what was pressed next counts', async (_what, call) => {
  expect(await answerTo({ call, choices: [choice(own)] }, 'a', 'd')).toMatchObject({ decision: 'deny' });
});

it('the connection that is chosen has its own earlier limits, not those of the first', async () => {
  expect(await answerTo({}, '2', 'a')).toMatchObject({ connectionId: own, limits: { methods: ['GET'] } });
  const { limits } = (await answerTo({}, 'a')) as { limits?: { methods?: unknown } };
  expect(limits?.methods).toBeUndefined();
});
