import { expect, it } from 'vitest';
import { noConnections } from './no-connections.ts';

/** What a template writes, without drawing it. */
const written = (part: unknown): string => {
  if (Array.isArray(part)) return part.map(written).join('');
  if (typeof part !== 'object' || part === null) return typeof part === 'function' ? '' : String(part);
  const { strings = [], values = [] } = part as { strings?: readonly string[]; values?: readonly unknown[] };
  return strings.map((text, at) => `${text}${written(values[at] ?? '')}`).join('');
};
const said = (providers: readonly unknown[] | undefined): string | undefined =>
  /(\S+) services? (?:is|are) described/.exec(
    written(
      noConnections(
        { providers: providers as never, unmet: [] },
        {} as never,
        () => undefined,
        () => undefined,
      ),
    ),
  )?.[1];

it('how many services there are is said once they have been looked up, and no number before', () => {
  expect([said(undefined), said([]), said([{}]), said([{}, {}])]).toEqual([undefined, '0', 'One', '2']);
});
