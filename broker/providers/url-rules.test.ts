import { describe, expect, it } from 'vitest';
import { english } from '../contracts/texts/say.ts';
import { outsideUrlRules } from './url-rules.ts';

describe('the hosts that a provider names', () => {
  const hosts = ['api.acme.example', '*.acme.example'];
  it.each(['https://api.acme.example/', 'https://eu.acme.example/v1', 'https://a.b.acme.example/'])(
    'admit %s',
    (text) => expect(outsideUrlRules(english, { hosts }, text)).toBeUndefined(),
  );
  it.each([
    ['a name that only ends like it', 'https://evilacme.example/'],
    ['the name itself, which nobody opened', 'https://acme.example/'],
    ['a name that goes on', 'https://eu.acme.example.evil.example/'],
    ['the name in front of another host', 'https://acme.example@evil.example/'],
    ['another host', 'https://evil.example/.acme.example'],
  ])('do not admit %s', (_what, text) => {
    expect(outsideUrlRules(english, { hosts }, text)).toMatch(
      /^The host must be api\.acme\.example or a name below acme\.example\.$/,
    );
  });
  it('a rule without a star admits no name that only ends with it', () => {
    expect(outsideUrlRules(english, { hosts: ['acme.example'] }, 'https://eu.acme.example/')).toMatch(
      /^The host/,
    );
  });
  it.each(['http://eu.acme.example/', 'https://eu.acme.example:8443/'])(
    'hosts are reached by https at its own port: %s is refused',
    (text) => expect(outsideUrlRules(english, { hosts }, text)).toMatch(/name no port/),
  );
});

describe('a field that takes', () => {
  it('https only refuses http, also on loopback', () => {
    expect(outsideUrlRules(english, { httpsOnly: true }, 'http://127.0.0.1/')).toMatch(/https:/);
    expect(outsideUrlRules(english, { httpsOnly: true }, 'https://a.example:8443/x')).toBeUndefined();
  });
  it.each(['https://a.example/x', 'https://a.example/?x', 'https://a.example/#x'])(
    'no path refuses %s',
    (text) => expect(outsideUrlRules(english, { noPath: true }, text)).toMatch(/end after the host/),
  );
  it('anything refuses nothing', () => {
    expect(outsideUrlRules(english, {}, 'http://127.0.0.1:1/x?y#z')).toBeUndefined();
  });
});
