import type Libsql from 'libsql';

export type OpenedDatabase = Libsql.Database;

/** Numbered by its place in the list, from 1. A migration that was released is never edited or moved. */
export type Migration = { readonly name: string; readonly sql: string };
