import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CustomScheme, type Session, session } from 'electron/main';
import { isPage, type PageName, pageFile } from './page-files.ts';
import { confineSession } from './window-hygiene.ts';

export type { PageName } from './page-files.ts';

/**
 * For protocol.registerSchemesAsPrivileged, before the application is ready. Electron takes that call once, so whoever
 * embeds the broker passes this together with schemes of their own.
 */
export const uiScheme: CustomScheme = {
  scheme: 'valetkey-ui',
  privileges: { standard: true, secure: true },
};
export const originOf = (page: PageName): string => `${uiScheme.scheme}://${page}`;
export const addressOf = (page: PageName): string => `${originOf(page)}/`;

const refused = (): Response => new Response(null, { status: 404 });

export type PageSession = {
  readonly session: Session;
  /** Resolves when the session is closed to all else; nothing may be loaded before. */
  readonly confined: Promise<void>;
};
/** Electron keeps a session for as long as the application runs. */
const confining = new WeakMap<Session, Promise<void>>();

/** A session in memory for our pages alone, in which the pages of `folder` are what there is to load. */
export const pageSession = (folder: string): PageSession => {
  // One name for each folder: two brokers with pages of their own can be in one process.
  const own = session.fromPartition(`valetkey-ui:${folder}`);
  const before = confining.get(own);
  if (before !== undefined) return { session: own, confined: before };
  const confined = confineSession(own, uiScheme.scheme);
  confining.set(own, confined);
  own.protocol.handle(uiScheme.scheme, async ({ url, method }) => {
    const { host, pathname } = new URL(url);
    const file = method === 'GET' && isPage(host) ? pageFile(host, pathname) : undefined;
    if (file === undefined) return refused();
    return new Response(new Uint8Array(await readFile(join(folder, file.name))), { headers: file.headers });
  });
  return { session: own, confined };
};
