import { type AccessMessage, accessPlurals } from './settings/access.ts';
import { type ActivityMessage, activityPlurals } from './settings/activity.ts';
import { type ConnectionsMessage, connectionsPlurals } from './settings/connections.ts';
import { type ErrorsMessage, errorsPlurals } from './settings/errors.ts';
import { type PageMessage, pagePlurals } from './settings/page.ts';
import type { ServicesMessage } from './settings/services.ts';

export type {
  AccessMessage,
  ActivityMessage,
  ConnectionsMessage,
  ErrorsMessage,
  PageMessage,
  ServicesMessage,
};

/** What only the settings page says. */
export type SettingsMessage =
  | PageMessage
  | ConnectionsMessage
  | AccessMessage
  | ActivityMessage
  | ServicesMessage
  | ErrorsMessage;

/** By their English for many: their English for one. */
export const settingsPlurals = {
  ...pagePlurals,
  ...connectionsPlurals,
  ...accessPlurals,
  ...activityPlurals,
  ...errorsPlurals,
} as const;
