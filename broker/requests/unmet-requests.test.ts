import { expect, it } from 'vitest';
import type { Asker } from './asker.ts';
import { makeUnmetRequests } from './unmet-requests.ts';

const access = { methods: ['GET'], paths: ['/**'], mcpTools: [] } as never;
const asker = (name: string): Asker =>
  ({ principal: { id: `acme.${name}`, contentDigest: name }, manifest: { name } }) as never;

it('keeps what the user allowed one extension, however much others ask for', () => {
  const unmet = makeUnmetRequests({ now: () => 1_000 });
  const honest = asker('honest');
  const asked = { providerId: 'acme.honest/api' as never, reason: 'For tests.', access };
  const choice = { connectionId: 'con_a' as never, grantDigest: 'd' };
  unmet.allowOnce(honest, asked, { ...choice, prompt: 'p', withheldCallbacks: [] });
  for (let extension = 0; extension < 12; extension += 1)
    for (let provider = 0; provider < 10; provider += 1)
      unmet.add(asker(`other${extension}`), { ...asked, providerId: `acme.other/p${provider}` as never });
  expect(unmet.list()).toHaveLength(100);
  expect(unmet.take(honest.principal, { provider: asked.providerId, access }, [choice])).toMatchObject({
    connectionId: 'con_a',
  });
});
