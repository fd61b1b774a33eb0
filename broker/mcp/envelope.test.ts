import fc from 'fast-check';
import { expect, it } from 'vitest';
import { envelope, enveloped } from './envelope.ts';

it('the envelope holds the broker’s values, whatever the extension writes in their place', () => {
  const own = envelope({ elicitation: {} }, 'debug');
  const key = fc.oneof(
    fc.constantFrom(...Object.keys(own), 'io.modelcontextprotocol/anything', 'progressToken'),
    fc.string(),
  );
  const meta = fc.dictionary(key, fc.jsonValue());
  const params = fc.record(
    {
      name: fc.string(),
      inputResponses: fc.jsonValue(),
      requestState: fc.jsonValue(),
      task: fc.jsonValue(),
      _meta: fc.oneof(meta, fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.option(params, { nil: undefined }), (given) => {
      const { _meta, ...rest } = enveloped(given as never, own) as { _meta: Record<string, unknown> };
      for (const left of ['inputResponses', 'requestState', 'task']) expect(rest).not.toHaveProperty(left);
      const reserved = Object.entries(_meta).filter(([name]) => name.startsWith('io.modelcontextprotocol/'));
      expect(Object.fromEntries(reserved)).toEqual(own);
    }),
  );
});
