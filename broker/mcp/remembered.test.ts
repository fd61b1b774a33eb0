import { describe, expect, it } from 'vitest';
import { makeRemembered } from './remembered.ts';

const subscription = (uri: string) => ({ method: 'resources/subscribe' as const, params: { uri } });

describe('the state that a restarted server is told', () => {
  it('the state is bounded: one more subscription is refused before sending, and a cancelled one makes room', () => {
    const remembered = makeRemembered();
    for (let at = 0; at < 1_024; at += 1) {
      remembered.check(`resource ${at}`, subscription(`file:///${at}`));
      remembered.keep(`resource ${at}`, subscription(`file:///${at}`));
    }
    const more = (): void => remembered.check('resource more', subscription('file:///more'));
    expect(more).toThrow(expect.objectContaining({ code: 'too-many-requests' }));
    expect(() => remembered.check('resource 1', subscription('file:///1'))).not.toThrow();
    remembered.drop('resource 1');
    expect(more).not.toThrow();
    expect(remembered.all()).toHaveLength(1_023);
  });

  it('the state takes no long message', () => {
    const long = subscription(`file:///${'x'.repeat(20_000)}`);
    expect(() => makeRemembered().check('resource long', long)).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  });
});
