import { z } from 'zod';
import { sentence } from './provider-field.ts';

/** A regular expression and not `z.url`: an editor's JSON Schema says the same then. */
export const httpsUrl = z
  .string()
  .max(500)
  .regex(/^https:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:[/?#][!-~]*)?$/, 'must be an https address');

/** RFC 3339, section 5.6: a full date. */
const date = z
  .string()
  .regex(/^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'must be a date such as 2026-11-30');

export const serviceCategory = z.enum([
  'ai',
  'code',
  'chat',
  'docs',
  'data',
  'payments',
  'infrastructure',
  'work',
  'general',
]);
export type ServiceCategory = z.output<typeof serviceCategory>;

/** What a checklist asks of every entry, and what a service may leave undocumented. */
const documentable = z.enum([
  'regions',
  'keyKinds',
  'apiVersion',
  'test',
  'reconnect',
  'scopes',
  'keyPages',
  'rateLimit',
  'revocation',
]);

/** Of a service beside how it is reached: for people who look for it, and for those who keep its description right. */
export const aboutService = z.strictObject({
  category: serviceCategory.optional().describe('Under what it stands in the gallery.'),
  keywords: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9 .+-]{1,39}$/, 'must be lower-case letters, digits and spaces'))
    .min(1)
    .max(12)
    .optional()
    .describe('What else one finds it by: older names, products, what it is for.'),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'must be a color such as #1a73e8')
    .optional()
    .describe('Of its monogram, behind a white letter. No logo: those are trademarks.'),
  keyPages: z
    .array(httpsUrl)
    .min(1)
    .max(4)
    .optional()
    .describe('Where a user makes the key, the token or the application.'),
  apiVersion: z
    .strictObject({
      version: z
        .string()
        .regex(/^[!-~]{1,40}$/, 'must be a version')
        .describe('That requests are made for.'),
      ends: date.optional().describe('When the service stops answering it, where it has said so.'),
      policy: sentence.optional().describe('What the service says about how long versions live.'),
    })
    .optional()
    .describe('Of a service that dates or numbers its API.'),
  revocation: sentence
    .optional()
    .describe('How a user ends the access at the service itself. Shown where one signs out.'),
  checked: z
    .strictObject({
      on: date
        .optional()
        .describe(
          'The day on which somebody compared this description with these pages. Absent: nobody has yet.',
        ),
      pages: z
        .array(httpsUrl)
        .min(1)
        .max(12)
        .describe('The service’s own documents that say whether it is right.'),
      missing: z
        .array(documentable)
        .min(1)
        .max(9)
        .optional()
        .describe('What was not found in the documents that could be read.'),
      notes: z.array(sentence).min(1).max(6).optional().describe('What a contributor has to know.'),
    })
    .optional()
    .describe('For contributors: by what this description was checked, and when.'),
});
