import { z } from 'zod';
import { access } from './access.ts';
import { oauthScope } from './auth/oauth2.ts';
import { localName, providerId } from './ids.ts';
import { connectionProvider } from './provider.ts';

/**
 * What an extension's package.json declares it will ask for. A request at run time that asks for more is
 * refused without a prompt, so a reviewer reads the whole reach of an extension here.
 */
export const connectionRequest = z.strictObject({
  provider: providerId.describe('As publisher.name/id, or the id of one that comes with the application.'),
  reason: z.string().min(1).max(200).describe('Shown to the user, as the extension’s own words.'),
  access: access.describe('The most that it will ever ask for.'),
  scopes: z
    .array(oauthScope)
    .max(32)
    .optional()
    .describe('OAuth 2 scopes beyond those that the provider asks for anyway.'),
});
export type ConnectionRequest = z.output<typeof connectionRequest>;

const fileInside = (ending: string, sentence: string) =>
  z
    .string()
    .max(200)
    .regex(new RegExp(`^(\\./)?[A-Za-z0-9_-][A-Za-z0-9_\\-.]*(/[A-Za-z0-9_\\-.]+)*\\.${ending}$`), sentence)
    .refine((path) => !path.split('/').includes('..'), 'must stay inside the extension’s folder');

/** Our part of package.json is strict; the rest of that file belongs to npm and is passed over. */
export const extensionManifest = z.object({
  name: localName.describe('Of the extension: lower-case letters, digits and dashes.'),
  publisher: localName.describe('Whose it is; with `name` it is how the user knows it.'),
  version: z
    .string()
    .max(64)
    .regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/, 'must be a semantic version such as 1.0.0')
    .describe('A semantic version, such as 1.0.0.'),
  displayName: z.string().min(1).max(80).optional().describe('What the user reads.'),
  description: z.string().max(400).optional().describe('One sentence: what it does.'),
  main: fileInside(
    'c?js',
    'must be a script inside the extension’s folder, named as in "dist/main.js"',
  ).describe('The script that is run, one CommonJS file.'),
  icon: fileInside('png', 'must be a PNG picture inside the extension’s folder, named as in "icon.png"')
    .optional()
    .describe('Shown in Settings beside what it contributes, and in nothing that asks for a decision.'),
  contributes: z
    .strictObject({
      connectionProviders: z
        .array(connectionProvider)
        .max(32)
        .default([])
        .describe('Services that it describes.'),
      connectionRequests: z
        .array(connectionRequest)
        .max(32)
        .default([])
        .describe('What it will ask for; what is not declared here is refused without asking anybody.'),
    })
    .prefault({})
    .describe('What it brings, and what it wants.'),
});
export type ExtensionManifest = z.output<typeof extensionManifest>;
