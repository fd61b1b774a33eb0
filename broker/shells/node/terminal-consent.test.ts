import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ConsentPrompt } from '../../contracts/consent.ts';
import { consentWith, nonce, tool } from './fixtures/terminal-prompts.ts';
import { terminalStreams } from './fixtures/terminal-streams.ts';
import { terminalConsent } from './terminal-consent.ts';

const work = 'con_AAAAAAAAAAAAAAAAAAAAA';
const own = 'con_BBBBBBBBBBBBBBBBBBBBB';
const goingTo = (origin: string) => ({
  state: 'ready',
  origins: [origin],
  authority: { providerId: 'acme.reader/api', providerVersion: 1, origins: [origin], placement: 'a token' },
});
const mine = { connectionId: own, displayName: 'Own', scope: 'user', ...goingTo('https://api.example') };
const prompt = (changes: object = {}): ConsentPrompt =>
  consentWith({
    choices: [mine],
    access: { methods: ['GET'], paths: ['/**'], mcpTools: ['*'] },
    ...changes,
  });
const two = prompt({
  choices: [
    {
      connectionId: work,
      displayName: 'Work',
      scope: 'workspace',
      ...goingTo('https://work.example'),
      state: 'untested',
    },
    {
      connectionId: own,
      displayName: 'Own',
      scope: 'user',
      ...goingTo('https://own.example'),
      state: 'needs-reconnect',
      stateReason: 'secret-missing',
    },
  ],
});

/** A terminal of two real streams, and a clock in hand. */
const terminal = (columns = 80) => {
  const streams = terminalStreams(columns);
  const { input, output, modes, turns } = streams;
  const clock = { now: 5_000 };
  const listeners = () =>
    [input, output].map((stream) => stream.eventNames().map((name) => [name, stream.listenerCount(name)]));
  const before = listeners();
  const today = () => new Date(1_800_000_000_000);
  const ask = terminalConsent({ input, output, now: () => clock.now, today });
  return {
    ...streams,
    clock,
    /** Shown, and longer than a second ago. */
    asked: async (shown = prompt(), signal = new AbortController().signal) => {
      const answer = ask(shown, signal);
      await turns();
      clock.now += 1_500;
      return { answer };
    },
    ask,
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
  ])('the key %j is one answer, and the terminal is restored', async (key, expected) => {
    const t = terminal();
    const { answer } = await t.asked();
    await t.type(key);
    expect(await answer).toEqual(expected);
    t.expectRestored();
  });

  const wide = {
    methods: ['GET', 'HEAD', 'DELETE'],
    paths: ['/a', '/b/**'],
    mcpTools: ['search', 'delete'],
  };
  it.each<[string, string[], object | undefined]>([
    ['no more than a DELETE without a question', [], { asks: ['DELETE'] }],
    ['nothing', ['c'], undefined],
    ['the same, after a round', ['c', 'c'], { asks: ['DELETE'] }],
    ['all that changes something, in one key', ['r'], { methods: ['GET', 'HEAD'] }],
    ['a method', ['l', '3'], { methods: ['GET', 'HEAD'] }],
    ['a path and a tool', ['c', 'l', '4', '7', 'l'], { paths: ['/b/**'], mcpTools: ['search'] }],
    ['what is given back', ['c', 'l', '1', '1', 'l'], undefined],
    ['time: 15 minutes', ['c', 'e'], { expiresAt: 1_800_000_900_000 }],
    ['time: an hour', ['c', 'e', 'e'], { expiresAt: 1_800_003_600_000 }],
    ['uses: ten a day', ['c', 'u'], { usesPerDay: 10 }],
    ['a question at one path', ['m', '3', 'm'], { asks: ['DELETE'], runs: ['DELETE /a'] }],
    ['no path without a question, after a round', ['m', '3', '3', 'm'], { asks: ['DELETE'] }],
    ['calls: ten a day', ['c', 'm', '2', 'm'], { callsPerDay: 10 }],
    ['bytes: ten million a day', ['c', 'm', '1', '1', 'm'], { bytesPerDay: 10_000_000 }],
    ['no bytes, after a round', ['c', 'm', '1', '1', '1', '1', '1'], undefined],
    ['no uses, after a round', ['c', 'u', 'u', 'u', 'u', 'u'], undefined],
    ['no time, after a round', ['c', 'e', 'e', 'e', 'e'], undefined],
  ])('an answer can take away %s', async (_, keys, limits) => {
    const t = terminal();
    const { answer } = await t.asked(prompt({ access: wide }));
    expect(t.printed()).toContain('[r] Read only   [l] Allow less   [e] Access ends   [u] Uses a day');
    await t.type(...keys, 'a');
    const given = await answer;
    expect(given.decision === 'always' ? given.limits : 'denied').toEqual(limits);
  });

  it('an answer begins with what the person took from an earlier grant', async () => {
    const t = terminal();
    const asked = prompt({ access: wide });
    const [first] = asked.choices;
    const before = { methods: ['GET'], usesPerDay: 10 };
    const { answer } = await t.asked({ ...asked, choices: [{ ...first, limits: before }] } as never);
    expect(t.printed()).toContain('Your earlier limits still apply.');
    await t.type('a');
    expect(await answer).toMatchObject({ decision: 'always', limits: before });
  });

  it('the list of what can be taken away has pages, and shows hostile names as text', async () => {
    const paths = Array.from({ length: 12 }, (_, n) => `/p${n}`);
    const t = terminal();
    const { answer } = await t.asked(prompt({ access: { methods: ['GET'], paths, mcpTools: [] } }));
    await t.type('l');
    expect(t.printed()).toContain('[9] yes Paths: /p8');
    await t.type('n', '3');
    expect(t.printed()).toContain('[3] no  Paths: /p11');
    await t.type('a');
    const given = await answer;
    expect(given.decision === 'always' && given.limits?.paths).toEqual(paths.slice(0, 11));
  });

  it('while the list is open, the keys that deny and allow still answer, and digits choose no connection', async () => {
    for (const [key, decision] of [
      ['d', 'deny'],
      ['\r', 'deny'],
      ['o', 'once'],
    ] as const) {
      const t = terminal();
      const access = { methods: ['GET', 'HEAD'], paths: ['/a'], mcpTools: [] };
      const { choices } = two;
      const three = [...choices, { ...choices[0], connectionId: 'con_CCCCCCCCCCCCCCCCCCCCC' }];
      const { answer } = await t.asked(prompt({ access, choices: three }));
      await t.type('2', 'l', '1', 'l', '1');
      await t.type('l', '3', key);
      expect(await answer).toMatchObject({ decision, by: 'terminal' });
      if (decision === 'once') expect(await answer).toMatchObject({ connectionId: work });
    }
  });

  it('"once" asks no second time, and the keys say when "always" would', async () => {
    const t = terminal();
    const { answer } = await t.asked(prompt({ access: { ...wide, methods: ['GET', 'POST', 'DELETE'] } }));
    expect(t.printed()).toContain('[c] With Always allow, ask me before each DELETE');
    await t.type('c');
    expect(t.printed()).toContain('With Always allow, ask me before each POST, DELETE.');
    await t.type('c');
    expect(t.printed()).toContain('With Always allow, ask me before no request.');
    await t.type('c', 'o');
    expect(await answer).toMatchObject({ decision: 'once', limits: undefined });
    const reading = terminal();
    const second = await reading.asked(prompt({ access: { ...wide, methods: ['GET', 'HEAD'] } }));
    expect(reading.printed()).not.toContain('[c]');
    await reading.type('d');
    await second.answer;
  });

  it('a prompt about one request shows where it goes and what it sends, and "always" is no answer to it', async () => {
    const call = {
      method: 'DELETE',
      origin: 'https://api.example',
      target: '/repos/x?force=1',
      headers: [{ name: 'prefer', value: 'x', cut: 2 }],
      body: { bytes: 9_000, lines: ['{', '  "why": "old"', '}'], cut: 8_900 },
    };
    const t = terminal();
    const { answer } = await t.asked(prompt({ call }));
    const printed = t.printed();
    for (const said of [
      '    https://api.example\n    DELETE /repos/x?force=1\n',
      '    {\n      "why": "old"\n    }\n    AND 8,900 MORE CHARACTERS NOT SHOWN\n',
      'prefer: x AND 2 MORE CHARACTERS NOT SHOWN',
      '[o] Allow this request',
    ])
      expect(printed).toContain(said);
    expect(printed).not.toContain('Always');
    await t.type('a', 'o');
    expect(await answer).toEqual({ nonce, decision: 'once', connectionId: own, by: 'terminal' });
  });

  it('the question about one call takes nothing away', async () => {
    const t = terminal();
    const call = {
      tool: { name: 'search', effect: 'reads', description: '', definition: '{}', digest: '0'.repeat(64) },
      parts: [],
      more: 0,
    };
    const { answer } = await t.asked(prompt({ access: wide, call }));
    expect(t.printed()).not.toContain('[l]');
    await t.type('o');
    expect(await answer).not.toHaveProperty('limits');
  });

  it('an answer can refuse MCP callbacks, and the prompt shows it', async () => {
    const access = { methods: [], paths: [], mcpTools: ['*'], mcpCallbacks: ['sampling', 'roots'] };
    const t = terminal();
    const { answer } = await t.asked(prompt({ access }));
    expect(t.printed()).toMatch(/which folders are open[\s\S]*\[w\] Refuse/);
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

  it('the prompt shows the whole command of an MCP server that would be started', async () => {
    const long = '"/usr/bin/node" '.repeat(200);
    const authority = { ...goingTo('https://api.example').authority, origins: [], mcp: `Program: ${long}` };
    const t = terminal();
    await t.asked(
      prompt({
        choices: [
          { connectionId: own, displayName: 'Own', state: 'ready', scope: 'user', origins: [], authority },
        ],
      }),
    );
    expect(t.printed().split('/usr/bin/node')).toHaveLength(201);
  });

  it('the prompt shows an MCP server’s tools in its own words, and the keys for when to ask', async () => {
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
    expect(printed).toContain('remove (claims that it may change or delete): "Removes\\u{202E} it."');
    expect(printed).toContain('asks before calls of MCP tools that may change or delete');
    await t.type('t', 'a');
    expect(await answer).toMatchObject({ decision: 'always', mcpAsking: { rule: 'every' } });
    const unknown = terminal();
    await unknown.asked(prompt());
    expect(unknown.printed().replaceAll(/\s+/g, ' ')).toContain('Not known yet');
  });

  it('a narrow terminal cuts no line of the prompt, and keeps each key beside its word', async () => {
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

  it('each connection says how it stands and what it lacks, and a request its number among those that wait', async () => {
    const t = terminal(100);
    const waiting = new AbortController();
    const answer = t.ask(two, waiting.signal, () => ({ at: 2, of: 15 }));
    await t.turns();
    const printed = t.printed();
    expect(printed.trimStart()).toMatch(/^Request 2 of 15\n/);
    expect(printed).toContain('1. "Work" (workspace connection; comes first');
    const asOneLine = printed.replaceAll(/\s+/g, ' ');
    expect(asOneLine).toContain('open workspace): not tested');
    expect(asOneLine).toContain(
      '2. "Own" (your own connection): not connected. Enter the secret to use this connection.',
    );
    waiting.abort();
    expect(await answer).toEqual({ nonce, decision: 'deny', by: 'nobody' });
    const alone = terminal();
    const { answer: denied } = await alone.asked();
    expect(alone.printed()).not.toContain('Request 1');
    await alone.type('d');
    await denied;
  });

  it('a prompt about one call shows all that it would send, and "always" is no answer to it', async () => {
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
    expect(printed).toContain('arguments.path: "/tmp" AND 12 MORE CHARACTERS NOT SHOWN');
    expect(printed).toContain('AND 2 MORE ARGUMENTS NOT SHOWN');
    expect(printed).not.toContain('Always');
    await t.type('a', 'o');
    expect(await answer).toEqual({ nonce, decision: 'once', connectionId: own, by: 'terminal' });
  });

  it.each([
    ['call', { tool: tool('remove', { effect: 'unsaid' }), parts: [], more: 0 }],
    [
      'request',
      { method: 'DELETE', origin: 'https://api.example', target: '/x', headers: [], body: undefined },
    ],
  ])('the key for "always" allows no single %s: what was pressed next counts', async (_what, call) => {
    const t = terminal();
    const { answer } = await t.asked(prompt({ call }));
    await t.type('a', 'd');
    expect(await answer).toMatchObject({ decision: 'deny' });
  });

  it('the connection that is chosen has its own earlier limits, not those of the first', async () => {
    const answerTo = async (...keys: string[]) => {
      const t = terminal();
      const choices = [
        { ...mine, connectionId: work },
        { ...mine, limits: { methods: ['GET'] } },
      ];
      const access = { methods: ['GET', 'DELETE'], paths: ['/**'], mcpTools: [] };
      const { answer } = await t.asked(prompt({ choices, access }));
      await t.type(...keys);
      return answer;
    };
    expect(await answerTo('2', 'a')).toMatchObject({ connectionId: own, limits: { methods: ['GET'] } });
    const { limits } = (await answerTo('a')) as { limits?: { methods?: unknown } };
    expect(limits?.methods).toBeUndefined();
  });

  it('the end of input is Deny', async () => {
    const t = terminal();
    const { answer } = await t.asked();
    t.input.end();
    expect(await answer).toEqual(unanswered);
    expect(t.modes).toEqual([true, false]);
  });

  it('an input that had ended before is Deny', async () => {
    const t = terminal();
    t.input.destroy();
    expect(await (await t.asked()).answer).toEqual(unanswered);
  });

  it('three unknown keys are Deny; pasted text and names of Object.prototype are unknown keys', async () => {
    const t = terminal();
    const { answer } = await t.asked();
    await t.type('yes, allow', 'constructor', '1');
    expect(await answer).toEqual(denied);
    t.expectRestored();
  });

  it('a withdrawn prompt is Deny, also before it was shown', async () => {
    const t = terminal();
    const gone = new AbortController();
    const { answer } = await t.asked(prompt(), gone.signal);
    gone.abort();
    expect(await answer).toEqual(unanswered);
    t.expectRestored();
    expect(await t.ask(prompt(), gone.signal)).toEqual(unanswered);
  });

  it('a key that was typed ahead or in the first second does not count', async () => {
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

  it('an answer can be for the second connection, whose hosts are shown again', async () => {
    const t = terminal();
    const { answer } = await t.asked(two);
    t.printed();
    await t.type('2');
    expect(t.printed()).toContain('For "Own": https://own.example');
    await t.type('o');
    expect(await answer).toEqual({ nonce, decision: 'once', connectionId: own, by: 'terminal' });
  });

  it('an answer is for the first connection unless another one was chosen', async () => {
    const t = terminal();
    const { answer } = await t.asked(two);
    await t.type('3', 'a');
    expect(await answer).toEqual({ nonce, decision: 'always', connectionId: work, by: 'terminal' });
  });
});

describe('without a person', () => {
  it('a prompt rejects without a terminal, and prints nothing', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const ask = terminalConsent({ input, output });
    await expect(ask(prompt(), new AbortController().signal)).rejects.toThrow('Nobody can be asked');
    expect(output.read()).toBeNull();
  });

  it.each(['once', 'always', 'deny'] as const)(
    'a prompt answered %s in advance is still shown, with the connection that a yes takes',
    async (answer) => {
      const [input, output] = [new PassThrough(), new PassThrough()];
      const given = await terminalConsent({ input, output, answer })(two, new AbortController().signal);
      expect(given).toEqual(
        answer === 'deny'
          ? { nonce, decision: 'deny', by: 'option' }
          : { nonce, decision: answer, connectionId: work, by: 'option' },
      );
      const taken = answer === 'deny' ? '' : 'For "[^"]+": https://work.example[^\n]*\n';
      expect(String(output.read())).toMatch(
        new RegExp(
          `https://work.example[^]*\\[o\\] Allow once[^\n]*\n+${taken}answered in advance: ${answer}\n$`,
        ),
      );
      expect(input.eventNames()).toEqual(new PassThrough().eventNames());
    },
  );
});
