import { describe, expect, it } from 'vitest';
import type { ConsentAnswer, ConsentPrompt, PlaceInLine } from '../contracts/consent.ts';
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
      state: 'ready',
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
  const shown: {
    prompt: ConsentPrompt;
    place: (() => PlaceInLine) | undefined;
    answer(answer: unknown): void;
    fail(): void;
  }[] = [];
  const logged: string[] = [];
  let clock = 0;
  let nonces = 0;
  const prompts = makePrompts({
    ask: (prompt, _signal, place) =>
      new Promise<ConsentAnswer>((resolve, reject) => {
        shown.push({
          prompt,
          place,
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
  it('requests that wait together are numbered, and one press denies those that wait and none that comes later', async () => {
    const t = setUp({ perOwner: 20 });
    const owners = Array.from({ length: 15 }, (_, at) => `acme.e${at}`);
    const asked = owners.map((owner) => t.prompts.ask(draft(owner), never));
    await t.turn();
    expect(t.shown.at(-1)?.place?.()).toEqual({ at: 1, of: 15 });
    await t.answer('once');
    expect(t.shown.at(-1)?.place?.()).toEqual({ at: 2, of: 15 });
    const last = t.shown.at(-1);
    last?.answer({ nonce: last.prompt.nonce, decision: 'deny', rest: true });
    const answers = await Promise.all(asked);
    expect(answers.map(({ decision }) => decision)).toEqual(['once', ...owners.slice(1).map(() => 'deny')]);
    expect(t.shown).toHaveLength(2);
    const later = t.prompts.ask(draft('acme.later'), never);
    await t.turn();
    expect(t.shown.at(-1)?.place?.()).toEqual({ at: 1, of: 1 });
    await t.answer('once');
    expect((await later).decision).toBe('once');
  });

  it('one prompt is shown at a time', async () => {
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

  it('the same question is asked once, and everybody who waits is told', async () => {
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
  ])('the answer to one prompt does not answer a question that shows %s', async (_what, change) => {
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
    'the others are asked again when the first requester is gone, its prompt %s',
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

  it('an answer "once" goes to one requester only, and the next is asked again', async () => {
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
  ])('an answer with %s counts as a denial, and the log says so', async (_what, wrong) => {
    const t = setUp();
    const asked = t.prompts.ask(draft(), never);
    await t.turn();
    const [first] = t.shown;
    first?.answer(first && wrong(first.prompt));
    expect((await asked).decision).toBe('deny');
    expect(t.logged).toEqual([expect.stringMatching(/^an answer to a prompt of acme\.a counts as Deny: /)]);
  });

  it('a yes to one call is for that call alone, and "always" is no answer to it', async () => {
    const call = { tool: { name: 'remove' }, parts: [], more: 0 } as unknown as PromptDraft['call'];
    const t = setUp();
    const asked = [0, 1].map(() => t.prompts.ask({ ...draft(), call }, never));
    await t.answer('always');
    expect((await Promise.all(asked)).map(({ decision }) => decision)).toEqual(['deny', 'deny']);
    expect(t.logged).toEqual([expect.stringContaining('a single call can be allowed once only')]);
  });

  it('silence counts as a denial', async () => {
    const t = setUp({ answerWithinMs: 20 });
    expect((await t.prompts.ask(draft(), never)).decision).toBe('deny');
  });

  it('the prompt disappears when its extension is gone', async () => {
    const t = setUp();
    const gone = new AbortController();
    const asked = t.prompts.ask(draft(), gone.signal);
    await t.turn();
    gone.abort();
    expect((await asked).decision).toBe('deny');
  });

  it('silence counts as Cancel of a question of an MCP server, and its window is told to go', async () => {
    let gone: AbortSignal | undefined;
    const prompts = makePrompts({
      ask: () => Promise.reject(new Error('no')),
      askElicitation: (_prompt, over) => {
        gone = over;
        return new Promise(() => undefined);
      },
      now: () => 0,
      makeNonce: () => 'n'.repeat(22),
      log: () => undefined,
      limits: { answerWithinMs: 20 },
    });
    const asked = { mode: 'form', fields: [] } as const;
    const prompt = { asks: asked } as unknown as Parameters<typeof prompts.askElicitation>[0]['prompt'];
    const answer = await prompts.askElicitation({ prompt, owner: 'server', read: () => true }, never);
    expect(answer).toEqual({ nonce: 'n'.repeat(22), action: 'cancel', by: 'nobody' });
    expect(gone?.aborted).toBe(true);
  });

  it('three denials in a row silence that extension for a while', async () => {
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

  it('ten prompts in a row that an extension takes back from the screen silence it for a while', async () => {
    const t = setUp();
    const takeBack = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i += 1) {
        const gone = new AbortController();
        const asked = t.prompts.ask(draft('acme.a', [`/${i}`]), gone.signal);
        await t.turn();
        gone.abort();
        await asked.catch(() => undefined);
      }
    };
    await takeBack(9);
    const answered = t.prompts.ask(draft(), never);
    await t.answer('once');
    await answered;
    t.pass(60_000);
    await takeBack(10);
    await expect(t.prompts.ask(draft(), never)).rejects.toMatchObject({ code: 'prompt-limit' });
    t.pass(10 * 60_000 + 1);
    const later = t.prompts.ask(draft(), never);
    await t.answer('once');
    expect((await later).decision).toBe('once');
  });

  it('one press that denies the rest counts once for each extension that waits', async () => {
    const t = setUp({ perOwner: 20 });
    for (let press = 0; press < 3; press += 1) {
      const asked = ['acme.a', 'acme.b', 'acme.b'].map((owner, at) =>
        t.prompts.ask(draft(owner, [`/${press}/${at}`]), never),
      );
      await t.turn();
      const last = t.shown.at(-1);
      last?.answer({ nonce: last.prompt.nonce, decision: 'deny', rest: true });
      await Promise.all(asked);
      if (press === 1) {
        const still = t.prompts.ask(draft('acme.b', ['/still']), new AbortController().signal);
        await t.turn();
        expect(t.shown).toHaveLength(3);
        t.shown.at(-1)?.fail();
        await still.catch(() => undefined);
      }
    }
    const refused = t.prompts.ask(draft('acme.b'), never).catch((error: unknown) => error);
    await t.turn();
    expect(t.shown).toHaveLength(4);
    expect(await refused).toMatchObject({ code: 'prompt-limit' });
  });

  it('three denials also drop the prompts that wait for the screen', async () => {
    const t = setUp();
    const asked = [0, 1, 2, 3].map((n) =>
      t.prompts.ask(draft('acme.a', [`/${n}`]), never).catch((error: unknown) => error),
    );
    for (let i = 0; i < 3; i += 1) await t.answer('deny');
    expect(await asked[3]).toMatchObject({ code: 'prompt-limit' });
    expect(t.shown).toHaveLength(3);
  });

  it('a clock that is set back does not prolong the silence', async () => {
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

  it('waiting prompts are bounded, per extension and overall', async () => {
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

  it('a request fails with consent-unavailable if nobody can be asked', async () => {
    const t = setUp();
    const asked = t.prompts.ask(draft(), never);
    await t.turn();
    t.shown[0]?.fail();
    await expect(asked).rejects.toMatchObject({ code: 'consent-unavailable' });
  });

  it('prompts per minute are bounded, however fast they are answered', async () => {
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
