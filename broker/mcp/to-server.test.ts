import { describe, expect, it } from 'vitest';
import { remembers, subjectOf } from './to-server.ts';

describe('what the audit log calls a request', () => {
  it('a request is called by its method and the item that it acts on', () => {
    expect(subjectOf('tools/call', { name: 'echo', uri: 'file:///a' })).toBe('tools/call echo');
    expect(subjectOf('resources/read', { name: 'echo', uri: 'file:///a' })).toBe('resources/read file:///a');
    expect(subjectOf('logging/setLevel', { level: 'debug' })).toBe('logging/setLevel debug');
    expect(subjectOf('tools/call', { name: 7 })).toBe('tools/call');
    expect(subjectOf('ping', undefined)).toBe('ping');
  });

  it.each(['name', 'uri', 'level'])(
    'a request never reads like the broker’s own list, whatever `%s` is',
    (key) => {
      expect(subjectOf('tools/list', { [key]: '(by Valetkey)' })).toBe('tools/list');
    },
  );
});

describe('what a restarted server is told', () => {
  it('the state is kept by resource, and other requests do not overwrite it', () => {
    expect(remembers('resources/subscribe', { uri: 'a' })).toEqual({ key: 'resource a', keep: true });
    expect(remembers('resources/unsubscribe', { uri: 'a' })).toEqual({ key: 'resource a', keep: false });
    for (const uri of [['a'], undefined, 7])
      expect(remembers('resources/subscribe', { uri } as never)).toBeUndefined();
  });
});
