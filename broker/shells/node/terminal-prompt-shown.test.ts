import { describe, expect, it } from 'vitest';
import { english } from '../../contracts/texts/say.ts';
import { authority, choice, consentWith as prompt, tool } from './fixtures/terminal-prompts.ts';
import { callLines, chosenLines, promptLines, requestLines } from './terminal-prompt.ts';

const attack = 'ok\u001B[2J\u202Eevil\u009B31m\r\n[o] Allow once';
const textOf = (changes: object = {}): string => promptLines(english, prompt(changes), 100).join('\n');
const who = '"Acme reader" (acme.reader), published by acme, version 1.0.0';

describe('a question about one call or request', () => {
  it('the question says who asks, and counts what is not shown', () => {
    const parts = [{ name: attack, value: '1', cut: 0 }];
    const text = callLines(english, prompt(), { tool: tool('search'), parts, more: 1 }, 100).join('\n');
    expect(text).toContain(who);
    expect(text).toContain('AND 1 MORE ARGUMENT NOT SHOWN');
    expect(text.replaceAll('\n', '')).toMatch(/^[\x20-\x7e]+$/);
    expect(text).not.toMatch(/^\[o\]/m);
  });

  it('a request says who sends it and where, in ASCII', () => {
    const request = {
      method: 'DELETE',
      origin: 'https://\u0430pi.example',
      target: '/v1/1',
      headers: [],
      body: undefined,
    };
    const text = requestLines(english, prompt(), request as never, 100).join('\n');
    expect(text).toContain(who);
    expect(text).toContain('https://\\u{430}pi.example');
    expect(text).toContain('DELETE /v1/1');
  });
});

describe('a question about access', () => {
  it('the question names the additional rights that any of the connections lacks', () => {
    expect(textOf({ choices: [choice, { ...choice, moreScopes: ['repo:delete'] }] })).toContain(
      'repo:delete',
    );
  });

  it('the question says that nobody has checked the reason', () => {
    expect(textOf()).toContain(
      'Reason, in its own words. Nobody has checked this.\n    > "To read packages."',
    );
  });

  it('the question says what to do first where a connection cannot be used', () => {
    const broken = { ...choice, state: 'needs-reconnect', stateReason: 'secret-missing' };
    expect(textOf({ choices: [broken] })).toMatch(/"Work" \(workspace connection\): [^.\n]+\. \S/);
  });

  it('the question names every host of the connection that was chosen', () => {
    expect(chosenLines(english, prompt().choices[0] as never, 100).join('\n')).toContain(
      'https://api.example  https://files.example',
    );
  });
});

describe('what changed since the person agreed, at the terminal', () => {
  const after = (then: object, now: object, more: object = {}): string => {
    const text = textOf({
      choices: [
        { ...choice, authority: { ...authority, ...now }, before: { ...authority, ...then }, ...more },
      ],
    });
    return text.slice(text.indexOf('Changed since')).replaceAll(/\s+/g, ' ');
  };
  const signIn = { origins: ['https://login.example'], client: 'first' };

  it.each([
    ['the client', { signIn }, { signIn: { ...signIn, client: 'second' } }, /first.*second/],
    [
      'the issuer',
      { signIn },
      { signIn: { ...signIn, issuer: 'https://evil.example' } },
      /now .*evil\.example/,
    ],
    [
      'the resource',
      { signIn },
      { signIn: { ...signIn, resource: 'https://r.example' } },
      /now .*r\.example/,
    ],
    [
      'the MCP server',
      { mcp: 'https://api.example/a' },
      { mcp: 'https://api.example/b' },
      /before .*\/a now .*\/b/,
    ],
    [
      'the version',
      {},
      { providerVersion: 2 },
      /before acme\.reader\/api, version 1 now acme\.reader\/api, version 2/,
    ],
    ['the hosts', {}, { origins: ['https://evil.example'] }, /before .*api\.example.* now .*evil\.example/],
    ['the placement', {}, { placement: 'In the header X' }, /before Bearer token now In the header X/],
  ])('%s stands beside what it was', (_what, then, now, expected) => {
    expect(after(then, now)).toMatch(expected);
  });

  it('tools that are new, gone, or defined otherwise are named', () => {
    const said = after(
      {},
      {},
      {
        toolChanges: {
          added: [tool('wipe', { effect: 'may-destroy' })],
          removed: [tool('read')],
          changed: [
            { before: tool('search'), now: tool('search', { definition: '{"x":1}' }) },
            { before: tool('list'), now: tool('list', { description: 'Lists.', definition: '{"y":2}' }) },
          ],
        },
      },
    );
    expect(said).toContain('wipe: before was not there now (claims that it may change or delete)');
    expect(said).toMatch(/read: before .* now is gone/);
    expect(said).toContain('{"x":1}');
    expect(said).toContain('{"y":2}');
  });

  it('a command that differs far behind its beginning is shown to its end', () => {
    const command = (end: string) =>
      `Program started on this computer: "/usr/bin/node" "${'x'.repeat(1_000)}" "${end}"`;
    expect(after({ mcp: command('--read-only') }, { mcp: command('--allow-write') })).toMatch(
      /--read-only.*--allow-write/,
    );
  });
});
