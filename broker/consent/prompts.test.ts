import type { ConsentAnswer, ConsentPrompt } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import type { PromptLimits } from './one-at-a-time.ts';
import { makePrompts, type PromptDraft } from './prompts.ts';

const connectionId = `con_${'0'.repeat(21)}` as never;
const draft = (extension = 'acme.a', paths = ['/a']): PromptDraft => ({
  extension: { id: extension as never, displayName: 'A', publisher: 'acme', version: '1.0.0', known: false },
  reason: 'why',
  provider: { id: 'http' as never, name: 'HTTP', contributedBy: 'built in' },
  choices: [
    {
      connectionId,
      displayName: 'c',
      scope: 'user',
      origins: ['https://api.example'],
      authority: {
        providerId: 'http' as never,
        providerVersion: 1,
        origins: ['https://api.example'],
        placement: 'a bearer token',
      },
    },
  ],
  access: { methods: ['GET'], paths, mcpTools: [] },
});
const never = new AbortController().signal;

const setUp = (limits: Partial<PromptLimits> = {}) => {
  const shown: { prompt: ConsentPrompt; answer(answer: unknown): void; fail(): void }[] = [];
  const logged: string[] = [];
  let clock = 0;
  let nonces = 0;
  const prompts = makePrompts({
    ask: (prompt) =>
      new Promise<ConsentAnswer>((resolve, reject) => {
        shown.push({
          prompt,
          answer: (answer) => resolve(answer as ConsentAnswer),
          fail: () => reject(new Error('no')),
        });
      }),
    now: () => clock,
    makeNonce: () => String(++nonces).padStart(22, '0'),
    log: (_level, text) => void logged.push(text),
    limits,
  });
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
  const answer = async (decision: 'once' | 'always' | 'deny'): Promise<void> => {
    await turn();
    const last = shown.at(-1);
    const { nonce } = last?.prompt ?? { nonce: '' };
    last?.answer(decision === 'deny' ? { nonce, decision } : { nonce, decision, connectionId });
    await turn();
  };
  return { prompts, shown, logged, turn, answer, pass: (ms: number) => (clock += ms) };
};

describe('prompts', () => {
  it('shows one at a time', async () => {
    const t = setUp();
    const first = t.prompts.ask(draft('acme.a'), never);
    const second = t.prompts.ask(draft('acme.b'), never);
    await t.turn();
    expect(t.shown).toHaveLength(1);
    await t.answer('always');
    expect(t.shown).toHaveLength(2);
    await t.answer('deny');
    expect([(await first).decision, (await second).decision]).toEqual(['always', 'deny']);
  });

  it('asks the same question once, and tells everybody who waits', async () => {
    const t = setUp();
    const asked = [
      t.prompts.ask(draft(), never),
      t.prompts.ask(draft(), never),
      t.prompts.ask(draft(), never),
    ];
    await t.answer('always');
    expect((await Promise.all(asked)).map(({ decision }) => decision)).toEqual([
      'always',
      'always',
      'always',
    ]);
    expect(t.shown).toHaveLength(1);
  });

  it.each([
    ['another place', { origins: ['https://other.example'] }],
    ['scopes to sign in for', { moreScopes: ['admin'] }],
    ['other tools', { tools: [{ name: 'delete_all' }] }],
  ])('does not let the answer to one prompt answer a question that shows %s', async (_what, change) => {
    const t = setUp();
    const first = t.prompts.ask(draft(), never);
    const { choices, ...rest } = draft();
    const changed = choices.map((choice) => ({ ...choice, ...change }));
    const second = t.prompts.ask({ ...rest, choices: changed } as PromptDraft, never);
    await t.answer('always');
    await t.answer('deny');
    expect([(await first).decision, (await second).decision]).toEqual(['always', 'deny']);
    expect(t.shown[1]?.prompt.choices).toEqual(changed);
  });

  it.each(['shown', 'waiting'])(
    'asks again for the others when the first who asked has gone, its prompt %s: nobody has answered them',
    async (where) => {
      const t = setUp();
      const before = where === 'waiting' ? t.prompts.ask(draft('acme.b'), never) : undefined;
      const gone = new AbortController();
      const first = t.prompts.ask(draft(), gone.signal).catch((error: unknown) => error);
      const second = t.prompts.ask(draft(), never);
      await t.turn();
      gone.abort();
      if (before !== undefined) await t.answer('deny');
      await first;
      await t.answer('always');
      expect((await second).decision).toBe('always');
    },
  );

  it('hands "once" to one asker only, and asks again for the next', async () => {
    const t = setUp();
    const first = t.prompts.ask(draft(), never);
    const second = t.prompts.ask(draft(), never);
    await t.answer('once');
    expect((await first).decision).toBe('once');
    await t.answer('deny');
    expect((await second).decision).toBe('deny');
    expect(t.shown).toHaveLength(2);
  });

  it.each([
    ['another nonce', () => ({ nonce: 'x'.repeat(22), decision: 'always', connectionId })],
    [
      'another connection',
      (p: ConsentPrompt) => ({ nonce: p.nonce, decision: 'always', connectionId: `con_${'1'.repeat(21)}` }),
    ],
    ['no connection', (p: ConsentPrompt) => ({ nonce: p.nonce, decision: 'always' })],
    ['an unknown decision', (p: ConsentPrompt) => ({ nonce: p.nonce, decision: 'forever', connectionId })],
    [
      'a member too many',
      (p: ConsentPrompt) => ({ nonce: p.nonce, decision: 'always', connectionId, all: true }),
    ],
    ['nothing', () => undefined],
  ])('takes an answer with %s for a denial, and says so in the log', async (_what, wrong) => {
    const t = setUp();
    const asked = t.prompts.ask(draft(), never);
    await t.turn();
    const [first] = t.shown;
    first?.answer(first && wrong(first.prompt));
    expect((await asked).decision).toBe('deny');
    expect(t.logged).toEqual([expect.stringMatching(/^an answer to a prompt of acme\.a counts as Deny: /)]);
  });

  it('takes a yes to one call for that call alone: "always" is no answer to it', async () => {
    const call = { tool: { name: 'remove' }, parts: [], more: 0 } as unknown as PromptDraft['call'];
    const t = setUp();
    const asked = [0, 1].map(() => t.prompts.ask({ ...draft(), call }, never));
    await t.answer('always');
    expect((await Promise.all(asked)).map(({ decision }) => decision)).toEqual(['deny', 'deny']);
    expect(t.logged).toEqual([expect.stringContaining('a single call can be allowed once only')]);
  });

  it('takes silence for a denial', async () => {
    const t = setUp({ answerWithinMs: 20 });
    expect((await t.prompts.ask(draft(), never)).decision).toBe('deny');
  });

  it('takes the prompt away when the extension is gone', async () => {
    const t = setUp();
    const gone = new AbortController();
    const asked = t.prompts.ask(draft(), gone.signal);
    await t.turn();
    gone.abort();
    expect((await asked).decision).toBe('deny');
  });

  it('is quiet for a while after three denials in a row, for that extension only', async () => {
    const t = setUp();
    for (let i = 0; i < 3; i += 1) {
      const asked = t.prompts.ask(draft('acme.a', [`/${i}`]), never);
      await t.answer('deny');
      await asked;
    }
    await expect(t.prompts.ask(draft(), never)).rejects.toMatchObject({ code: 'prompt-limit' });
    const other = t.prompts.ask(draft('acme.b'), never);
    await t.answer('always');
    expect((await other).decision).toBe('always');
    t.pass(10 * 60_000 + 1);
    const later = t.prompts.ask(draft(), never);
    await t.answer('always');
    expect((await later).decision).toBe('always');
  });

  it('does not show after three denials what was waiting for the screen meanwhile', async () => {
    const t = setUp();
    const asked = [0, 1, 2, 3].map((n) =>
      t.prompts.ask(draft('acme.a', [`/${n}`]), never).catch((error: unknown) => error),
    );
    for (let i = 0; i < 3; i += 1) await t.answer('deny');
    expect(await asked[3]).toMatchObject({ code: 'prompt-limit' });
    expect(t.shown).toHaveLength(3);
  });

  it('is not quiet for longer where the clock is set back', async () => {
    const t = setUp();
    t.pass(24 * 60 * 60_000);
    for (let i = 0; i < 3; i += 1) {
      const asked = t.prompts.ask(draft('acme.a', [`/${i}`]), never);
      await t.answer('deny');
      await asked;
    }
    t.pass(-60 * 60_000);
    const later = t.prompts.ask(draft(), never);
    await t.answer('always');
    expect((await later).decision).toBe('always');
  });

  it('bounds what waits, per extension and overall', async () => {
    const t = setUp({ perOwner: 2, overall: 3 });
    const waiting = [0, 1].map((n) => t.prompts.ask(draft('acme.a', [`/${n}`]), never));
    await expect(t.prompts.ask(draft('acme.a', ['/2']), never)).rejects.toMatchObject({
      code: 'prompt-limit',
    });
    waiting.push(t.prompts.ask(draft('acme.b'), never));
    await expect(t.prompts.ask(draft('acme.c'), never)).rejects.toMatchObject({ code: 'prompt-limit' });
    for (const _ of waiting) await t.answer('always');
    await Promise.all(waiting);
    const again = t.prompts.ask(draft('acme.c'), never);
    await t.answer('always');
    expect((await again).decision).toBe('always');
  });

  it('says consent-unavailable when nobody can be asked', async () => {
    const t = setUp();
    const asked = t.prompts.ask(draft(), never);
    await t.turn();
    t.shown[0]?.fail();
    await expect(asked).rejects.toMatchObject({ code: 'consent-unavailable' });
  });

  it('shows no more than so many a minute, however fast they are answered', async () => {
    const t = setUp({ perMinute: 2 });
    for (let i = 0; i < 2; i += 1) {
      const asked = t.prompts.ask(draft('acme.a', [`/${i}`]), never);
      await t.answer('once');
      await asked;
    }
    await expect(t.prompts.ask(draft('acme.a', ['/2']), never)).rejects.toMatchObject({
      code: 'prompt-limit',
    });
    t.pass(60_001);
    const later = t.prompts.ask(draft('acme.a', ['/3']), never);
    await t.answer('once');
    expect((await later).decision).toBe('once');
  });
});
