import {
  connectionExpiry,
  connectionHiding,
  connectionMigrations,
  connectionWorked,
} from '../connections/connection-store.ts';
import { mcpServerMigration } from '../connections/mcp-server-store.ts';
import { placeMigration } from '../connections/place-store.ts';
import type { Migration } from '../database/open-database.ts';
import { grantMigrations, grantsCountHandles, grantsInForce, grantsSentAt } from '../grants/grant-store.ts';
import { taskMigration } from '../grants/task-store.ts';
import { toolMigration, toolsEndMigration } from '../grants/tool-store.ts';
import { oauthMigrations } from '../oauth/session-rows.ts';
import { addedServiceMigration } from '../providers/added-service-store.ts';
import { settingMigrations } from '../settings/setting-store.ts';

/**
 * state.db, in the order in which it grew; a migration's number is its place here. The three lists are closed:
 * what comes later is appended below them, whichever table it concerns.
 */
export const stateMigrations: readonly Migration[] = [
  ...connectionMigrations,
  ...grantMigrations,
  ...settingMigrations,
  ...oauthMigrations,
  connectionHiding,
  toolMigration,
  placeMigration,
  grantsInForce,
  toolsEndMigration,
  mcpServerMigration,
  connectionExpiry,
  connectionWorked,
  taskMigration,
  grantsSentAt,
  addedServiceMigration,
  grantsCountHandles,
];
