import { extensionManifest } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { builtIn } from './built-in.ts';
import { unknownBuiltIns } from './unknown-built-ins.ts';

const asking = (...providers: readonly string[]) =>
  extensionManifest.parse({
    name: 'notes',
    publisher: 'acme',
    version: '1.0.0',
    main: 'main.cjs',
    contributes: {
      connectionRequests: providers.map((provider) => ({
        provider,
        reason: 'To read.',
        access: { methods: ['GET'], paths: ['/**'] },
      })),
    },
  });

it('an unknown built-in name is reported with its place and the nearest name', () => {
  const found = unknownBuiltIns(asking('github', 'gihtub', 'acme.notes/api', 'nothing-like-it'));
  expect(found).toEqual([
    {
      at: 'contributes.connectionRequests[1].provider',
      sentence: 'No provider `gihtub` comes with Valetkey; did you mean `github`?',
    },
    {
      at: 'contributes.connectionRequests[3].provider',
      sentence:
        'No provider `nothing-like-it` comes with Valetkey; one of an extension is asked for as `publisher.name/id`.',
    },
  ]);
});

it('existing names, and names of other extensions, are not reported', () => {
  const names = builtIn.slice(0, 30).map(({ id }) => id);
  expect(unknownBuiltIns(asking(...names, 'acme.other/api'))).toEqual([]);
});
