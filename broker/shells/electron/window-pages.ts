import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type CustomScheme, type Session, session } from 'electron/main';
import { makeSay } from '../../contracts/texts/say.ts';
import { type Look, named, styleOf } from './look.ts';
import { isPage, type PageName, pageFile } from './page-files.ts';
import { confinePageSession } from './window-hygiene.ts';

export type { PageName } from './page-files.ts';

/**
 * For protocol.registerSchemesAsPrivileged, before the application is ready. Electron takes that call once, so anyone who
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
export const pageSession = (folder: string, look: Look = {}): PageSession => {
  // One name for each folder and look: two brokers with pages of their own can be in one process. A language is 100 KB.
  const digest = createHash('sha256')
    .update(JSON.stringify([folder, look]))
    .digest('hex');
  const own = session.fromPartition(`valetkey-ui:${digest}`);
  const before = confining.get(own);
  if (before !== undefined) return { session: own, confined: before };
  const confined = confinePageSession(own, uiScheme.scheme, makeSay(look.texts));
  confining.set(own, confined);
  own.protocol.handle(uiScheme.scheme, async ({ url, method }) => {
    const { host, pathname } = new URL(url);
    const file = method === 'GET' && isPage(host) ? pageFile(host, pathname) : undefined;
    if (file === undefined) return refused();
    return new Response(await bodyOf(join(folder, file.name), look), { headers: file.headers });
  });
  return { session: own, confined };
};

const bodyOf = async (file: string, look: Look): Promise<Uint8Array<ArrayBuffer> | string> => {
  if (basename(file) === 'look.css') return styleOf(look);
  if (file.endsWith('.html')) return named(await readFile(file, 'utf8'), look);
  return new Uint8Array(await readFile(file));
};
