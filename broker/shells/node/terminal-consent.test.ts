import { PassThrough } from 'node:stream';
import { type ConsentPrompt, consentPrompt } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { terminalConsent } from './terminal-consent.ts';

const work = 'con_AAAAAAAAAAAAAAAAAAAAA';
const own = 'con_BBBBBBBBBBBBBBBBBBBBB';
const nonce = 'n'.repeat(22);
const goingTo = (origin: string) => ({
  origins: [origin],
  authority: { providerId: 'acme.reader/api', providerVersion: 1, origins: [origin], placement: 'a token' },
});
const prompt = (changes: object = {}): ConsentPrompt =>
  consentPrompt.parse({
    nonce,
    extension: {
      id: 'acme.reader',
      displayName: 'Acme reader',
      publisher: 'acme',
      version: '1.0.0',
      known: false,
    },
    reason: 'To read packages.',
    provider: { id: 'acme.reader/api', name: 'Acme API', contributedBy: 'acme.reader' },
    choices: [{ connectionId: own, displayName: 'Own', scope: 'user', ...goingTo('https://api.example') }],
    access: { methods: ['GET'], paths: ['/**'], mcpTools: ['*'] },
    expiresAt: 0,
    ...changes,
  });
const two = prompt({
  choices: [
    { connectionId: work, displayName: 'Work', scope: 'workspace', ...goingTo('https://work.example') },
    { connectionId: own, displayName: 'Own', scope: 'user', ...goingTo('https://own.example') },
  ],
});

/** A terminal of two real streams, and a clock in hand. */
const terminal = (columns = 80) => {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode: (on: boolean) => modes.push(on),
  });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns });
  const clock = { now: 5_000 };
  const listeners = () =>
    [input, output].map((stream) => stream.eventNames().map((name) => [name, stream.listenerCount(name)]));
  const before = listeners();
  const ask = terminalConsent({ input, output, now: () => clock.now });
  const turns = () => new Promise((resolve) => setTimeout(resolve, 5));
  return {
    input,
    output,
    clock,
    modes,
    turns,
    type: async (...keys: string[]) => {
      for (const key of keys) {
        input.write(key);
        await turns();
      }
    },
    /** Shown, and longer than a second ago. */
    asked: async (shown = prompt(), signal = new AbortController().signal) => {
      const answer = ask(shown, signal);
      await turns();
      clock.now += 1_500;
      return { answer };
    },
    ask,
    printed: () => String(output.read() ?? ''),
    expectRestored: () => {
      expect(listeners()).toEqual(before);
      expect(modes).toEqual([true, false]);
      expect(input.isPaused()).toBe(true);
    },
  };
};
const denied = { nonce, decision: 'deny', by: 'terminal' };
const unanswered = { nonce, decision: 'deny', by: 'nobody' };

describe('an answer', () => {
  it.each([
    ['o', { nonce, decision: 'once', connectionId: own, by: 'terminal' }],
    ['O', { nonce, decision: 'once', connectionId: own, by: 'terminal' }],
    ['a', { nonce, decision: 'always', connectionId: own, by: 'terminal' }],
    ['d', denied],
    ['\r', denied],
    ['\u001B', denied],
    ['\u0003', unanswered],
    ['\u0004', unanswered],
  ])('%j is taken as one key, and the terminal is put back', async (key, expected) => {
    const t = terminal();
    const { answer } = await t.asked();
    await t.type(key);
    expect(await answer).toEqual(expected);
    t.expectRestored();
  });

  it('can be without what an MCP server may ask back, and that is shown', async () => {
    const access = { methods: [], paths: [], mcpTools: ['*'], mcpCallbacks: ['sampling', 'roots'] };
    const t = terminal();
    const { answer } = await t.asked(prompt({ access }));
    expect(t.printed()).toMatch(/which folders are open[\s\S]*\[w\] Without/);
    await t.type('w', 'a');
    const withheldCallbacks = ['sampling', 'roots'];
    expect(await answer).toEqual({
      nonce,
      decision: 'always',
      connectionId: own,
      withheldCallbacks,
      by: 'terminal',
    });
    const again = terminal();
    const second = await again.asked(prompt({ access }));
    await again.type('w', 'w', 'o');
    expect(await second.answer).toEqual({ nonce, decision: 'once', connectionId: own, by: 'terminal' });
  });

  it('is asked for with the whole command of an MCP server that would be started', async () => {
    const long = '"/usr/bin/node" '.repeat(200);
    const authority = { ...goingTo('https://api.example').authority, origins: [], mcp: `Program: ${long}` };
    const t = terminal();
    await t.asked(
      prompt({ choices: [{ connectionId: own, displayName: 'Own', scope: 'user', origins: [], authority }] }),
    );
    expect(t.printed().split('/usr/bin/node')).toHaveLength(201);
  });

  it('shows the tools of an MCP server in its own words, and the keys that say when to ask', async () => {
    const tool = {
      name: 'remove',
      description: 'Removes\u202e it.',
      effect: 'may-destroy',
      definition: '{}',
      digest: '0'.repeat(64),
    };
    const [choice] = prompt().choices;
    const t = terminal();
    const { answer } = await t.asked(prompt({ choices: [{ ...choice, tools: [tool] }] }));
    const printed = t.printed().replaceAll(/\s+/g, ' ');
    expect(printed).toContain('remove (may change or delete, it says): "Removes\\u{202E} it."');
    expect(printed).toContain('asked at each call of MCP tools that may change or delete');
    await t.type('t', 'a');
    expect(await answer).toMatchObject({ decision: 'always', mcpAsking: { rule: 'every' } });
    const unknown = terminal();
    await unknown.asked(prompt());
    expect(unknown.printed().replaceAll(/\s+/g, ' ')).toContain('Nobody has seen its list yet');
  });

  it('is asked for in a narrow terminal without a line that it would have to cut, and each key beside its word', async () => {
    const access = { methods: ['GET'], paths: ['/v1/*'], mcpTools: ['*'], mcpCallbacks: ['sampling'] };
    const t = terminal(40);
    const { answer } = await t.asked({ ...two, access } as ConsentPrompt);
    await t.type('2', 't', 'w', 'x', 'd');
    await answer;
    const printed = t.printed();
    for (const line of printed.split('\n')) expect(line.length, line).toBeLessThan(40);
    for (const key of ['[d] Deny', '[o] Allow once', '[a] Always allow', '(Enter denies)'])
      expect(printed.split(key)).toHaveLength(6);
  });

  it('is about one call with all that it would send, and "always" is no answer to that', async () => {
    const tool = {
      name: 'remove',
      description: '',
      effect: 'unsaid',
      definition: '{}',
      digest: '0'.repeat(64),
    };
    const parts = [{ name: 'arguments.path', value: '"/tmp"', cut: 12 }];
    const t = terminal();
    const { answer } = await t.asked(prompt({ call: { tool, parts, more: 2 } }));
    const printed = t.printed().replaceAll(/\s+/g, ' ');
    expect(printed).toContain('arguments.path: "/tmp" AND 12 CHARACTERS MORE, NOT SHOWN');
    expect(printed).toContain('AND 2 ARGUMENTS MORE, NOT SHOWN');
    expect(printed).not.toContain('Always');
    await t.type('a', 'o');
    expect(await answer).toEqual({ nonce, decision: 'once', connectionId: own, by: 'terminal' });
  });

  it('is Deny at the end of input', async () => {
    const t = terminal();
    const { answer } = await t.asked();
    t.input.end();
    expect(await answer).toEqual(unanswered);
    expect(t.modes).toEqual([true, false]);
  });

  it('is Deny when the input had ended before', async () => {
    const t = terminal();
    t.input.destroy();
    expect(await (await t.asked()).answer).toEqual(unanswered);
  });

  it('is Deny after three unknown keys; pasted text and names of Object.prototype are unknown keys', async () => {
    const t = terminal();
    const { answer } = await t.asked();
    await t.type('yes, allow', 'constructor', '1');
    expect(await answer).toEqual(denied);
    t.expectRestored();
  });

  it('is Deny when the prompt is taken away, also before it was shown', async () => {
    const t = terminal();
    const gone = new AbortController();
    const { answer } = await t.asked(prompt(), gone.signal);
    gone.abort();
    expect(await answer).toEqual(unanswered);
    t.expectRestored();
    expect(await t.ask(prompt(), gone.signal)).toEqual(unanswered);
  });

  it('does not count when it was typed ahead or in the first second', async () => {
    const t = terminal();
    t.input.write('a');
    const answer = t.ask(prompt(), new AbortController().signal);
    await t.turns();
    await t.type('a');
    t.clock.now += 999;
    await t.type('o', '\r');
    t.clock.now += 1;
    await t.type('o');
    expect(await answer).toEqual({ nonce, decision: 'once', connectionId: own, by: 'terminal' });
  });

  it('can be for the second connection, whose hosts are shown once more', async () => {
    const t = terminal();
    const { answer } = await t.asked(two);
    t.printed();
    await t.type('2');
    expect(t.printed()).toContain('For "Own": https://own.example');
    await t.type('o');
    expect(await answer).toEqual({ nonce, decision: 'once', connectionId: own, by: 'terminal' });
  });

  it('is for the first connection unless another one was chosen', async () => {
    const t = terminal();
    const { answer } = await t.asked(two);
    await t.type('3', 'a');
    expect(await answer).toEqual({ nonce, decision: 'always', connectionId: work, by: 'terminal' });
  });
});

describe('without a person', () => {
  it('rejects where there is no terminal, and prints nothing', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const ask = terminalConsent({ input, output });
    await expect(ask(prompt(), new AbortController().signal)).rejects.toThrow('Nobody can be asked');
    expect(output.read()).toBeNull();
  });

  it.each(['once', 'always', 'deny'] as const)(
    'shows the prompt and answers %s beforehand',
    async (answer) => {
      const [input, output] = [new PassThrough(), new PassThrough()];
      const given = await terminalConsent({ input, output, answer })(two, new AbortController().signal);
      expect(given).toEqual(
        answer === 'deny'
          ? { nonce, decision: 'deny', by: 'option' }
          : { nonce, decision: answer, connectionId: work, by: 'option' },
      );
      expect(String(output.read())).toMatch(
        new RegExp(`https://work.example[^]*\\[o\\] Allow once[^]*answered beforehand: ${answer}\n$`),
      );
      expect(input.eventNames()).toEqual(new PassThrough().eventNames());
    },
  );
});
