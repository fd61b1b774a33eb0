import { describe, expect, it } from 'vitest';
import { originText, parseOrigin } from './origin.ts';

const outcome = (text: string): string => {
  const parsed = parseOrigin(text);
  return parsed.ok ? `${originText(parsed.origin)} ${parsed.origin.reach}` : parsed.why;
};

describe('a saved origin', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com public'],
    ['https://api.example.com/', 'https://api.example.com public'],
    ['HTTPS://API.Example.com:443', 'https://api.example.com public'],
    ['https://api.example.com:8443', 'https://api.example.com:8443 public'],
    ['https://93.184.215.14', 'https://93.184.215.14 public'],
    ['https://[2606:4700::1111]:444', 'https://[2606:4700::1111]:444 public'],
    ['https://localhost', 'https://localhost loopback'],
    ['https://10.1.2.3', 'https://10.1.2.3 private'],
    ['https://[fd12::1]', 'https://[fd12::1] private'],
    ['https://100.64.0.7', 'https://100.64.0.7 private'],
  ])('the origin %s is kept as %s', (text, expected) => {
    expect(outcome(text)).toBe(expected);
  });

  it.each([
    ['https://bücher.example', 'https://xn--bcher-kva.example public'],
    // A Cyrillic look-alike is told from the real one by its ASCII form.
    ['https://аpi.example.com', 'https://xn--pi-6kc.example.com public'],
    ['https://ａｐｉ.example.com', 'https://api.example.com public'],
  ])('the origin %s is shown in ASCII as %s', (text, expected) => {
    expect(outcome(text)).toBe(expected);
  });

  it.each([
    ['http://localhost:3000', 'http://localhost:3000 loopback'],
    ['http://127.8.9.1', 'http://127.8.9.1 loopback'],
    ['http://0x7f.1', 'http://127.0.0.1 loopback'],
    ['http://[::1]:80', 'http://[::1] loopback'],
    ['http://[::ffff:127.0.0.1]', 'http://[::ffff:7f00:1] loopback'],
    ['http://api.example.com', 'http-not-loopback'],
    ['http://10.0.0.1', 'http-not-loopback'],
    ['http://localhost.example.com', 'http-not-loopback'],
    ['http://foo.localhost', 'http-not-loopback'],
  ])('http is for loopback only: %s is %s', (text, expected) => {
    expect(outcome(text)).toBe(expected);
  });

  it.each([
    ['', 'malformed'],
    ['api.example.com', 'malformed'],
    ['//api.example.com', 'malformed'],
    ['https:api.example.com', 'malformed'],
    ['https:/api.example.com', 'malformed'],
    ['https:///api.example.com', 'malformed'],
    ['https://', 'malformed'],
    ['https://a..example.com', 'malformed'],
    ['https://ex%61mple.com', 'malformed'],
    ['https://api.example.com:0', 'malformed'],
    ['https://api.example.com:99999', 'malformed'],
    ['https://api.example.com:port', 'malformed'],
    ['https://[::1', 'malformed'],
    ['ftp://api.example.com', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['blob:https://api.example.com/1', 'scheme'],
    ['data:text/plain,x', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['ws://localhost', 'scheme'],
    ['https://user@api.example.com', 'userinfo'],
    ['https://user:pass@api.example.com', 'userinfo'], // secretlint-disable-line
    ['https://@api.example.com', 'userinfo'],
    ['https://api.example.com/v1', 'path'],
    ['https://api.example.com/.', 'path'],
    ['https://api.example.com?', 'query'],
    ['https://api.example.com/?a', 'query'],
    ['https://api.example.com#', 'fragment'],
    ['https://api.example.com.', 'trailing-dot'],
    ['https://api.example.com.:443', 'trailing-dot'],
    ['https://api.example.com\u3002', 'trailing-dot'],
    ['https:\\\\api.example.com', 'backslash'],
    ['https://api.example.com\\', 'backslash'],
    ['https://api.exam\tple.com', 'control-character'],
    ['https://api.example.com\n', 'control-character'],
    ['https://api.example.com\u0000', 'control-character'],
    ['https://api.example.com\u2028', 'control-character'],
    [' https://api.example.com', 'whitespace'],
    ['https://api.example .com', 'whitespace'],
  ])('the origin %j is refused: %s', (text, why) => {
    expect(outcome(text)).toBe(why);
  });

  it.each([
    '0.0.0.0',
    '0',
    '169.254.169.254',
    '[fe80::1]',
    '[::]',
    '224.0.0.1',
    '255.255.255.255',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '192.0.2.1',
  ])('an address that can mean no service is refused: %s', (host) => {
    expect(outcome(`https://${host}`)).toBe('address-class');
  });

  it('the length of an origin is limited', () => {
    expect(outcome(`https://${'a'.repeat(2100)}`)).toBe('too-long');
  });

  it('an origin says whether the user meant something off the public internet', () => {
    const parsed = ['https://api.example.com', 'http://localhost', 'https://192.168.1.1'].map(parseOrigin);
    expect(parsed.map((p) => p.ok && p.origin.reach)).toEqual(['public', 'loopback', 'private']);
  });
});
