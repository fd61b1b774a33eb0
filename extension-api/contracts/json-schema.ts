import { z } from 'zod';
import { extensionManifest } from './manifest.ts';
import { connectionProvider } from './provider.ts';

/**
 * What editors complete and check by, made from the contract itself. Draft 7, since that is what they know best. What
 * one part says about another (a field that is not there) is not in it: the broker names that with its place.
 */
export const publishedSchemas: Readonly<Record<'provider.schema.json' | 'manifest.schema.json', object>> = {
  'provider.schema.json': {
    title: 'Valetkey connection provider',
    ...z.toJSONSchema(connectionProvider, { io: 'input', target: 'draft-7' }),
  },
  'manifest.schema.json': {
    title: 'Valetkey extension: its part of package.json',
    ...z.toJSONSchema(extensionManifest, { io: 'input', target: 'draft-7' }),
  },
};
