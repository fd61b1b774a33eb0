import { providerMigration } from '@valetkey/api-contracts';
import { declaredFields } from './declared-fields.ts';
import { type Found, fault } from './fault.ts';
import { child, listAt, type ManifestPlace, textAt } from './place.ts';

/** Requests that the broker makes on its own, and what happens to what is saved. */
export function checkDeclaredMigrations(provider: unknown, at: ManifestPlace): readonly Found[] {
  return [...checkTest(child(provider, 'test'), [...at, 'test']), ...checkMigrations(provider, at)];
}

const checkTest = (test: unknown, place: ManifestPlace): readonly Found[] => [
  ...(child(test, 'json') !== undefined && textAt(test, 'method') !== 'POST'
    ? fault([...place, 'json'], 'A JSON body goes with POST only.')
    : []),
  ...(textAt(test, 'method') === 'HEAD'
    ? [
        ...(child(test, 'account') === undefined ? [] : [[...place, 'account']]),
        ...(child(child(test, 'expect'), 'answer') === undefined ? [] : [[...place, 'expect', 'answer']]),
      ].map((at) => ({ place: at, sentence: 'An answer to HEAD has no body to look into.' }))
    : []),
];

const checkMigrations = (provider: unknown, at: ManifestPlace): readonly Found[] => {
  const version = child(provider, 'version') ?? 1;
  const fields = new Set(declaredFields(provider).map((field) => field?.id));
  const migrations = listAt(provider, 'migrations')
    .slice(0, 32)
    .map((raw) => providerMigration.safeParse(raw).data);
  let before = 1;
  return migrations.flatMap((migration, index): readonly Found[] => {
    if (migration === undefined) return [];
    const { to } = migration;
    const place = [...at, 'migrations', index];
    const say = (steps: ManifestPlace, sentence: string) => fault([...place, ...steps], sentence);
    if (to <= before) return say(['to'], 'Migrations stand in the order of the versions that they lead to.');
    before = to;
    if (typeof version === 'number' && to > version)
      return say(['to'], `The version of this provider is ${version}; a migration cannot lead beyond it.`);
    // Only the last one's names are this version's; those before it may have been renamed or dropped since.
    if (index < migrations.length - 1) return [];
    return [
      ...Object.entries(migration.rename ?? {}).flatMap(([from, name]) =>
        fields.has(name) ? [] : say(['rename', from], 'This must be the id of one of the fields.'),
      ),
      ...Object.keys(migration.default ?? {}).flatMap((name) =>
        fields.has(name) ? [] : say(['default', name], 'This must be the id of one of the fields.'),
      ),
      ...(migration.drop ?? []).flatMap((name, step) =>
        fields.has(name) ? say(['drop', step], 'This field is there; what is dropped must be gone.') : [],
      ),
    ];
  });
};
