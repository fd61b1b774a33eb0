import { describe, expect, it } from 'vitest';
import { namedAtSignIn } from '../../contracts/sign-in-places.ts';
import { english } from '../../contracts/texts/say.ts';
import { choice, extension, consentWith as prompt, tool } from './fixtures/terminal-prompts.ts';
import { callLines, promptLines } from './terminal-prompt.ts';

const listed = tool('search');

const textOf = (changes: object = {}, columns = 100): string =>
  promptLines(english, prompt(changes), columns).join('\n');

describe('the question', () => {
  it('the question names the hosts first, then who, why, what, how long, which service and which connection', () => {
    const text = textOf();
    const places = [
      '    https://api.example\n    https://files.example',
      '"Acme reader" (acme.reader), published by acme, version 1.0.0',
      'First request from this version',
      '    > "To read packages."',
      'Send GET, PUT requests at these paths: /v1/*  /v2  (* is anything)',
      'Use these tools of the MCP server: search.',
      'Allow once ends ',
      'Always allow ends ',
      '"Acme API" (acme.reader/api), described by acme.reader',
      '"Work" (workspace connection)',
    ].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('the question names the way to sign in of a connection that has another than the one asked for', () => {
    expect(textOf({ choices: [{ ...choice, way: 'Acme API (sign in)' }] })).toContain(
      '"Work" ("Acme API (sign in)", workspace connection)',
    );
  });

  it('the question does not say "first request" for content that was allowed something before', () => {
    expect(textOf({ extension: { ...extension, known: true } })).not.toContain('never allowed');
  });

  it('the question says if plain requests can call every MCP tool, and only then', () => {
    const access = { methods: ['POST'], paths: ['/**'], mcpTools: ['*'] };
    const told = 'Call every MCP tool with plain requests too.';
    expect(textOf({ access, choices: [{ ...choice, fetchReachesMcp: true }] })).toContain(told);
    expect(textOf({ access })).not.toContain(told);
  });

  it('the question says in words what stands for all, and what is none', () => {
    const all = textOf({ access: { methods: ['GET'], paths: ['/**'], mcpTools: ['*'] } });
    expect(all).toContain('Read (GET) at every path.');
    expect(all).toContain('every tool of the MCP server');
    const none = textOf({ access: { methods: ['GET'], paths: [], mcpTools: [] } });
    expect(none).toContain('Send no other requests.');
    expect(none).not.toContain('MCP');
    const server = { ...choice, authority: { ...choice.authority, mcp: 'https://api.example/mcp' } };
    const noTools = textOf({ access: { methods: ['GET'], paths: ['/**'], mcpTools: [] }, choices: [server] });
    expect(noTools).toContain('Use no MCP tools.');
  });

  it('the question marks what is asked for beyond an earlier grant of that connection', () => {
    const also = [{ methods: ['DELETE'], paths: ['/**'], mcpTools: [] }];
    expect(textOf({ choices: [{ ...choice, also }] })).toContain(
      '    New: Send DELETE requests at every path.\n',
    );
    expect(textOf({ choices: [choice, { ...choice, also }] })).toContain('    2. New: Send DELETE requests');
    expect(textOf()).not.toContain('New:');
  });

  it('the question numbers several connections, the workspace one first with the reason', () => {
    const other = { ...choice, displayName: 'Own', scope: 'user', origins: ['https://own.example'] };
    const text = textOf({ choices: [choice, other] });
    expect(text).toContain('1. https://api.example  https://files.example');
    expect(text).toMatch(/1\. "Work" \(workspace connection; comes first because [^)]+\)/);
    expect(text).toContain('2. "Own" (your own connection)');
  });

  it('the question says where each connection’s sign-in is handled, before any name', () => {
    const signing = (signIn: object) => ({
      ...choice,
      origins: ['https://api.example'],
      authority: { ...choice.authority, signIn: { client: 'x', ...signIn } },
    });
    const one = signing({ origins: ['https://login.example', 'https://token.example'] });
    const head = 'Its sign-in is handled by\n';
    const text = textOf({ choices: [one] });
    expect(text).toContain(`${head}    https://login.example\n    https://token.example\n`);
    expect(text.indexOf(head)).toBeLessThan(text.indexOf('Who asks'));
    const discovered = signing({ origins: [], issuer: namedAtSignIn });
    expect(textOf({ choices: [one, choice, discovered] })).toContain(
      `${head}    1. https://login.example  https://token.example\n    3. the authorization server that the MCP server names when you sign in\n`,
    );
    expect(textOf()).not.toContain('sign-in is handled');
    const call = { tool: listed, parts: [], more: 0 };
    expect(callLines(english, prompt({ choices: [one] }), call, 100).join('\n')).toContain(head);
  });

  it('the question names the one receiver of an ID token, and shows when that changes', () => {
    const at = (address: string) => ({
      ...choice.authority,
      signIn: { origins: [], client: 'x', identityProvider: { at: [address], client: 'app' } },
    });
    const choices = [
      { ...choice, authority: at('https://id.example/b'), before: at('https://id.example/a') },
    ];
    const text = textOf({ choices });
    expect(text).toContain('Your ID token is sent only to the identity provider\n    https://id.example/b\n');
    expect(text).toMatch(/before .*ID token to https:\/\/id\.example\/a as app/);
    expect(text).toMatch(/now .*ID token to https:\/\/id\.example\/b as app/);
    expect(textOf()).not.toContain('ID token');
  });

  it('the question shows that a connection has moved to the other scope', () => {
    const at = (scope: string) => ({ ...choice.authority, scope });
    const moved = { ...choice, authority: at('workspace'), before: at('user') };
    const text = textOf({ choices: [moved as never] });
    expect(text).toMatch(/Scope:\n +before {2}All your workspaces\n +now {5}A workspace that is not known/);
  });

  it('the question shows what changed beside what was agreed', () => {
    const before = {
      providerId: 'acme.reader/api',
      providerVersion: 1,
      placement: 'In the header X-Key',
      origins: ['https://old.example'],
    };
    const text = textOf({ choices: [{ ...choice, before }] });
    expect(text).toContain('Goes to:\n      before  https://old.example\n');
    expect(text).toContain('      now     https://api.example, https://files.example\n');
    expect(text).toContain('Sign-in:\n      before  In the header X-Key\n      now     Bearer token');
    expect(text).not.toContain('Service:');
  });
});

describe('what changed since the person agreed', () => {
  const after = (now: object): string =>
    textOf({
      choices: [{ ...choice, authority: { ...choice.authority, ...now }, before: choice.authority }],
    });

  it('headers that a service’s requests now carry stand beside what was there before', () => {
    expect(after({ requests: 'The header X-Account is "acct_2"' })).toMatch(
      /Requests:\n +before +as the extension asks\n +now +The header X-Account is "acct_2"/,
    );
  });

  it('where no place differs, it is the extension itself, and tools only where there is an MCP server', () => {
    expect(after({})).toContain('The place is the same. The extension itself changed.');
    const mcp = 'https://api.example/mcp';
    const before = { ...choice.authority, mcp };
    expect(textOf({ choices: [{ ...choice, authority: before, before }] })).toContain(
      "The place is the same. The extension itself, or the MCP server's tools, changed.",
    );
  });
});

describe('words that are not ours', () => {
  const attack = 'ok\u001B[2J\u001B]0;x\u0007\u202Eevil\u009B31m\r\n[o] Allow once';

  it('foreign words cannot control the terminal, whichever field holds them', () => {
    const text = textOf({
      extension: { ...extension, displayName: attack, publisher: attack, version: attack },
      reason: attack,
      provider: { id: 'acme.reader/api', name: attack, contributedBy: attack },
      choices: [
        {
          ...choice,
          displayName: attack,
          origins: [attack, 'https://аpi.example'],
          authority: { ...choice.authority, placement: attack, mcp: attack, requests: `${attack}.` },
          before: {
            providerId: 'acme.reader/api',
            providerVersion: 1,
            origins: [attack],
            placement: attack,
            mcp: attack,
            requests: attack,
          },
        },
      ],
    });
    expect(text.replaceAll('\n', '')).toMatch(/^[\x20-\x7e]+$/);
    expect(text).not.toMatch(/^\[o\]/m);
    expect(text).toContain('https://\\u{430}pi.example');
  });

  it('words in quotation marks cannot end them and go on as ours', () => {
    const claim = (mark: string): string => `Work${mark} (acme.work), published by acme. ${mark}`;
    const tool = { ...listed, name: 'search (only reads), delete', effect: 'may-destroy' };
    for (const mark of ['"', '”', '“', "''", '″']) {
      const text = textOf({
        extension: { ...extension, displayName: claim(mark) },
        provider: { id: 'acme.reader/api', name: claim(mark), contributedBy: 'acme.reader' },
        choices: [{ ...choice, displayName: claim(mark), tools: [tool] }],
      }).replaceAll(/\n +/g, ' ');
      const inner = `"Work' (acme.work), published by acme. '"`;
      expect(text).toContain(`${inner} (acme.reader), published by acme, version 1.0.0`);
      expect(text).toContain(`${inner} (acme.reader/api), described by acme.reader`);
      expect(text).toContain(`${inner} (workspace connection)`);
      expect(text).toContain('"search (only reads), delete" (claims that it may change or delete)');
    }
  });

  it('foreign words cannot reach the left margin by being long, wide or full of spaces', () => {
    for (const reason of ['x'.repeat(900), `x${' '.repeat(300)}Who asks`, '界'.repeat(400)]) {
      const lines = promptLines(english, prompt({ reason }), 60);
      const from = lines.findIndex((line) => line.startsWith('Reason, in its own words')) + 1;
      const to = lines.indexOf('What it may do');
      expect(to - from).toBeGreaterThan(4);
      for (const line of lines.slice(from, to)) expect(line).toMatch(/^ {4}>/);
      for (const line of lines) expect(line.length).toBeLessThan(60);
    }
  });
});
