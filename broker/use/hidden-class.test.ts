import { setFlagsFromString } from 'node:v8';
import { expect, it } from 'vitest';
import { makeBodyQueue } from '../network/body-queue.ts';
import { lastingStream } from '../secrets/lasting-stream.ts';
import { makeScrubber } from '../secrets/redaction/scrubber.ts';

/**
 * A literal with an accessor is a dictionary to V8, and freezing it gives it a hidden class of its own, which is kept
 * until the next full collection: everyone who reads such an object asks the runtime. Three of them took an eighth of a
 * request's time, and at 64 at a time a third.
 */
setFlagsFromString('--allow-natives-syntax');
const haveSameMap = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean;
setFlagsFromString('--no-allow-natives-syntax');

const scrubber = makeScrubber(['a secret of some length']);
const flow = { pause: () => undefined, resume: () => undefined, cancel: () => undefined };

it.each<[string, () => object]>([
  ['stream of a scrubber', () => scrubber.stream()],
  ['stream that outlasts a credential', () => lastingStream(() => [scrubber])],
  ['queue of a body', () => makeBodyQueue(flow, { aborted: false })],
  ['source of a body', () => makeBodyQueue(flow, { aborted: false }).source],
])('a %s has the hidden class of the one before', (_what, make) => {
  expect(haveSameMap(make(), make())).toBe(true);
});

it('the check of hidden classes can fail', () => {
  const make = (): object =>
    Object.freeze({
      get hits() {
        return 0;
      },
    });
  expect(haveSameMap(make(), make())).toBe(false);
});
