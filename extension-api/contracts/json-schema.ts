import { z } from 'zod';
import { extensionManifest } from './manifest.ts';
import { connectionProvider, schemaVersion } from './provider.ts';
import { workspaceNeeds } from './workspace-needs.ts';

/** A name and no address: the schemas come with the package, and nothing is fetched for them. */
const named = (what: string, title: string) => ({
  $id: `urn:valetkey:${what}:${schemaVersion}`,
  title: `${title}, version ${schemaVersion}`,
  description: 'Within a version words are only added: what is valid stays valid and keeps its meaning.',
});

/**
 * What editors complete and check by, made from the contract itself. Draft 7, since that is what they know best. What
 * one part says about another (a field that is not there) is not in it: the broker names that with its place.
 */
export const publishedSchemas: Readonly<
  Record<'provider.schema.json' | 'manifest.schema.json' | 'workspace.schema.json', object>
> = {
  'provider.schema.json': {
    ...named('provider', 'Valetkey connection provider'),
    ...z.toJSONSchema(connectionProvider, { io: 'input', target: 'draft-7' }),
  },
  'manifest.schema.json': {
    ...named('manifest', 'Valetkey extension: its part of package.json'),
    ...z.toJSONSchema(extensionManifest, { io: 'input', target: 'draft-7' }),
  },
  'workspace.schema.json': {
    ...named('workspace', 'Valetkey workspace: which connections a repository needs'),
    ...z.toJSONSchema(workspaceNeeds, { io: 'input', target: 'draft-7' }),
  },
};
